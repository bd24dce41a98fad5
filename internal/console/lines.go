package console

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"parley"
	"parley/internal/node"
	"parley/link"
)

// historyDays are the days of a line that are drawn.
const historyDays = 14

// A LinesPage is how each line is, in words and as a picture.
type LinesPage struct {
	Frame
	Lines []Line
}

// A Line is one line. State is a code whose words the page has; Reason is the node's own sentence.
type Line struct {
	Party, Name string
	State       string
	Works       bool // nothing of it asks for an act
	Since       Instant
	Reason      string
	Silent      Instant
	Life        Instant // last sign of life
	Test        *LineTest
	Round       int64  // ms; -1: not known
	Offset      string // ms with its sign; empty: not known
	Bearers     []Bearer
	Queue       []Queued
	Outlook     *Outlook // nil: nothing waits
	Overdue     int
	Owed        int
	Days        []Day
	Leaves      Instant
	Tests       []LineTest // the last ones, the newest first
	Next        Instant    // line test by the charter
	NextBy      string     // who sends it
	Contacts    *Reach     // where nothing goes over it
}

// A LineTest is the last one, with its two results, which are never merged.
type LineTest struct {
	Sent, Node, Officer Instant
	By                  string
	Bearer              string
}

// Queued are messages of one precedence that wait to be recorded at the other side.
type Queued struct {
	Precedence string
	Count      int
}

// A Day is one day of a line as a bar: parts from the bottom up, in thousandths of its height.
type Day struct {
	Date         string
	X            int
	Parts        []Part
	Up, Impaired int // minutes
	Down, Unseen int
	Differ       bool // the two sides told otherwise
}

// A Part is a part of a bar. Kind is up, impaired or down.
type Part struct {
	Kind      string
	Y, Height int
}

// The kinds of states, as a picture tells them apart.
var kindOf = map[link.State]string{link.StateUp: "up", link.StateUnopened: "impaired", link.StateUnacknowledged: "impaired", link.StateRefused: "impaired",
	link.StateWithheld: "impaired", link.StateDisputed: "impaired", link.StateNoNode: "down", link.StateNoPath: "down"}

func (c *Console) linesPages() pages {
	return pages{"GET /lines": c.lines, "POST /lines/test": c.testLine}
}

func (c *Console) lines(v *visit) error {
	list, err := c.api.Lines(v.r.Context())
	if err != nil {
		return err
	}
	p := &LinesPage{Frame: c.frame(v, "lines")}
	if p.Lines, err = c.lineViews(v, p.Frame, list, historyDays); err != nil {
		return err
	}
	if err := c.addTests(v, p.Lines); err != nil {
		return err
	}
	c.show(v.w, http.StatusOK, p.Lang, "lines", p)
	return nil
}

// testsShown are the line tests of one line that its page lists.
const testsShown = 8

// addTests adds to each line its last line tests and when the next is due: of several charters the one that is due first.
func (c *Console) addTests(v *visit, lines []Line) error {
	all, err := c.api.LineTests(v.r.Context(), node.LineQuery{}, testsShown)
	if err != nil {
		return err
	}
	names := c.names(v)
	for i := range lines {
		l := &lines[i]
		for _, x := range all {
			if x.Party != l.Party {
				continue
			}
			if x.Next != nil && (!l.Next.Some() || *x.Next < l.Next.RFC) {
				l.Next, l.NextBy = instant(*x.Next), nameOf(names, some(x.NextBy))
			}
			for _, t := range x.Tests {
				l.Tests = append(l.Tests, LineTest{Sent: instant(t.Time), Node: instantOrNone(t.AnsweredByNode), Officer: instantOrNone(t.ReadByOfficer), By: nameOf(names, t.By), Bearer: oneLine(t.Bearer)})
			}
		}
		slices.SortStableFunc(l.Tests, func(a, b LineTest) int { return cmp.Compare(b.Sent.RFC, a.Sent.RFC) })
		l.Tests = l.Tests[:min(len(l.Tests), testsShown)]
	}
	return nil
}

// testLine sends a line test now.
func (c *Console) testLine(v *visit) error {
	if _, err := c.api.TestLine(v.r.Context(), node.LineQuery{Party: v.r.FormValue("party"), Charter: v.r.FormValue("charter")}, v.who); err != nil {
		return err
	}
	http.Redirect(v.w, v.r, "/lines?done=tested", http.StatusSeeOther)
	return nil
}

