package console

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"parley"
)

// weeks is the six weeks from the Monday of a day on.
func (p *CalendarPage) weeks(day time.Time, q url.Values) *mapping {
	day = day.UTC().Truncate(24 * time.Hour)
	day = day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	p.From = day.Format(time.DateOnly)
	return p.mapping(parley.MillisOf(day), 7*calendarWeeks, q)
}

// mapping is so many days, without a map.
func (p *CalendarPage) mapping(begin parley.Millis, days int, q url.Values) *mapping {
	return &mapping{query: q, now: begin, placeless: true, page: &MapPage{Frame: p.Frame, Days: days}}
}

// instants are the times of the notices of some weeks: of those that the node keeps as they stand now, of the others as their
// messages say.
func (m *mapping) instants() (out []CalendarEntry) {
	near := map[*mapEntry]bool{}
	for _, n := range m.conflicts {
		near[n.one], near[n.other] = true, true
	}
	for _, r := range m.rows {
		for _, t := range r.Times {
			if m.page.Filter.State != "" || !t.kept {
				out = append(out, entryOf(r, t))
			}
		}
	}
	for _, x := range m.entries {
		if r := x.row(); x.kept {
			for _, t := range r.Times {
				e := entryOf(r, t)
				e.Near = near[x]
				out = append(out, e)
			}
		}
	}
	return out
}

func entryOf(r NoticeRow, t NamedTime) CalendarEntry {
	return CalendarEntry{Kind: "notice", What: t.Name, Short: cmp.Or(r.Subject, r.Form), Title: strings.TrimSpace(r.Form + " " + r.Title), From: r.From, Link: "/message/" + r.ID, Exercise: r.Exercise, at: t.at}
}

// lay puts the entries of six weeks into their days.
func (p *CalendarPage) lay(weeks *mapping, now time.Time, all []CalendarEntry) {
	first, last := weeks.now.Time().UTC(), weeks.until().Time().UTC()
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
			day.count(weeks, t, p.at)
			entries := days[day.Date]
			day.Entries, day.More = entries[:min(dayEntries, len(entries))], max(0, len(entries)-dayEntries)
			week.Days = append(week.Days, day)
		}
		p.Weeks = append(p.Weeks, week)
	}
}

// count says what stands on a day.
func (d *CalendarDay) count(weeks *mapping, day time.Time, at parley.Millis) {
	w := [2]parley.Millis{parley.MillisOf(day), parley.MillisOf(day.AddDate(0, 0, 1)) - 1}
	d.Notices, d.Conflicts = weeks.standIn(w)
	d.Begin, d.Chosen = int64(w[0]), at >= w[0] && at <= w[1]
	d.Link = linkWith("/calendar", weeks.query, "at", parley.MillisOf(day.Add(12*time.Hour)).String(), "days")
}

// link makes the links to what is before and after.
func (p *CalendarPage) link(q url.Values) {
	first, _ := time.Parse(time.DateOnly, p.From)
	to := func(days int) string {
		return linkWith("/calendar", q, "from", first.AddDate(0, 0, days).Format(time.DateOnly), "at", "days")
	}
	p.Before, p.After, p.This = to(-7*calendarWeeks), to(7*calendarWeeks), linkWith("/calendar", q, "from", "", "at", "days")
}
