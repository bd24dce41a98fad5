package storetest

import (
	"fmt"
	"strings"
	"testing"

	"parley/internal/store"
)

// histories is how many there are where a driver does not say.
const histories = 10

// testHistories carries out random histories, and what was committed of them a second time in other transactions.
func testHistories(t *testing.T, d Driver) {
	open, n := d.Open, d.Histories
	if n == 0 {
		n = histories
	}
	for seed := range uint64(n) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			model := NewMemory()
			done := compare(t, seed, open(t), model, d.Reopen)
			c := newChooser(seed + 1000)
			again := replay(t, open(t), done, func() int { return 1 + c.IntN(20) })
			if want, got := all(t, model), all(t, again); got != want {
				t.Errorf("in other transactions the same operations gave: %s", difference(want, got))
			}
		})
	}
}

// compare carries out one history on s and on the model. Every answer must be the same; s is reopened now and then. It
// returns the operations of the transactions that were committed.
func compare(t *testing.T, seed uint64, s, model store.Store, reopen func(*testing.T, store.Store) store.Store) []operation {
	c := newChooser(seed)
	var done []operation
	for n := range 60 {
		x := c.transaction(8)
		want, committed := x.run(model)
		got, _ := x.run(s)
		if got != want {
			t.Fatalf("transaction %d of seed %d: %s", n, seed, difference(want, got))
		}
		if committed {
			done = append(done, x.operations...)
		}
		if c.one(15) {
			s = reopen(t, s)
		}
		if n%6 == 5 {
			if want, got := all(t, model), all(t, s); got != want {
				t.Fatalf("after transaction %d of seed %d: %s", n, seed, difference(want, got))
			}
		}
	}
	if len(done) < 30 {
		t.Errorf("seed %d committed only %d operations", seed, len(done))
	}
	return done
}

// replay carries out operations that succeed on s, as many to a transaction as size says, with a transaction given up
// after each.
func replay(t *testing.T, s store.Store, ops []operation, size func() int) store.Store {
	for i := 0; i < len(ops); {
		n := min(size(), len(ops)-i)
		x := transaction{operations: ops[i : i+n], questions: make([]question, n)}
		for j := range x.questions {
			x.questions[j] = questions[(i+j)%len(questions)]
		}
		if seen, committed := x.run(s); !committed {
			t.Fatalf("an operation that succeeded once failed: %s", seen)
		}
		s.Update(func(tx store.Tx) error { busy(tx); return errGiveUp })
		i += n
	}
	return s
}

// difference returns the first line in which two answers differ.
func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range w {
		if i >= len(g) || w[i] != g[i] {
			return fmt.Sprintf("line %d\nwant %.600s\ngot  %.600s", i, w[i], strings.Join(g[min(i, len(g)):min(i+1, len(g))], ""))
		}
	}
	return fmt.Sprintf("%d lines more", len(g)-len(w))
}
