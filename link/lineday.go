package link

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"parley"
)

// A LineDay is how one party saw a line on one day: for how many minutes, on each bearer, it held each state. What is
// missing to a day was not seen: the node was not running.
type LineDay struct {
	Day   parley.Millis // its begin, 00:00 UTC
	Times []StateTime   // bearers ascending, then states in the order of States; each pair once
}

// A StateTime is for how long a bearer was in a state.
type StateTime struct {
	Bearer  string // a name as of parties
	State   State
	Minutes int // 1 to 1440; at most 1440 together on one bearer
}

const (
	maxLineDay    = 8 << 10
	minutesInADay = 1440
)

// Text returns the body of a line day [LINK-53]: a heading in the language for people, then the day and one line for
// each time.
func (d LineDay) Text(lang string) string {
	var b strings.Builder
	fmt.Fprintf(&b, wordsIn(lang).day+"\n", dateOf(d.Day))
	fmt.Fprintf(&b, "day %s\n", d.Day.Time().Format(time.DateOnly))
	for _, t := range d.Times {
		fmt.Fprintf(&b, "%s %s %d\n", t.Bearer, t.State, t.Minutes)
	}
	return b.String()
}

// ParseLineDay reads the body of a line day; what its heading says is not looked at. It is an error unless the rest is
// as Text writes it [LINK-54].
func ParseLineDay(body []byte) (*LineDay, error) {
	if len(body) > maxLineDay || !utf8.Valid(body) {
		return nil, badLineDay("it is no text, or longer than %d bytes", maxLineDay)
	}
	lines := strings.Split(string(body), "\n")
	if len(lines) < 3 || lines[len(lines)-1] != "" {
		return nil, badLineDay("it has no day, or its last line has no end")
	}
	at, err := time.Parse("day "+time.DateOnly, lines[1])
	d := &LineDay{Day: parley.MillisOf(at)}
	if err != nil || d.Day < parley.EarliestMillis || at.Format("day "+time.DateOnly) != lines[1] {
		return nil, badLineDay("its second line is not \"day \" and a date")
	}
	for _, line := range lines[2 : len(lines)-1] {
		t, err := parseStateTime(line)
		if err != nil {
			return nil, err
		}
		d.Times = append(d.Times, t)
	}
	return d, d.check()
}

func badLineDay(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadMessage, "the line day cannot be read: %s", fmt.Sprintf(format, args...))
}

func parseStateTime(line string) (t StateTime, err error) {
	parts := strings.Split(line, " ")
	if len(parts) != 3 {
		return t, badLineDay("%.60q is not a bearer, a state and minutes", line)
	}
	n, err := strconv.Atoi(parts[2])
	if err != nil || n < 1 || n > minutesInADay || strconv.Itoa(n) != parts[2] {
		return t, badLineDay("%.60q has no number of minutes from 1 to %d", line, minutesInADay)
	}
	if parley.CheckName("bearer", parts[0]) != nil || !slices.Contains(States, State(parts[1])) {
		return t, badLineDay("%.60q names no bearer, or no state", line)
	}
	return StateTime{parts[0], State(parts[1]), n}, nil
}

// check holds the order of the times, and that no bearer has more than a day.
func (d *LineDay) check() error {
	total := map[string]int{}
	for i, t := range d.Times {
		if i > 0 && CompareTimes(d.Times[i-1], t) >= 0 {
			return badLineDay("its times are not in order, or one stands twice")
		}
		if total[t.Bearer] += t.Minutes; total[t.Bearer] > minutesInADay {
			return badLineDay("%s has more minutes than a day", t.Bearer)
		}
	}
	return nil
}

// CompareTimes orders times by bearer, then by state in the order of States.
func CompareTimes(a, b StateTime) int {
	return cmp.Or(cmp.Compare(a.Bearer, b.Bearer), cmp.Compare(slices.Index(States, a.State), slices.Index(States, b.State)))
}

// Minutes makes whole minutes of how long a bearer was in each state, given in milliseconds in the order of States: none
// is off by a minute or more, and neither is their sum.
func Minutes(ms []int64) []int {
	out := make([]int, len(ms))
	var sum int64
	rounded := func() int { return int((sum + 30_000) / 60_000) }
	for i, m := range ms {
		before := rounded()
		sum += m
		out[i] = rounded() - before
	}
	return out
}
