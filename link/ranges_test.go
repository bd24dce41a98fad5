package link

import (
	"math/rand/v2"
	"testing"
)

// The range set does what a naive bitmap does, and its ranges stay ascending and do not touch.
func TestRangesAgainstBitmap(t *testing.T) {
	const n = 40
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var s rangeSet
		var bits [n + 1]bool
		for range 30 {
			from, to := uint64(rnd.IntN(n)), uint64(rnd.IntN(n+1))
			in := rnd.IntN(5) > 1
			if in {
				s.add(from, to)
			} else {
				s.remove(from, to)
			}
			for x := from; x < to; x++ {
				bits[x] = in
			}
			compareRanges(t, s, bits[:])
		}
	}
}

func compareRanges(t *testing.T, s rangeSet, bits []bool) {
	t.Helper()
	var size uint64
	for x, in := range bits {
		if s.contains(uint64(x)) != in {
			t.Fatalf("%v: contains(%d) is not %v", s, x, in)
		}
		if in {
			size++
		}
	}
	if s.size() != size {
		t.Fatalf("%v: size %d, not %d", s, s.size(), size)
	}
	for i, r := range s {
		if r.From >= r.To || i > 0 && s[i-1].To >= r.From {
			t.Fatalf("%v is not ascending or touches", s)
		}
	}
	compareRuns(t, s, bits)
}

// compareRuns checks missing, next and prefix against the bitmap.
func compareRuns(t *testing.T, s rangeSet, bits []bool) {
	t.Helper()
	missing := map[uint64]bool{}
	for _, r := range s.missing(3, 31) {
		for x := r.From; x < r.To; x++ {
			missing[x] = true
		}
	}
	prefix := uint64(0)
	for x, in := range bits {
		if missing[uint64(x)] != (!in && x >= 3 && x < 31) {
			t.Fatalf("%v: missing(3, 31) is wrong at %d", s, x)
		}
		if in && uint64(x) == prefix {
			prefix++
		}
		r, ok := s.next(uint64(x))
		want := x
		for want < len(bits) && !bits[want] {
			want++
		}
		if ok != (want < len(bits)) || ok && r.From != uint64(want) {
			t.Fatalf("%v: next(%d) is %v %v, not %d", s, x, r, ok, want)
		}
	}
	if s.prefix() != prefix {
		t.Fatalf("%v: prefix %d, not %d", s, s.prefix(), prefix)
	}
}
