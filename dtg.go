package parley

import (
	"strings"
	"time"
)

// Millis is an instant in milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted. All times on the wire
// and in records are Millis.
type Millis int64

// MaxMillis is the largest instant that a leaf can hold: 6 bytes, in the year 10889.
const MaxMillis = Millis(1)<<48 - 1

// EarliestMillis is 2020-01-01T00:00:00Z: before it no message was ever made, so a clock that says so is wrong.
const EarliestMillis = Millis(1577836800000)

// MillisOf returns t cut to the millisecond.
func MillisOf(t time.Time) Millis { return Millis(t.UnixMilli()) }

// Time returns the instant as a time in UTC.
func (m Millis) Time() time.Time { return time.UnixMilli(int64(m)).UTC() }

// String returns RFC 3339 in UTC with milliseconds.
func (m Millis) String() string { return m.Time().Format("2006-01-02T15:04:05.000Z") }

// ParseMillis reads RFC 3339 in UTC with exactly three decimals, as String writes it.
func ParseMillis(s string) (Millis, error) {
	t, err := time.Parse("2006-01-02T15:04:05.000Z", s)
	if err != nil || MillisOf(t).String() != s { // time.Parse also takes a comma and an hour of one digit
		return 0, Errorf(CodeBadMessage, "the time %.40q is not of the form 2026-11-22T14:30:00.000Z", s)
	}
	return MillisOf(t), nil
}

// DTG returns the date-time group of ACP 121, to the minute, in UTC: "221430Z NOV 26".
func (m Millis) DTG() string { return strings.ToUpper(m.Time().Format("021504Z Jan 06")) }
