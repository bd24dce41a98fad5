package node

import (
	"testing"

	"parley"
	"parley/internal/store"
)

// "One who sends many has others wait for one message of his, not for all": authors take turns, what waits is bounded, and a message of
// which all is known is not looked at again.
func TestPlotQueue(t *testing.T) {
	var q plotQueue
	charter := parley.Hash{9}
	message := func(author parley.PartyID, n int) store.Message {
		return store.Message{ID: parley.Hash{byte(n), byte(n >> 8), byte(n >> 16), author[0]}, Author: author, Charter: charter}
	}
	for n := range maxPlotList + 5 {
		q.note(touched{messages: []store.Message{message("north", n)}})
	}
	one := message("south", 0)
	if !q.note(touched{messages: []store.Message{one}, placed: []parley.Hash{{77}}}) {
		t.Error("there is no work")
	}
	if by, _, ok := q.take(); !ok || by.party != "north" {
		t.Errorf("first comes %v", by)
	}
	if by, id, ok := q.take(); !ok || by.party != "south" || id != one.ID {
		t.Errorf("then comes %v", by)
	}
	if q.left(authorOn{charter, "north"}) != 5 || q.left(authorOn{charter, "south"}) != 0 {
		t.Errorf("dropped: %v", q.dropped)
	}
	for range maxPlotList - 1 {
		q.take()
	}
	if _, _, ok := q.take(); ok {
		t.Error("more than came")
	}
	if q.note(touched{placed: []parley.Hash{{78}}}) || !q.note(touched{placed: []parley.Hash{one.ID}}) {
		t.Error("a message is looked at again where its place becomes known, and no other")
	}
	q.take()
	q.done(one.ID)
	if q.note(touched{placed: []parley.Hash{one.ID}}) {
		t.Error("a message of which all is known is looked at again")
	}
	for n := range maxPlotWaiting + 5 {
		q.note(touched{messages: []store.Message{message("west", n)}})
	}
	if len(q.waiting) > maxPlotWaiting {
		t.Errorf("%d wait", len(q.waiting))
	}
}
