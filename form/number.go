package form

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"parley"
	"parley/charter"
	"parley/wire"
)

// Next returns the number of the next message of a party in that year: one more than the highest among those that it has
// sent under the charter. held may hold other parties and years.
func Next(held []Reference, party parley.PartyID, year int) int {
	highest := 0
	for _, r := range held {
		if r.Party == party && r.Year == year {
			highest = max(highest, r.Number)
		}
	}
	return highest + 1
}

// NewReference returns the reference of a message that party makes at t in the form, and nil where the form gives none.
// held are the references that it has sent under the charter.
func (f *Form) NewReference(held []Reference, party parley.PartyID, t parley.Millis, refers wire.Refers) *Reference {
	if !f.Referenced() {
		return nil
	}
	year := YearOf(t)
	return &Reference{f.charter.Regime, party, year, Next(held, party, year), f.schema.Short, StatusOf(refers)}
}

// A Gap is numbers of one party and year that are not here, or a number that stands twice.
type Gap struct {
	Party       parley.PartyID
	Year        int
	First, Last int  // the numbers, First to Last
	Twice       bool // the number First stands on several messages
}

// Gaps returns what is wrong in the numbers that are held of a charter, by party, year and number. A number that is
// missing may be that of a message still under way, or addressed to others. It is a flag and refuses nothing [FORM-17].
func Gaps(held []Reference) []Gap {
	type series struct {
		party parley.PartyID
		year  int
	}
	numbers := map[series][]int{}
	for _, r := range held {
		s := series{r.Party, r.Year}
		numbers[s] = append(numbers[s], r.Number)
	}
	order := slices.SortedFunc(maps.Keys(numbers), func(a, b series) int {
		return cmp.Or(cmp.Compare(a.party, b.party), a.year-b.year)
	})
	var out []Gap
	for _, s := range order {
		out = append(out, gapsIn(numbers[s], Gap{Party: s.party, Year: s.year})...)
	}
	return out
}

// gapsIn returns the gaps of one series, each like of.
func gapsIn(numbers []int, of Gap) (out []Gap) {
	slices.Sort(numbers)
	last, twice := 0, 0
	for _, n := range numbers {
		switch {
		case n == last && n != twice:
			twice = n
			of.First, of.Last, of.Twice = n, n, true
			out = append(out, of)
		case n > last+1:
			of.First, of.Last, of.Twice = last+1, n-1, false
			out = append(out, of)
		}
		last = n
	}
	return out
}

// CheckReference returns a flag for each part of the reference that does not fit the message, or for its absence
// [FORM-15]. The message counts all the same.
func (f *Form) CheckReference(b Body, party parley.PartyID, t parley.Millis, refers wire.Refers) []Flag {
	if !f.Referenced() {
		return nil
	}
	want := *f.NewReference(nil, party, t, refers)
	if b.Reference == nil {
		return []Flag{f.referenceFlag(func(w *words) string { return w.noReference })}
	}
	if want.Number = b.Reference.Number; want == *b.Reference {
		return nil
	}
	return []Flag{f.referenceFlag(func(w *words) string { return fmt.Sprintf(w.otherReference, b.Reference, want) })}
}

// Flag returns what an officer reads of g, under the charter of f.
func (f *Form) Flag(g Gap) Flag {
	first := Reference{f.charter.Regime, g.Party, g.Year, g.First, "", ""}.number()
	last := Reference{f.charter.Regime, g.Party, g.Year, g.Last, "", ""}.number()
	return f.referenceFlag(func(w *words) string {
		switch {
		case g.Twice:
			return fmt.Sprintf(w.two, first)
		case g.First == g.Last:
			return fmt.Sprintf(w.missing, first)
		}
		return fmt.Sprintf(w.missingMany, first, last)
	})
}

// number is the part of the reference up to its number.
func (r Reference) number() string {
	s := r.String()
	return s[:len(s)-2]
}

func (f *Form) referenceFlag(sentence func(*words) string) Flag {
	return Flag{Rule: "reference", Level: charter.LevelNote, Sentence: f.inAll(sentence)}
}
