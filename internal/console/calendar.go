package console

import (
	"net/http"
	"time"

	"parley"
)

// A CalendarPage is what notices and proceedings say of times, by week and in order, and which notices stand in a time and come near
// each other in it.
type CalendarPage struct {
	Frame
	Filter              NoticeFilter
	From                string // first day, YYYY-MM-DD
	Weeks               []CalendarWeek
	Entries             []CalendarEntry // in order, those of the weeks shown
	Left                int             // entries that are not listed, as there are too many
	Before, After, This string          // links
	Slider              TimeSlider
	Windows             []FormOption // each a link, with the key of its words
	Stands              []CalendarStand
	Standing            int    // those that are not hidden
	Further             int    // notices that stand and are not listed
	OnMap               string // link to the map, at the same instant

	at parley.Millis // the one instant that is looked at; 0: none
}

// A CalendarWeek is seven days from a Monday on.
type CalendarWeek struct {
	Number int // of ISO 8601
	Days   []CalendarDay
}

// A CalendarDay is one day in UTC, with its first entries.
type CalendarDay struct {
	Date    string // YYYY-MM-DD
	Name    string // 22 NOV; with the year where that or the page begins
	Today   bool
	Entries []CalendarEntry
	More    int // further ones

	Notices, Conflicts int    // that stand on it
	Link               string // to its noon
	Begin              int64  // milliseconds
	Chosen             bool   // the instant that is looked at is on it
}

// A CalendarEntry is one instant. Kind is notice or deadline; What the title of the field.
type CalendarEntry struct {
	At                Instant
	Hour              string // 1430Z
	Kind, What, Title string
	Short             string // for a cell of the table of weeks
	From              string
	Link              string
	Exercise          bool
	Near              bool // its notice comes near another

	at parley.Millis
}

// What a page of the calendar holds at most.
const (
	calendarWeeks = 6
	dayEntries    = 4
	listEntries   = 200
)

func (c *Console) calendar(v *visit) error {
	q := v.r.URL.Query()
	p := &CalendarPage{Frame: c.frame(v, "calendar")}
	now := c.cfg.Now()
	first, err := time.Parse(time.DateOnly, q.Get("from"))
	if err != nil || first.Year() < 1971 || first.Year() > 9998 {
		first = now
	}
	weeks := p.weeks(first, q)
	if err := c.entries(v, weeks); err != nil {
		return err
	}
	p.Filter = weeks.page.Filter
	all := weeks.instants()
	if !p.Filter.Narrow() {
		deadlines, err := c.deadlines(v, p.Lang)
		if err != nil {
			return err
		}
		all = append(all, deadlines...)
	}
	stands := weeks
	if days := q.Get("days"); days != "" {
		stands = p.mapping(parley.MillisOf(now), max(0, daysAhead(days)), q)
		if err := c.entries(v, stands); err != nil {
			return err
		}
	}
	p.stand(stands)
	p.lay(weeks, now, all)
	p.link(q)
	c.show(v.w, http.StatusOK, p.Lang, "calendar", p)
	return nil
}

// deadlines are those of proceedings that run.
func (c *Console) deadlines(v *visit, lang string) (out []CalendarEntry, err error) {
	list, err := c.api.Proceedings(v.r.Context(), "")
	for _, x := range list {
		until, bad := parley.ParseMillis(some(x.Until))
		if x.Until == nil || bad != nil || x.Lapse != lapseRunning {
			continue
		}
		h := c.charterNamed(v.r.Context(), x.Charter)
		out = append(out, CalendarEntry{Kind: "deadline", Title: h.procedure(lang, x), Link: "/proceeding/" + x.ID, at: until})
	}
	return out, err
}
