package node

import (
	"time"

	"parley"
	"parley/link"
	"parley/wire"
)

// On a bearer that reorders, leaves can overtake those before them. They are passed over, and the gap is asked for; but
// leaves that are passed over while that question is on its way, and entered after it was answered, nothing brings again:
// on a quiet line their head would wait, and with it the receipts under it. So a head whose leaves are missing after a
// pause has them asked for again, a few times while no more of them come.

const maxAskedInVain = 3

// askAgain is what is known of such questions; the mirror's mutex guards it.
type askAgain struct {
	waits bool   // one is due
	end   uint64 // the place after the last leaf that was here at the last one
	vain  int    // how many were asked for that place
}

// askLater has leaves asked for after the pause, if heads wait for them now and still do then.
func (n *Node) askLater(m *mirror) {
	srv := n.server()
	if srv == nil || m.s.root != m.from.root || n.frozen(m.s.log) || !m.mayAskLater() {
		return
	}
	srv.after(askPause, func() {
		held, err := n.size(m.s.log)
		if from, may := m.askedLater(held); err == nil && may {
			ask := &wire.Ask{What: wire.AskLeaves, Log: n.wireLog(m.from, m.t, m.s), From: from}
			m.from.box.put(link.Control{Frame: ask, Precedence: parley.Priority, Session: -1})
			n.askLater(m)
		}
	})
}

// lacks reports whether a head waits for leaves that are not here.
func (m *mirror) lacks() bool {
	for _, h := range m.heads {
		if h.Size > m.end() {
			return true
		}
	}
	return false
}

func (m *mirror) mayAskLater() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.again.waits || !m.lacks() || m.again.end == m.end() && m.again.vain >= maxAskedInVain {
		return false
	}
	m.again.waits = true
	return true
}

// askedLater returns the place from which leaves are to be asked for, where held of them are stored, if any are missing.
func (m *mirror) askedLater(held uint64) (from uint64, may bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.trim(held)
	m.again.waits = false
	if from = m.end(); !m.lacks() {
		return from, false
	}
	if m.again.end != from {
		m.again.end, m.again.vain = from, 0
	}
	m.again.vain++
	m.asked.from, m.asked.leaves = from, time.Now()
	return from, m.again.vain <= maxAskedInVain
}
