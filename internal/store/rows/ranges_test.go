package rows

import (
	"testing"

	"parley/internal/store"
)

// without is compared with a mark on every number.
func FuzzWithout(f *testing.F) {
	f.Add([]byte{2, 9, 1, 2, 1, 1})
	f.Add([]byte{0, 0, 1, 1})
	f.Add([]byte{5, 3, 0, 20})
	f.Fuzz(func(t *testing.T, in []byte) {
		if len(in) < 2 {
			return
		}
		want := store.Range{From: uint64(in[0]), To: uint64(in[0]) + uint64(in[1])}
		var held []store.Range
		marks := map[uint64]bool{}
		for at, rest := uint64(0), in[2:]; len(rest) >= 2; rest = rest[2:] {
			h := store.Range{From: at + uint64(rest[0]), To: at + uint64(rest[0]) + uint64(rest[1])}
			held, at = append(held, h), h.To
			for i := h.From; i < h.To; i++ {
				marks[i] = true
			}
		}
		got := map[uint64]bool{}
		for _, p := range without(want, held) {
			if p.From >= p.To {
				t.Errorf("an empty part %v", p)
			}
			for i := p.From; i < p.To; i++ {
				got[i] = true
			}
		}
		for i := range uint64(600) {
			if inside := i >= want.From && i < want.To && !marks[i]; got[i] != inside {
				t.Fatalf("%d of %v without %v: %v", i, want, held, got[i])
			}
		}
	})
}
