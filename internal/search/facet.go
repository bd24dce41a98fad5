package search

import (
	"encoding/hex"
	"time"
)

// A Facet is what a message is, besides what it says. It is found like a word, and no text has the word for it.
type Facet byte

// The facets of a message.
const (
	Direction  Facet = 'w' // "own" or "other"
	Charter    Facet = 'c' // id
	Precedence Facet = 'p' // its word
	Form       Facet = 'f' // name
	Party      Facet = 'y' // id of the author's or an addressee's
	Post       Facet = 't' // party/post of the author or an addressee
	Handling   Facet = 'h' // marking
	Day        Facet = 'd' // of the author's time in UTC, as 20061122
	Month      Facet = 'm' // likewise, as 200611
)

// facetSign begins the word of every facet: a character for private use, which stands in no word of a text.
const facetSign = "\ue000"

// Of returns the word for a value of the facet.
func (f Facet) Of(value string) string {
	return facetSign + string(rune(f)) + hex.EncodeToString([]byte(value))
}

// The layouts of Day and Month.
const (
	dayLayout   = "20060102"
	monthLayout = "200601"
)

// Dates returns the facets of a time.
func Dates(t time.Time) []string {
	return []string{Day.Of(t.UTC().Format(dayLayout)), Month.Of(t.UTC().Format(monthLayout))}
}

// The longest spans that Between tells by days, and by months.
const (
	maxDays   = 40
	maxMonths = 120
)

// Between returns words of which every message with from <= time < to has one. It is nil where there are too many: then
// the time alone decides.
func Between(from, to time.Time) []string {
	from, to = from.UTC(), to.UTC()
	if !from.Before(to) {
		return nil
	}
	if day := from.Truncate(24 * time.Hour); to.Sub(day) <= maxDays*24*time.Hour {
		return steps(day, to, Day, dayLayout, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) })
	}
	if to.Sub(from) > maxMonths*31*24*time.Hour {
		return nil
	}
	month := time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, time.UTC)
	return steps(month, to, Month, monthLayout, func(t time.Time) time.Time { return t.AddDate(0, 1, 0) })
}

func steps(from, to time.Time, f Facet, layout string, next func(time.Time) time.Time) (out []string) {
	for t := from; t.Before(to); t = next(t) {
		out = append(out, f.Of(t.Format(layout)))
	}
	return out
}
