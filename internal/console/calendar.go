package console

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"parley"
)

// A CalendarPage is what notices and proceedings say of times, by week and in order.
type CalendarPage struct {
	Frame
	Filter              NoticeFilter
	From                string // first day, YYYY-MM-DD
	Weeks               []CalendarWeek
	Entries             []CalendarEntry // in order, those of the weeks shown
	Left                int             // entries that are not listed, as there are too many
	Before, After, This string          // links
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
	filter, rows, err := c.noticesFor(v, p.Frame)
	if err != nil {
		return err
	}
	p.Filter = filter
	all := noticeEntries(rows)
	if !filter.Narrow() {
		deadlines, err := c.deadlines(v, p.Lang)
		if err != nil {
			return err
		}
		all = append(all, deadlines...)
	}
	first, err := time.Parse(time.DateOnly, q.Get("from"))
	if err != nil || first.Year() < 1971 || first.Year() > 9998 {
		first = c.cfg.Now()
	}
	p.lay(first, c.cfg.Now(), all)
	p.link(q)
	c.show(v.w, http.StatusOK, p.Lang, "calendar", p)
	return nil
}

// noticeEntries are the times of notices.
func noticeEntries(rows []NoticeRow) (out []CalendarEntry) {
	for _, r := range rows {
		for _, t := range r.Times {
			out = append(out, CalendarEntry{Kind: "notice", What: t.Name, Short: cmp.Or(r.Subject, r.Form), Title: strings.TrimSpace(r.Form + " " + r.Title), From: r.From, Link: "/message/" + r.ID, Exercise: r.Exercise, at: t.at})
		}
	}
	return out
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

// lay puts the entries of six weeks, from the one of a day on, into their days.
func (p *CalendarPage) lay(first, now time.Time, all []CalendarEntry) {
	first = first.UTC().Truncate(24 * time.Hour)
	first = first.AddDate(0, 0, -(int(first.Weekday())+6)%7)
	p.From = first.Format(time.DateOnly)
	last := first.AddDate(0, 0, 7*calendarWeeks)
	slices.SortStableFunc(all, func(a, b CalendarEntry) int { return cmp.Compare(a.at, b.at) })
	days := map[string][]CalendarEntry{}
	for _, e := range all {
		t := e.at.Time()
		if t.Before(first) || !t.Before(last) {
			continue
		}
		e.At, e.Hour, e.Short = instantOf(e.at), t.Format("1504Z"), cmp.Or(e.Short, e.Title)
		days[t.Format(time.DateOnly)] = append(days[t.Format(time.DateOnly)], e)
		if len(p.Entries) < listEntries {
			p.Entries = append(p.Entries, e)
		} else {
			p.Left++
		}
	}
	for w := range calendarWeeks {
		var week CalendarWeek
		_, week.Number = first.AddDate(0, 0, 7*w).ISOWeek()
		for d := range 7 {
			t := first.AddDate(0, 0, 7*w+d)
			day := CalendarDay{Date: t.Format(time.DateOnly), Name: strings.ToUpper(t.Format("2 Jan")), Today: t.Format(time.DateOnly) == now.UTC().Format(time.DateOnly)}
			if w+d == 0 || t.YearDay() == 1 {
				day.Name = strings.ToUpper(t.Format("2 Jan 06"))
			}
			entries := days[day.Date]
			day.Entries, day.More = entries[:min(dayEntries, len(entries))], max(0, len(entries)-dayEntries)
			week.Days = append(week.Days, day)
		}
		p.Weeks = append(p.Weeks, week)
	}
}

// link makes the links to what is before and after.
func (p *CalendarPage) link(q url.Values) {
	first, _ := time.Parse(time.DateOnly, p.From)
	to := func(from string) string {
		out := url.Values{}
		for k, v := range q {
			out[k] = v
		}
		if out.Set("from", from); from == "" {
			out.Del("from")
		}
		return "/calendar?" + out.Encode()
	}
	p.Before, p.After, p.This = to(first.AddDate(0, 0, -7*calendarWeeks).Format(time.DateOnly)), to(first.AddDate(0, 0, 7*calendarWeeks).Format(time.DateOnly)), to("")
}
