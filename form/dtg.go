package form

import (
	"strings"
	"time"

	"parley"
)

// parseTime reads RFC 3339 in UTC, to the minute, second or millisecond, or a date-time group such as "221430Z NOV 26",
// whose year is one of 2000 to 2099.
func parseTime(s string) (Time, bool) {
	for _, layout := range []string{"2006-01-02T15:04:05.000Z", "2006-01-02T15:04:05Z", "2006-01-02T15:04Z"} {
		if t, err := time.Parse(layout, s); err == nil && t.Format(layout) == s {
			return Time(parley.MillisOf(t)), true
		}
	}
	if len(s) < 3 {
		return 0, false
	}
	t, err := time.Parse("021504Z Jan 2006", s[:len(s)-2]+"20"+s[len(s)-2:])
	if err != nil || parley.MillisOf(t).DTG() != strings.ToUpper(s) {
		return 0, false
	}
	return Time(parley.MillisOf(t)), true
}

// dtg writes an instant for people: its date-time group, and in full beside it where the group does not say it all.
func dtg(t Time) string {
	m := parley.Millis(t)
	group := m.DTG()
	if again, ok := parseTime(group); ok && again == t {
		return group
	}
	return group + " (" + m.String() + ")"
}
