package console

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"parley"
	"parley/internal/chart"
)

// A MapPage is the places of notices on a map, and as a table.
type MapPage struct {
	Frame
	Filter                      NoticeFilter
	Days                        int // how far ahead it looks; -1: at any time
	Only                        string
	Windows                     []FormOption // each a link, with the key of its words
	Map                         Map
	Rows                        []NoticeRow // those with a place
	Left                        int         // shapes that are not drawn, as there are too many
	View                        string
	Closer, Farther, Whole, Fit string
	North, South, East, West    string
}

// A Map is what the part of that name draws.
type Map struct {
	Wide, High           int
	Land, Coast          string
	Overlay              chart.Laid
	Meridians, Parallels []chart.Meridian
	Shapes               []MapShape
	Kilometres           string
	Scale, ScaleAt       int
	Top, Foot            int // between them is earth
}

// A MapShape is a place that is drawn, with the number of its row.
type MapShape struct {
	chart.Drawing
	Number int
	Own    bool
	Title  string
}

// The most that a map draws, and how far ahead it looks, in days.
const (
	maxShapes = 500
	maxAhead  = 42
)

func (c *Console) chart(v *visit) error {
	q := v.r.URL.Query()
	p := &MapPage{Frame: c.frame(v, "map"), Only: cutRunes(q.Get("notice"), 64), Days: daysAhead(q.Get("days"))}
	filter, rows, err := c.noticesFor(v, p.Frame)
	if err != nil {
		return err
	}
	p.Filter = filter
	p.choose(rows, parley.MillisOf(c.cfg.Now()))
	p.draw(c.cfg.Overlay, q)
	c.show(v.w, http.StatusOK, p.Lang, "map", p)
	return nil
}

// daysAhead reads how far ahead a map looks: now, unless something else is said.
func daysAhead(s string) int {
	if s == "any" {
		return -1
	}
	n, _ := strconv.Atoi(s)
	return max(0, min(n, maxAhead))
}

// choose keeps the notices that have a place and say something in the time that is looked at, and numbers those that can be
// drawn.
func (p *MapPage) choose(rows []NoticeRow, now parley.Millis) {
	until := now + parley.Millis(time.Duration(p.Days)*24*time.Hour/time.Millisecond)
	number := 0
	for _, r := range rows {
		switch {
		case len(r.Places) == 0 || p.Only != "" && r.ID != p.Only:
			continue
		case p.Only == "" && p.Days >= 0 && !r.within(now, until):
			continue
		}
		if len(r.shapes) > 0 {
			number++
			r.Number = number
		}
		p.Rows = append(p.Rows, r)
	}
}

// draw draws the rows, on the view that is asked for, or on the one that shows them all.
func (p *MapPage) draw(overlay *chart.Overlay, q url.Values) {
	var shapes []chart.Shape
	for _, r := range p.Rows {
		shapes = append(shapes, r.shapes...)
	}
	view, ok := chart.ParseView(q.Get("view"))
	if !ok {
		view = chart.Fit(shapes)
	}
	p.Map = drawMap(view, overlay)
	for _, r := range p.Rows {
		for _, s := range r.shapes {
			if len(p.Map.Shapes) == maxShapes {
				p.Left++
			} else if d, ok := view.Draw(s); ok {
				p.Map.Shapes = append(p.Map.Shapes, MapShape{d, r.Number, r.Own, r.Form + ", " + r.From})
			}
		}
	}
	p.link(view, q)
}

func drawMap(view chart.View, overlay *chart.Overlay) Map {
	m := Map{Wide: chart.Wide, High: chart.High, Overlay: view.Lay(overlay)}
	m.Land, m.Coast = view.Coast()
	m.Meridians, m.Parallels = view.Graticule()
	m.Kilometres, m.Scale = view.Scale()
	m.ScaleAt = m.Wide - 300 - m.Scale
	top, foot := view.Earth()
	m.Top, m.Foot = top, foot-top
	return m
}

// link makes the links that move the map, and those that look further ahead.
func (p *MapPage) link(view chart.View, q url.Values) {
	with := func(key, value string) string {
		out := url.Values{}
		for k, v := range q {
			out[k] = v
		}
		if out.Set(key, value); value == "" {
			out.Del(key)
		}
		return "/map?" + out.Encode()
	}
	to := func(v chart.View) string { return with("view", v.String()) }
	p.View = q.Get("view")
	p.Closer, p.Farther, p.Whole, p.Fit = to(view.Closer()), to(view.Farther()), to(chart.World()), with("view", "")
	p.North, p.South, p.East, p.West = to(view.Moved(1, 0)), to(view.Moved(-1, 0)), to(view.Moved(0, 1)), to(view.Moved(0, -1))
	for _, w := range []struct {
		days, key string
	}{{"0", "now"}, {"1", "day"}, {"42", "weeks"}, {"any", "any"}} {
		p.Windows = append(p.Windows, FormOption{with("days", w.days), w.key, p.Only == "" && daysAhead(w.days) == p.Days})
	}
}
