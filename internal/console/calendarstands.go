package console

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"parley/form"
)

// A CalendarStand is a notice that stands in the time that is looked at, and which others come near it.
type CalendarStand struct {
	NoticeRow
	Window [2]int64 // milliseconds, for the script
	Hidden bool     // it does not stand at the one instant that is looked at; the script shows it where the slider comes to it
	Near   []MapConflict
	More   int // others that are not listed
}

// A TimeSlider is a slider of time, with a picture of how many notices stand at each time of it and when conflicts are.
type TimeSlider struct {
	Begin, End, Step int64   // milliseconds; nothing between them: there is no slider
	At               Instant // the one instant that is looked at; none: all of that time
	All              string  // link to all of it
	Stand, Near      string  // paths over stripBars by 100
}

// How many others one notice lists that come near it, and how many bars a strip has.
const (
	standNear = 4
	stripBars = 252
)

// stand lists what stands in a time.
func (p *CalendarPage) stand(m *mapping) {
	m.between(m.query.Get("at"))
	p.at = m.at
	near := map[*mapEntry][]*mapNear{}
	for i := range m.conflicts {
		n := &m.conflicts[i]
		near[n.one], near[n.other] = append(near[n.one], n), append(near[n.other], n)
	}
	byBegin := slices.SortedStableFunc(slices.Values(m.entries), func(a, b *mapEntry) int { return cmp.Compare(a.window[0], b.window[0]) })
	hidden := 0
	for _, e := range byBegin {
		switch stands := m.standing(e.window); {
		case stands && p.Standing < listEntries:
			p.Standing++
			p.Stands = append(p.Stands, e.stand(p.Lang, near[e]))
		case stands:
			p.Further++
		case hidden < listEntries:
			hidden++
			s := e.stand(p.Lang, near[e])
			s.Hidden = true
			p.Stands = append(p.Stands, s)
		}
	}
	p.Slider = m.slider()
	for _, w := range []FormOption{{"", "shown", false}, {"0", "now", false}, {"1", "day", false}, {"42", "weeks", false}} {
		p.Windows = append(p.Windows, FormOption{linkWith("/calendar", m.query, "days", w.Value, "at"), w.Word, m.query.Get("days") == w.Value})
	}
	p.OnMap = linkWith("/map", m.query, "days", fmt.Sprint(maxAhead), "from")
}

// stand is a notice with those others that come near it.
func (e *mapEntry) stand(lang string, near []*mapNear) CalendarStand {
	s := CalendarStand{NoticeRow: e.row(), Window: [2]int64{int64(e.window[0]), int64(e.window[1])}}
	if s.Begins, s.Ends = (Instant{}), (Instant{}); e.window[0] > 0 {
		s.Begins = instantOf(e.window[0])
	}
	if e.window[1] < form.MaxTime {
		s.Ends = instantOf(e.window[1])
	}
	s.More = max(0, len(near)-standNear)
	for _, n := range near[:len(near)-s.More] {
		row := n.row(lang)
		if n.one != e {
			row.Other = row.One
		}
		s.Near = append(s.Near, row)
	}
	return s
}

// slider is the slider over the time that is looked at.
func (m *mapping) slider() TimeSlider {
	s := TimeSlider{Begin: m.page.Begin, End: m.page.End, Step: m.page.Step, At: m.page.At, All: linkWith("/calendar", m.query, "at", "")}
	if s.Begin >= s.End {
		return s
	}
	var stand, near [stripBars + 1]int
	for _, e := range m.entries {
		s.count(&stand, int64(e.window[0]), int64(e.window[1]))
	}
	for _, n := range m.conflicts {
		s.count(&near, int64(n.window[0]), int64(n.window[1]))
	}
	most := 1
	for i := range stripBars {
		stand[i+1], near[i+1] = stand[i+1]+stand[i], near[i+1]+near[i]
		most = max(most, stand[i])
	}
	var a, b strings.Builder
	for i := range stripBars {
		if high := (80*stand[i] + most - 1) / most; high > 0 {
			fmt.Fprintf(&a, "M%d %dh1v%dh-1z", i, 80-high, high)
		}
		if near[i] > 0 {
			fmt.Fprintf(&b, "M%d 86h1v14h-1z", i)
		}
	}
	s.Stand, s.Near = a.String(), b.String()
	return s
}

// count adds one where a window begins, and takes it away behind its end.
func (s *TimeSlider) count(change *[stripBars + 1]int, from, until int64) {
	if until < s.Begin || from > s.End {
		return
	}
	bar := func(at int64) int {
		return int(min((max(at, s.Begin)-s.Begin)*stripBars/(s.End-s.Begin), stripBars-1))
	}
	change[bar(from)]++
	change[bar(min(until, s.End))+1]--
}
