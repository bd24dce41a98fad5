package console

import (
	"encoding/json"
	"net/http"

	"parley"
	"parley/internal/chart"
)

// What the script of the map draws on the view of the page: all places of the time that is looked at, so that moving the slider asks
// for nothing.
type (
	drawnMap struct {
		Notices   []drawnNotice   `json:"notices"`
		Conflicts []drawnConflict `json:"conflicts"`
	}
	drawnNotice struct {
		Number int              `json:"n"`
		Own    bool             `json:"own"`
		Window [2]parley.Millis `json:"w"`
		Shapes []drawnShape     `json:"s"`
	}
	drawnShape struct {
		Path string `json:"p"`
		Area bool   `json:"a"`
		Wide int    `json:"w"`
		X    int    `json:"x"`
		Y    int    `json:"y"`
	}
	drawnConflict struct {
		One    int              `json:"a"` // places in the list of notices; below 0: not there
		Other  int              `json:"b"`
		Meets  bool             `json:"m"`
		Window [2]parley.Millis `json:"w"`
	}
)

func (c *Console) shapes(v *visit) error {
	m, err := c.onMap(v)
	if err != nil {
		return err
	}
	b, err := json.Marshal(m.drawn(m.view()))
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.WriteHeader(http.StatusOK)
	_, err = v.w.Write(b)
	return nil
}

// drawn is everything on a view.
func (m *mapping) drawn(view chart.View) drawnMap {
	out := drawnMap{[]drawnNotice{}, []drawnConflict{}}
	place := map[*mapEntry]int{}
	for _, e := range m.entries {
		n := drawnNotice{e.number, e.own, e.window, []drawnShape{}}
		for _, s := range e.shapes {
			if d, ok := view.Draw(s); ok {
				n.Shapes = append(n.Shapes, drawnShape{d.Path, d.Area, d.Wide, d.X, d.Y})
			}
		}
		place[e] = len(out.Notices)
		out.Notices = append(out.Notices, n)
	}
	at := func(e *mapEntry) int {
		if i, there := place[e]; there && e != nil {
			return i
		}
		return -1
	}
	for _, n := range m.conflicts {
		out.Conflicts = append(out.Conflicts, drawnConflict{at(n.one), at(n.other), n.view.Meets, n.window})
	}
	return out
}
