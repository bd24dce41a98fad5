package node

import (
	"sync"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// A plotQueue is the messages that may change who will be where, in turn between their authors: one who sends many has others wait
// for one message of his, not for all.
type plotQueue struct {
	mu      sync.Mutex
	waiting map[parley.Hash]authorOn // held, and their leaves not all known
	lists   map[authorOn][]parley.Hash
	turn    []authorOn // those with a list
	running bool
	dropped map[authorOn]int
}

type authorOn struct {
	charter parley.Hash
	party   parley.PartyID
}

// Bounds of what waits.
const (
	maxPlotWaiting = 1 << 16
	maxPlotList    = 1 << 14 // of one author
)

// A touched is what one transaction changed of messages.
type touched struct {
	messages []store.Message // added or erased: their columns
	placed   []parley.Hash
	quiet    []parley.Hash // added, and can never sound
}

// note takes what a transaction changed, and reports whether there is work.
func (q *plotQueue) note(x touched) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, m := range x.messages {
		by := authorOn{m.Charter, m.Author}
		if len(q.waiting) < maxPlotWaiting {
			if q.waiting == nil {
				q.waiting, q.lists, q.dropped = map[parley.Hash]authorOn{}, map[authorOn][]parley.Hash{}, map[authorOn]int{}
			}
			q.waiting[m.ID] = by
		}
		q.put(by, m.ID)
	}
	for _, id := range x.placed {
		if by, here := q.waiting[id]; here {
			q.put(by, id)
		}
	}
	return len(q.turn) > 0
}

func (q *plotQueue) put(by authorOn, id parley.Hash) {
	switch n := len(q.lists[by]); {
	case q.lists == nil:
	case n >= maxPlotList:
		q.dropped[by]++
	default:
		if n == 0 {
			q.turn = append(q.turn, by)
		}
		q.lists[by] = append(q.lists[by], id)
	}
}

// take returns the next message, of the author whose turn it is.
func (q *plotQueue) take() (by authorOn, id parley.Hash, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.turn) == 0 {
		q.running = false
		return by, id, false
	}
	by = q.turn[0]
	q.turn = q.turn[1:]
	list := q.lists[by]
	if id = list[0]; len(list) > 1 {
		q.lists[by], q.turn = list[1:], append(q.turn, by)
	} else {
		delete(q.lists, by)
	}
	return by, id, true
}

// done forgets a message of which all is known.
func (q *plotQueue) done(id parley.Hash) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.waiting, id)
}

func (q *plotQueue) left(by authorOn) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.dropped[by]
}

// mayPlot reports whether a form can be one of notices.
func mayPlot(name string) bool { return name != wire.FormText && name != wire.FormAck }
