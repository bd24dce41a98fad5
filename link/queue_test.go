package link

import (
	"math/rand/v2"
	"testing"

	"parley"
)

// The queue gives what a naive list sorted by precedence, kind and order of offering gives.
func TestQueueAgainstList(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		var q queue
		var list []*entry
		for range 60 {
			switch rnd.IntN(5) {
			case 0, 1, 2:
				it := Item{ID: parley.Hash{byte(rnd.IntN(40))}, Blob: rnd.IntN(3) == 0, Size: 10, Precedence: parley.Precedence(rnd.IntN(4))}
				list = naiveOffer(list, it)
				q.offer(it, 0)
			case 3:
				id := parley.Hash{byte(rnd.IntN(40))}
				list = naiveWithdraw(list, id)
				q.withdraw(id)
			case 4:
				id := parley.Hash{byte(rnd.IntN(40))}
				if e := q.entries[id]; e != nil {
					e.held = !e.held
					q.update(e)
					naiveFind(list, id).held = e.held
				}
			}
			compareQueue(t, &q, list)
		}
	}
}

func naiveFind(list []*entry, id parley.Hash) *entry {
	for _, e := range list {
		if e.ID == id {
			return e
		}
	}
	return nil
}

func naiveOffer(list []*entry, it Item) []*entry {
	if e := naiveFind(list, it.ID); e != nil {
		e.Precedence = max(e.Precedence, it.Precedence)
		return list
	}
	return append(list, &entry{Item: it})
}

func naiveWithdraw(list []*entry, id parley.Hash) []*entry {
	var rest []*entry
	for _, e := range list {
		if e.ID != id {
			rest = append(rest, e)
		}
	}
	return rest
}

func compareQueue(t *testing.T, q *queue, list []*entry) {
	t.Helper()
	var counted tally
	for p := parley.Flash; p.Valid(); p-- {
		var want *entry
		for _, blob := range []bool{true, false} {
			for i := len(list) - 1; i >= 0; i-- {
				if e := list[i]; e.Precedence == p && e.Blob == blob && !e.held {
					want = e
				}
			}
		}
		got := q.next(p, func(*entry) bool { return true })
		if (got == nil) != (want == nil) || got != nil && got.ID != want.ID {
			t.Fatalf("at %s the queue gives %v, not %v", p, got, want)
		}
	}
	for _, e := range list {
		counted.bytes += e.Size
		if !e.Blob {
			counted.unsettled[e.Precedence]++
			counted.waiting[e.Precedence]++
		}
	}
	if q.tally != counted {
		t.Fatalf("counted %+v, not %+v", q.tally, counted)
	}
}
