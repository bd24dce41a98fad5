package form

import (
	"strconv"
	"strings"
)

// The units of a written duration, from the longest: each at most once, in this order [FORM-11].
var durationUnits = []struct {
	name string
	ms   int64
}{{"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1}}

// String writes d with each unit at its most: "14d", "1h30m", "0s". Forty-eight hours are "2d".
func (d Duration) String() string {
	if d == 0 {
		return "0s"
	}
	var b strings.Builder
	rest := int64(d)
	for _, u := range durationUnits {
		if n := rest / u.ms; n != 0 {
			b.WriteString(strconv.FormatInt(n, 10) + u.name)
			rest -= n * u.ms
		}
	}
	return b.String()
}

// parseDuration reads what String writes, and any other count of each unit, such as "48h".
func parseDuration(s string) (Duration, bool) {
	var total int64
	next := 0 // the units from here on may follow
	for rest := s; rest != ""; {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		letters := len(rest[digits:]) - len(strings.TrimLeft(rest[digits:], "dhms"))
		unit := unitNamed(rest[digits : digits+letters])
		if digits == 0 || digits > 13 || unit < next {
			return 0, false
		}
		n, err := strconv.ParseInt(rest[:digits], 10, 64)
		if err != nil || n > MaxDuration/durationUnits[unit].ms {
			return 0, false
		}
		total += n * durationUnits[unit].ms
		rest, next = rest[digits+letters:], unit+1
	}
	return Duration(total), s != "" && total <= MaxDuration
}

// unitNamed returns the place of the unit, or -1.
func unitNamed(name string) int {
	for i, u := range durationUnits {
		if u.name == name {
			return i
		}
	}
	return -1
}
