package storetest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"parley/internal/store"
)

// TestMemory runs the whole suite on the model. Its histories compare the model with itself, which proves only that
// operations repeat; the single tests and the changed histories are what holds it to the contract.
func TestMemory(t *testing.T) {
	Run(t, Driver{
		Open: func(*testing.T) store.Store { return NewMemory() },
		Reopen: func(t *testing.T, s store.Store) store.Store {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			return s.(*Memory).Reopen()
		},
		Copy: func(_ *testing.T, s store.Store, path string) store.Store { return s.(*Memory).Copy(path) },
	})
}

// A Memory may be used inside a bubble, may outlive it, and leaves no goroutine there.
func TestMemoryInBubble(t *testing.T) {
	s := NewMemory()
	for range 2 {
		synctest.Test(t, func(t *testing.T) {
			for range 5 {
				go s.Update(func(tx store.Tx) error { return tx.AddEntry(store.Entry{}) })
			}
			synctest.Wait()
			s = s.Reopen()
		})
	}
	view(t, s, func(r store.Reader) error {
		if entries, err := r.Journal(0, 0); len(entries) != 10 {
			t.Errorf("%d entries (%v), want 10", len(entries), err)
		}
		return nil
	})
}

// A table is compared with a map and a sort, and its older versions must not change.
func TestTable(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	word := func() string { return strings.Repeat("a", rng.IntN(3)) + fmt.Sprint(rng.IntN(40)) }
	var now table[int]
	plain := map[string]int{}
	var old table[int]
	var oldPlain map[string]int
	for i := range 3000 {
		k := word()
		if rng.IntN(3) == 0 {
			now = now.without(k)
			delete(plain, k)
		} else {
			now = now.with(k, i)
			plain[k] = i
		}
		prefix, end := strings.Repeat("a", rng.IntN(3)), word()
		checkTable(t, now, plain, prefix, end)
		if i%100 == 0 {
			if oldPlain != nil {
				checkTable(t, old, oldPlain, "", end)
			}
			old, oldPlain = now, maps.Clone(plain)
		}
	}
}

func checkTable(t *testing.T, got table[int], want map[string]int, prefix, end string) {
	t.Helper()
	var from []int
	last, found := 0, false
	for _, k := range slices.Sorted(maps.Keys(want)) {
		if strings.HasPrefix(k, prefix) && k >= prefix+end {
			from = append(from, want[k])
		}
		if k <= prefix+end {
			last, found = want[k], strings.HasPrefix(k, prefix)
		}
	}
	if !found {
		last = 0
	}
	if list := slices.Collect(got.from(prefix, end)); !slices.Equal(list, from) {
		t.Fatalf("from %q %q: %v, want %v", prefix, end, list, from)
	}
	if v, ok := got.lastTo(prefix, end); v != last || ok != found {
		t.Fatalf("last to %q %q: %d, %v, want %d, %v", prefix, end, v, ok, last, found)
	}
	if v, ok := got.get(end); v != want[end] || ok != got.has(end) {
		t.Fatalf("get %q: %d, %v", end, v, ok)
	}
}
