package console

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"parley"
	"parley/form"
	"parley/internal/chart"
)

// A MapPage is the places of notices on a map and as a table, and which of them come near each other.
type MapPage struct {
	Frame
	Filter    NoticeFilter
	Days      int // how far ahead it looks; -1: at any time
	Only      string
	Windows   []FormOption // each a link, with the key of its words
	At        Instant      // the one instant that is looked at; none: all of that time
	AllTime   string       // link to all of it
	Begin     int64        // of the slider, and its end, in milliseconds
	End       int64
	Step      int64
	Source    string // of what the script draws
	Map       Map
	Rows      []NoticeRow // those with a place, a page of them
	Shown     int         // of how many
	First     int         // the number of the first row of the page, from 1
	Last      int
	Before    string // link to the page of rows before, or empty
	After     string
	Left      int // shapes that are not drawn, as there are too many
	Conflicts []MapConflict
	Hidden    int // conflicts that are not listed
	Counts    []MapDay
	View      string

	Closer, Farther, Whole, Fit string
	North, South, East, West    string

	drawn drawnMap // of a story
}

// A Map is what the part of that name draws.
type Map struct {
	Wide, High           int
	Land, Coast          string
	Overlay              chart.Laid
	Meridians, Parallels []chart.Meridian
	Shapes               []MapShape
	Lines                []MapLine // between notices that come near each other
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

// A MapLine joins two notices that come near each other.
type MapLine struct{ X1, Y1, X2, Y2 int }

// The most that a map draws and lists, how many rows stand on a page of its table, and how far ahead it looks, in days.
const (
	maxShapes     = 500
	maxOnMap      = 10_000
	mapRows       = 100
	maxConflicts  = 100
	maxAhead      = 42
	hourMillis    = int64(time.Hour / time.Millisecond)
	quarterMillis = hourMillis / 4
)

func (c *Console) chart(v *visit) error {
	m, err := c.onMap(v)
	if err != nil {
		return err
	}
	c.show(v.w, http.StatusOK, m.page.Lang, "map", m.draw(c.cfg.Overlay))
	return nil
}

// A mapping is a map under way: what it is asked for, and what stands in its time.
type mapping struct {
	page      *MapPage
	query     url.Values
	now       parley.Millis
	entries   []*mapEntry // all that stand in the time that is looked at
	rows      []NoticeRow // all notices, as their messages say
	placeless bool        // also those that name no place
	numbered  int         // how many of them can be drawn
	conflicts []mapNear
	at        parley.Millis // 0: all of the time
}

// onMap reads what is asked for, and everything that stands in that time.
func (c *Console) onMap(v *visit) (*mapping, error) {
	q := v.r.URL.Query()
	m := &mapping{query: q, now: parley.MillisOf(c.cfg.Now()), page: &MapPage{Frame: c.frame(v, "map"), Only: cutRunes(q.Get("notice"), 64), Days: daysAhead(q.Get("days"))}}
	err := c.entries(v, m)
	m.between(q.Get("at"))
	return m, err
}

// daysAhead reads how far ahead a map looks: now, unless something else is said.
func daysAhead(s string) int {
	if s == "any" {
		return -1
	}
	n, _ := strconv.Atoi(s)
	return max(0, min(n, maxAhead))
}

// until is the end of the time that is looked at.
func (m *mapping) until() parley.Millis {
	if m.page.Days < 0 || m.page.Only != "" {
		return form.MaxTime
	}
	return m.now + parley.Millis(int64(m.page.Days)*24*hourMillis)
}

// between sets the slider to the time that is looked at (at any time: to that in which its notices begin and end, a hundred years
// at most), and reads the one instant that is asked for.
func (m *mapping) between(at string) {
	p := m.page
	p.Begin, p.End = int64(m.now), int64(m.until())
	if p.End == form.MaxTime {
		p.Begin, p.End = m.extent()
	}
	p.Step = quarterMillis
	for (p.End-p.Begin)/p.Step > 42*24 {
		p.Step *= 2
	}
	t, err := parley.ParseMillis(at)
	if err != nil {
		d, err := time.Parse("2006-01-02T15:04", at) // as a form sends it, in UTC
		if err != nil {
			return
		}
		t = parley.MillisOf(d)
	}
	if int64(t) >= p.Begin && int64(t) <= p.End && p.Only == "" {
		m.at, p.At = t, instantOf(t)
	}
}

// extent is from when until when entries stand whose times are not open.
func (m *mapping) extent() (begin, end int64) {
	begin, end = int64(m.now), int64(m.now)
	for _, e := range m.entries {
		if from := int64(e.window[0]); from > 0 {
			begin = min(begin, from)
		}
		if until := int64(e.window[1]); until < form.MaxTime {
			end = max(end, until)
		}
	}
	century := 36525 * 24 * hourMillis
	return max(begin, int64(m.now)-century), min(end, int64(m.now)+century)
}

// standing reports whether a time says something in what is looked at: the one instant, or all of it.
func (m *mapping) standing(window [2]parley.Millis) bool {
	return m.at == 0 || window[0] <= m.at && window[1] >= m.at
}

// draw fills the page, on the view that is asked for, or on the one that shows everything.
func (m *mapping) draw(overlay *chart.Overlay) *MapPage {
	p := m.page
	view := m.view()
	p.Map = drawMap(view, overlay)
	var shown []*mapEntry
	for _, e := range m.entries {
		if m.standing(e.window) {
			shown = append(shown, e)
		}
	}
	at := map[string]*chart.Drawing{} // the first place of each notice that is drawn
	for _, e := range shown {
		for _, s := range e.shapes {
			if len(p.Map.Shapes) == maxShapes {
				p.Left++
			} else if d, ok := view.Draw(s); ok {
				if at[e.notice] == nil {
					at[e.notice] = &d
				}
				p.Map.Shapes = append(p.Map.Shapes, MapShape{d, e.number, e.own, e.title()})
			}
		}
	}
	m.table(shown)
	m.list(at)
	m.count()
	m.link(view)
	return p
}

// view is what is asked for, or what shows everything that stands in the time.
func (m *mapping) view() chart.View {
	if view, ok := chart.ParseView(m.query.Get("view")); ok {
		return view
	}
	var shapes []chart.Shape
	for _, e := range m.entries {
		shapes = append(shapes, e.shapes...)
	}
	return chart.Fit(shapes)
}

// table is a page of the rows that are shown.
func (m *mapping) table(shown []*mapEntry) {
	p := m.page
	from, _ := strconv.Atoi(m.query.Get("from"))
	from = max(0, min(from, len(shown)))
	for _, e := range shown[from:min(from+mapRows, len(shown))] {
		r := e.row()
		r.Number = e.number
		p.Rows = append(p.Rows, r)
	}
	p.Shown, p.First, p.Last = len(shown), from+1, from+len(p.Rows)
	if from > 0 {
		p.Before = m.with("from", strconv.Itoa(max(0, from-mapRows)))
	}
	if p.Last < len(shown) {
		p.After = m.with("from", strconv.Itoa(from+mapRows))
	}
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

// with is a link to the same page with one thing changed; empty takes it out.
func (m *mapping) with(key, value string, also ...string) string {
	return linkWith("/map", m.query, key, value, also...)
}

// linkWith is a link to a page with what it was asked for and one thing changed; empty takes it out, as it does what stands in also.
func linkWith(path string, q url.Values, key, value string, also ...string) string {
	out := url.Values{}
	for k, v := range q {
		out[k] = v
	}
	for _, k := range append(also, "done") {
		out.Del(k)
	}
	if out.Set(key, value); value == "" {
		out.Del(key)
	}
	return path + "?" + out.Encode()
}

// link makes the links that move the map, and those that look further ahead.
func (m *mapping) link(view chart.View) {
	p := m.page
	to := func(v chart.View) string { return m.with("view", v.String()) }
	p.View = m.query.Get("view")
	p.Closer, p.Farther, p.Whole, p.Fit = to(view.Closer()), to(view.Farther()), to(chart.World()), m.with("view", "")
	p.North, p.South, p.East, p.West = to(view.Moved(1, 0)), to(view.Moved(-1, 0)), to(view.Moved(0, 1)), to(view.Moved(0, -1))
	p.AllTime = m.with("at", "", "from")
	p.Source = "/map/shapes?" + func() string {
		q := url.Values{}
		for _, k := range []string{"days", "form", "party", "state", "notice"} {
			if m.query.Get(k) != "" {
				q.Set(k, m.query.Get(k))
			}
		}
		q.Set("view", view.String())
		return q.Encode()
	}()
	for _, w := range []struct {
		days, key string
	}{{"0", "now"}, {"1", "day"}, {"42", "weeks"}, {"any", "any"}} {
		p.Windows = append(p.Windows, FormOption{m.with("days", w.days, "at", "from"), w.key, p.Only == "" && daysAhead(cmp.Or(w.days, "0")) == p.Days})
	}
}
