package link

import (
	"cmp"
	"math/rand/v2"
	"testing"

	"parley"
)

// The queue gives what a naive list gives that is searched by precedence, kind and the rule of LINK-90.
func TestQueueAgainstList(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		var q queue
		var list []*entry
		for range 60 {
			switch rnd.IntN(6) {
			case 0, 1, 2:
				it := Item{ID: parley.Hash{byte(rnd.IntN(40))}, Blob: rnd.IntN(3) == 0, Size: 10, Precedence: parley.Precedence(rnd.IntN(4))}
				if rnd.IntN(3) == 0 {
					it.Expires = testContact.now + parley.Millis(rnd.IntN(40)*1000)
				}
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
			case 5:
				id := parley.Hash{byte(rnd.IntN(40))}
				if e := q.entries[id]; e != nil {
					n := uint64(rnd.IntN(9))
					e.need, e.has = rangeSet{{From: n, To: e.Size}}, rangeSet(nil)
					e.has.add(0, n)
					q.update(e)
					naiveFind(list, id).need = e.need
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
	return append(list, &entry{Item: it, need: rangeSet{{To: it.Size}}})
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

// testContact is a line of one byte a second, on which 10 bytes in flight come first, until 20 seconds from now.
var testContact = contact{now: 1_000_000, rate: 1, ahead: 10, until: 1_020_000}

// naiveFirst says in the words of LINK-90 which of a list, in the order of offering, goes first.
func naiveFirst(list []*entry) *entry {
	var inTime, begun, first, late *entry
	for _, e := range list {
		left := e.need.size()
		whole := testContact.now + 1000*parley.Millis(left+10)
		switch {
		case e.Expires != 0 && whole >= e.Expires:
			late = cmp.Or(late, e)
			continue
		case e.Expires != 0 && whole < testContact.until && (inTime == nil || e.Expires < inTime.Expires):
			inTime = e
		}
		if left < e.Size && (begun == nil || left < begun.need.size()) {
			begun = e
		}
		first = cmp.Or(first, e)
	}
	return cmp.Or(inTime, begun, first, late)
}

func compareQueue(t *testing.T, q *queue, list []*entry) {
	t.Helper()
	var counted tally
	for p := parley.Flash; p.Valid(); p-- {
		var want *entry
		for _, blob := range []bool{true, false} {
			var among []*entry
			for _, e := range list {
				if e.Precedence == p && e.Blob == blob && !e.held {
					among = append(among, e)
				}
			}
			want = cmp.Or(naiveFirst(among), want)
		}
		got := q.next(p, testContact, func(*entry) bool { return true })
		if (got == nil) != (want == nil) || got != nil && got.ID != want.ID {
			t.Fatalf("at %s the queue gives %v, not %v", p, got, want)
		}
	}
	for _, e := range list {
		counted.bytes += e.need.size()
		if !e.Blob {
			counted.unsettled[e.Precedence]++
			counted.waiting[e.Precedence]++
		}
	}
	if q.tally != counted {
		t.Fatalf("counted %+v, not %+v", q.tally, counted)
	}
}
