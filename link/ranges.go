package link

import (
	"slices"

	"parley/wire"
)

// A rangeSet is a set of numbers as half-open ranges, ascending and not touching: bytes of a body, places of a record,
// numbers of packets.
type rangeSet []wire.Range

// add puts from <= x < to into s.
func (s *rangeSet) add(from, to uint64) {
	if from >= to {
		return
	}
	i, j := s.touching(from, to)
	if i < j {
		from, to = min(from, (*s)[i].From), max(to, (*s)[j-1].To)
	}
	*s = slices.Replace(*s, i, j, wire.Range{From: from, To: to})
}

// touching returns the run of ranges i <= k < j that overlap or touch from..to, or the place where it would stand.
func (s rangeSet) touching(from, to uint64) (i, j int) {
	i, _ = slices.BinarySearchFunc(s, from, func(r wire.Range, x uint64) int { return order(r.To, x) })
	for j = i; j < len(s) && s[j].From <= to; j++ {
	}
	return i, j
}

func order(a, b uint64) int {
	if a < b {
		return -1
	}
	return 1 // equal ones touch: the search stops before them
}

// remove takes from <= x < to out of s.
func (s *rangeSet) remove(from, to uint64) {
	i, j := s.touching(from, to)
	if from >= to || i == j {
		return
	}
	var rest []wire.Range
	if r := (*s)[i]; r.From < from {
		rest = append(rest, wire.Range{From: r.From, To: min(r.To, from)})
	}
	if r := (*s)[j-1]; r.To > to {
		rest = append(rest, wire.Range{From: max(r.From, to), To: r.To})
	}
	*s = slices.Replace(*s, i, j, rest...)
}

// contains reports whether x is in s.
func (s rangeSet) contains(x uint64) bool {
	r, ok := s.next(x)
	return ok && r.From == x
}

// covers reports whether all of from <= x < to is in s.
func (s rangeSet) covers(from, to uint64) bool { return len(s.missing(from, to)) == 0 }

// missing returns what of from <= x < to is not in s.
func (s rangeSet) missing(from, to uint64) []wire.Range {
	var out []wire.Range
	i, j := s.touching(from, to)
	for _, r := range s[i:j] {
		if from < r.From && from < to {
			out = append(out, wire.Range{From: from, To: min(r.From, to)})
		}
		from = max(from, r.To)
	}
	if from < to {
		out = append(out, wire.Range{From: from, To: to})
	}
	return out
}

// next returns the first run of s from x on, if any.
func (s rangeSet) next(x uint64) (wire.Range, bool) {
	i, _ := s.touching(x, x)
	for ; i < len(s); i++ {
		if s[i].To > x {
			return wire.Range{From: max(s[i].From, x), To: s[i].To}, true
		}
	}
	return wire.Range{}, false
}

// prefix returns the end of the run that begins at 0.
func (s rangeSet) prefix() uint64 {
	if len(s) > 0 && s[0].From == 0 {
		return s[0].To
	}
	return 0
}

// size returns how many numbers are in s.
func (s rangeSet) size() uint64 {
	var n uint64
	for _, r := range s {
		n += r.To - r.From
	}
	return n
}
