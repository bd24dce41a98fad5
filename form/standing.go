package form

import (
	"cmp"
	"maps"
	"reflect"
	"slices"

	"parley"
)

// Standing returns those of earlier that a rule about n sees of n's party: of a notice and those that amend or cancel it
// only the last, and none where that cancels it or where n amends or cancels it; the last MaxEarlier of them [FORM-21].
func Standing(n Notice, earlier []Notice) []Notice {
	own := slices.DeleteFunc(slices.Clone(earlier), func(e Notice) bool { return e.Party != n.Party })
	out := standing(append(own, n))
	if n.Refers.Cancels == nil && !n.Other {
		out = out[:len(out)-1] // n itself, with which its line ends
	}
	return lastOf(out)
}

// Others returns the standing notices of other parties that are not later than n, in the order of their times [FORM-47].
func Others(n Notice, earlier []Notice) (out []Notice) {
	of := map[parley.PartyID][]Notice{}
	for _, e := range earlier {
		if e.Party != n.Party && e.Time <= n.Time {
			of[e.Party] = append(of[e.Party], e)
		}
	}
	for _, party := range slices.Sorted(maps.Keys(of)) {
		out = append(out, standing(of[party])...)
	}
	slices.SortStableFunc(out, func(a, b Notice) int { return cmp.Compare(a.Time, b.Time) })
	return lastOf(out)
}

func lastOf(notices []Notice) []Notice { return notices[max(0, len(notices)-MaxEarlier):] }

// standing returns the last of each line of notices of one party that amend one another, without lines that end with a
// cancellation. An amendment is in the form; a cancellation may be in another.
func standing(notices []Notice) (out []Notice) {
	first := map[parley.Hash]parley.Hash{} // by a notice, the one with which its line begins
	last := map[parley.Hash]int{}
	for i, e := range notices {
		begin := e.ID
		for _, id := range []*parley.Hash{e.Refers.Corrects, e.Refers.Cancels} {
			if id != nil && !(e.Other && id == e.Refers.Corrects) {
				begin = *id
			}
		}
		if f, known := first[begin]; known {
			begin = f
		}
		first[e.ID], last[begin] = begin, i
	}
	for i, e := range notices {
		if last[first[e.ID]] == i && e.Refers.Cancels == nil && !e.Other {
			out = append(out, e)
		}
	}
	return out
}

// Changed returns the names of the fields in which n differs from the notice that it amends, in ascending order; compared
// is false where n amends none, or that is not among earlier.
func Changed(n Notice, earlier []Notice) (names []string, compared bool) {
	names = []string{}
	i := slices.IndexFunc(earlier, func(e Notice) bool {
		return n.Refers.Corrects != nil && e.ID == *n.Refers.Corrects && e.Party == n.Party && !e.Other
	})
	if i < 0 {
		return names, false
	}
	before := earlier[i].Body.Fields
	for _, name := range slices.Sorted(maps.Keys(n.Body.Fields)) {
		if !reflect.DeepEqual(before[name], n.Body.Fields[name]) {
			names = append(names, name)
		}
	}
	for name := range before {
		if _, there := n.Body.Fields[name]; !there {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, true
}
