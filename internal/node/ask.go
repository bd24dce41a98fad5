package node

import (
	"time"

	"parley"
	"parley/link"
	"parley/wire"
)

// asked is when a peer was last asked for something of a record. The same is not asked for again at once, whatever a peer
// sends.
type asked struct {
	leaves, head time.Time
	from         uint64
	page         pageRef
	pages        int // how often in a row that page was asked for, less one
	pageAt       time.Time
}

const askPause = 5 * time.Second

// mayAsk reports whether leaves from a place on may be asked for now, and notes that they are.
func (m *mirror) mayAsk(now time.Time) (from uint64, may bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	from = m.end()
	if from == m.asked.from && now.Sub(m.asked.leaves) < askPause {
		return from, false
	}
	m.asked.from, m.asked.leaves = from, now
	return from, true
}

func (m *mirror) mayAskHead(now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if now.Sub(m.asked.head) < askPause {
		return false
	}
	m.asked.head = now
	return true
}

// askMissing asks for the leaves after those that are here, unless that was just done.
func (l *line) askMissing(m *mirror) {
	if from, may := m.mayAsk(time.Now()); may {
		l.ask(m, from)
	}
}

func (l *line) ask(m *mirror, from uint64) {
	f := &wire.Ask{What: wire.AskLeaves, Log: l.n.wireLog(l.p, m.t, m.s), From: from}
	l.machine(link.Control{Frame: f, Precedence: parley.Priority, Session: -1})
}

// askHead asks whoever sends a record for its head with the root in full.
func (n *Node) askHead(m *mirror) {
	ask := &wire.Ask{What: wire.AskHead, Log: n.wireLog(m.from, m.t, m.s)}
	m.from.box.put(link.Control{Frame: ask, Precedence: parley.Priority, Session: -1})
}
