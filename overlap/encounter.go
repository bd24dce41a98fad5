package overlap

import (
	"bytes"
	"cmp"
	"slices"

	"parley"
	"parley/charter"
)

// An Encounter is two notices of different parties that meet, or come nearer to each other than the margins, and how near.
type Encounter struct {
	One, Other *Standing // in the order of their parties' ids; not to be changed
	Metres     int       // between the areas, rounded up; 0: they meet
	Height     int64     // centimetres between the heights; 0: they meet
	Apart      int64     // milliseconds between the times; 0: they meet
	Time       Span      // what they share of time; where they share none, From, the beginning of the later, is after To
}

// Meets reports whether the two are at one place, height and time.
func (e *Encounter) Meets() bool { return e.Metres == 0 && e.Height == 0 && e.Apart == 0 }

// Of reports whether a notice of a party is one of the two.
func (e *Encounter) Of(party parley.PartyID) bool {
	return e.One.Party == party || e.Other.Party == party
}

// MarginsOf returns how near is near under a charter; false where it compares nothing.
func MarginsOf(c *charter.Charter) (Margins, bool) {
	k := c.Conflicts
	if k == nil {
		return Margins{}, false
	}
	value := func(name string) int64 {
		if x := c.Constant(name); x != nil {
			return int64(x.Value)
		}
		return 0
	}
	return Margins{Metres: int(value(k.Distance)), Height: value(k.Height) * 100, Time: value(k.Time) * 60_000}, true
}

// encounter is the one of two notices of which c says how near one area of each comes.
func encounter(one, other *Standing, c Conflict) *Encounter {
	if cmp.Or(cmp.Compare(one.Party, other.Party), bytes.Compare(one.Notice[:], other.Notice[:])) > 0 {
		one, other = other, one
	}
	return &Encounter{one, other, c.Metres, c.Height, c.Apart, c.Time}
}

// SortEncounters puts encounters in order: by the beginning of the time that they share, then by their notices.
func SortEncounters(all []Encounter) {
	slices.SortFunc(all, func(a, b Encounter) int {
		return cmp.Or(cmp.Compare(a.Time.From, b.Time.From), bytes.Compare(a.One.Notice[:], b.One.Notice[:]), bytes.Compare(a.Other.Notice[:], b.Other.Notice[:]),
			cmp.Compare(a.One.Party, b.One.Party), cmp.Compare(a.Other.Party, b.Other.Party))
	})
}
