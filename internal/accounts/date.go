package accounts

import (
	"fmt"
	"time"

	"parley"
)

// A Date is a date as an account gives it: a year, a month or a day in UTC, exactly or about. It stands for the span of
// time from From to, and without, To.
type Date struct {
	Text   string // "2014", "2014-06" or "2014-06-12"
	Approx bool
	From   time.Time
	To     time.Time
}

// ParseDate reads a year, a month or a day of the years 1000 to 9999.
func ParseDate(text string) (Date, error) {
	for _, p := range []struct {
		layout              string
		years, months, days int
	}{{"2006", 1, 0, 0}, {"2006-01", 0, 1, 0}, {time.DateOnly, 0, 0, 1}} {
		from, err := time.Parse(p.layout, text)
		if err == nil && from.Year() >= 1000 && len(text) == len(p.layout) {
			return Date{Text: text, From: from, To: from.AddDate(p.years, p.months, p.days)}, nil
		}
	}
	return Date{}, parley.Errorf(parley.CodeBadMessage, "%.40q is no date: write 2014, 2014-06 or 2014-06-12", text)
}

// String returns the date as the account gives it, with "about" before one that it gives loosely.
func (d Date) String() string {
	if d.Approx {
		return "about " + d.Text
	}
	return d.Text
}

// Begun reports whether the date, or its span, has begun at t.
func (d Date) Begun(t time.Time) bool { return !d.From.After(t) }

// A Span is how long ago something was: at least and at most, which differ where its date is a month or a year.
type Span struct {
	LeastDays, MostDays     int
	LeastMonths, MostMonths int // whole months
}

// Since returns how long before t the date was. A date that has not ended at t was at least 0 days ago, one to come 0.
func (d Date) Since(t time.Time) Span {
	if t.Before(d.From) {
		return Span{}
	}
	last := d.To.AddDate(0, 0, -1)
	if t.Before(last) {
		last = t
	}
	return Span{days(last, t), days(d.From, t), months(last, t), months(d.From, t)}
}

func days(a, b time.Time) int { return int(b.Sub(a) / (24 * time.Hour)) }

// months counts the whole months from a to b.
func months(a, b time.Time) int {
	a, b = a.UTC(), b.UTC()
	n := 12*(b.Year()-a.Year()) + int(b.Month()) - int(a.Month())
	if b.Day() < a.Day() {
		n--
	}
	return max(n, 0)
}

// String gives the span in months, or, where it is less than two, in days.
func (s Span) String() string {
	if s.MostMonths < 2 {
		return between(s.LeastDays, s.MostDays, "day")
	}
	return between(s.LeastMonths, s.MostMonths, "month")
}

func between(least, most int, unit string) string {
	if most != 1 {
		unit += "s"
	}
	if least == most {
		return fmt.Sprintf("%d %s", least, unit)
	}
	return fmt.Sprintf("%d to %d %s", least, most, unit)
}
