package node

import (
	"sync"

	"parley"
	"parley/wire"
)

// actMarks are the marks of the proceedings that are tracked, as far as they are in use and the next few: a leaf that bears
// one says that its proceeding changed, before the body comes. A mark that is not among them is found when the proceeding
// is looked at for another reason.
type actMarks struct {
	mu sync.RWMutex
	of map[[8]byte]parley.Hash
}

// marksAhead is how many marks of each participant are known ahead.
const marksAhead = 3

// learn takes over the marks of a proceeding that are not known yet.
func (m *actMarks) learn(k *tracker) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of == nil {
		m.of = map[[8]byte]parley.Hash{}
	}
	for p, id := range k.o.ids {
		for ; k.made[p] < k.high[p]+marksAhead; k.made[p]++ {
			m.of[wire.ActMark(k.o.body.Payload.Nonce, id, k.made[p])] = k.id
		}
	}
}

// followMark has the proceeding looked at whose mark a leaf bears.
func (n *Node) followMark(t *table, l wire.Leaf) {
	if l.Kind != wire.LeafSent && l.Kind != wire.LeafReceived && l.Kind != wire.LeafRefused {
		return
	}
	m := &n.acts.marks
	m.mu.RLock()
	id, ok := m.of[l.Mark]
	m.mu.RUnlock()
	if ok {
		n.follow(t, id)
	}
}