func (c *Console) lineViews(v *visit, f Frame, list []node.LineView, days int) (out []Line, err error) {
	names := c.names(v)
	var history []node.LineDayView
	if len(list) > 0 {
		if history, err = c.api.LineHistory(v.r.Context(), node.LineQuery{}, days); err != nil {
			return nil, err
		}
	}
	for _, l := range list {
		x := Line{Party: l.Party, Name: names[l.Party], State: l.State, Since: instant(l.Since), Silent: instantOrNone(l.SilentSince), Life: instantOrNone(l.LastSignOfLife),
			Round: -1, Overdue: l.Overdue, Owed: l.Owed, Leaves: instantOrNone(l.Leaves), Works: l.State == string(link.StateUp)}
		if x.Name == "" {
			x.Name = l.Party
		}
		if l.Reason != nil {
			x.Reason = oneLine(*l.Reason)
		}
		if isDown(l.State) {
			x.Contacts = c.reach(v.r.Context(), l.Party)
		}
		if l.ClockOffsetMs != nil {
			x.Offset = fmt.Sprintf("%+d", *l.ClockOffsetMs)
		}
		if l.RTTMs != nil {
			x.Round = *l.RTTMs
		}
		if t := l.LastTest; t != nil {
			x.Test = &LineTest{Sent: instant(t.Time), Node: instantOrNone(t.AnsweredByNode), Officer: instantOrNone(t.ReadByOfficer), By: nameOf(names, t.By), Bearer: oneLine(t.Bearer)}
		}
		for _, b := range l.Bearers {
			x.Bearers = append(x.Bearers, bearerOf(b))
		}
		for _, p := range slices.Backward(parleyPrecedences) {
			if n := l.Queue[p]; n > 0 {
				x.Queue = append(x.Queue, Queued{p, n})
			}
		}
		x.Outlook = outlookOf(l.Waiting)
		x.Days = daysOf(l.Party, history)
		out = append(out, x)
	}
	return out, nil
}

// parleyPrecedences are the precedences, the lowest first.
var parleyPrecedences = []string{parley.Routine.String(), parley.Priority.String(), parley.Immediate.String(), parley.Flash.String()}

// names are what parties call themselves, by id.
func (c *Console) names(v *visit) map[string]string {
	out := map[string]string{}
	list, _ := c.api.Charters(v.r.Context())
	for _, ch := range list {
		for _, p := range ch.Parties {
			out[p.ID] = oneLine(p.Name)
		}
	}
	return out
}

// daysOf draws the days of one line, as this side saw them.
func daysOf(party string, history []node.LineDayView) (out []Day) {
	byDay := map[string][]node.LineDayView{}
	for _, d := range history {
		if d.Party == party {
			byDay[d.Day] = append(byDay[d.Day], d)
		}
	}
	days := slices.Sorted(maps.Keys(byDay))
	for i, day := range days {
		out = append(out, dayOf(day, i, byDay[day]))
	}
	return out
}

const dayMinutes = 1440

// dayOf draws a day by the bearer that was up longest, and of several lines to a party by the sum of these.
func dayOf(date string, i int, views []node.LineDayView) Day {
	d := Day{Date: date, X: i * 12}
	best := map[string]map[string]int{} // by charter
	for _, v := range views {
		d.Differ = d.Differ || len(v.Differ) > 0
		if v.Ours != nil && (best[v.Charter] == nil || v.Ours.Minutes[string(link.StateUp)] > best[v.Charter][string(link.StateUp)]) {
			best[v.Charter] = v.Ours.Minutes
		}
	}
	minutes := map[string]int{}
	for _, of := range best {
		for s, n := range of {
			minutes[kindOf[link.State(s)]] += n
		}
	}
	d.Up, d.Impaired, d.Down = minutes["up"], minutes["impaired"], minutes["down"]
	all := max(dayMinutes, d.Up+d.Impaired+d.Down)
	d.Unseen = all - d.Up - d.Impaired - d.Down
	y := 40
	for _, p := range []struct {
		kind string
		n    int
	}{{"up", d.Up}, {"impaired", d.Impaired}, {"down", d.Down}} {
		if h := (p.n*40 + all/2) / all; h > 0 {
			y -= h
			d.Parts = append(d.Parts, Part{p.kind, y, h})
		}
	}
	return d
}
