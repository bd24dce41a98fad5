package console

import (
	"strings"
	"time"

	"parley"
)

// A MapDay is how many notices and conflicts stand on one day, in UTC.
type MapDay struct {
	Date               string // YYYY-MM-DD
	Name               string // 22 NOV
	Notices, Conflicts int
	Link               string // to its noon
}

// count says of each day of the next six weeks how many notices and conflicts stand on it: the table of what the strip above the
// slider shows.
func (m *mapping) count() {
	if m.page.Days < 2 || m.page.Only != "" {
		return
	}
	first := m.now.Time().UTC().Truncate(24 * time.Hour)
	for d := range m.page.Days + 1 {
		day := first.AddDate(0, 0, d)
		w := [2]parley.Millis{max(m.now, parley.MillisOf(day)), min(m.until(), parley.MillisOf(day.AddDate(0, 0, 1))-1)}
		noon := min(max(parley.MillisOf(day.Add(12*time.Hour)), w[0]), w[1])
		c := MapDay{Date: day.Format(time.DateOnly), Name: strings.ToUpper(day.Format("2 Jan 06")), Link: m.with("at", noon.String(), "from")}
		c.Notices, c.Conflicts = m.standIn(w)
		m.page.Counts = append(m.page.Counts, c)
	}
}

// standIn is how many notices and conflicts stand in a time.
func (m *mapping) standIn(w [2]parley.Millis) (notices, conflicts int) {
	for _, e := range m.entries {
		if e.window[0] <= w[1] && e.window[1] >= w[0] {
			notices++
		}
	}
	for _, n := range m.conflicts {
		if n.window[0] <= w[1] && n.window[1] >= w[0] {
			conflicts++
		}
	}
	return notices, conflicts
}
