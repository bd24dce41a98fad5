package node

import (
	"time"

	"parley"
	"parley/link"
	"parley/wire"
)

// schedule says when the lines of a charter are tested, by the edition in force.
func (t *table) schedule() link.Schedule {
	c := t.charter()
	return link.Schedule{InForce: c.InForce, Minutes: c.LineTestMinutes}
}

// startClocks has each charter's line tests made when they are due, from the next one on.
func (n *Node) startClocks(srv *server) {
	for _, t := range n.tables() {
		srv.mu.Lock()
		running := srv.clocks[t.id]
		srv.clocks[t.id] = true
		srv.mu.Unlock()
		if s := t.schedule(); !running {
			n.testsAfter(srv, t.id, s.At(s.Number(n.now())))
		}
	}
}

// testsAfter waits for the first instant of line tests after last.
func (n *Node) testsAfter(srv *server, charter parley.Hash, last parley.Millis) {
	t := n.table(charter)
	if t == nil {
		return
	}
	wait, now, s := longestTimer, n.now(), t.schedule()
	if s.Minutes > 0 {
		wait = min(wait, time.Duration(s.At(s.Number(now)+1)-now)*time.Millisecond)
	}
	srv.after(wait, func() {
		if t := n.table(charter); t != nil {
			s := t.schedule()
			if k := s.Number(n.now()); s.At(k) > last && k > 0 {
				last = s.At(k)
				n.testsDue(t, k)
			}
		}
		n.testsAfter(srv, charter, last)
	})
}

// testsDue enters a clock leaf (rule R2), so that silence has a place in the record, dated by its owner and seen by all,
// and sends the tests of that number that are ours to send.
func (n *Node) testsDue(t *table, number int64) {
	c := t.charter()
	own := c.PartyIndex(t.own().id)
	var peers []parley.PartyID
	for i, p := range c.Parties {
		if i != own {
			peers = append(peers, p.ID)
		}
	}
	n.recorder.add(&job{t: t, kind: wire.LeafClock, precedence: parley.Routine, waiting: peers, then: func(_ uint64, _ parley.Millis, err error) {
		if err != nil && err != errNothing {
			n.eventUnder(t, EventStorage, "", "a clock leaf could not be entered", "error", err)
		}
	}})
	for i, p := range c.Parties {
		if i != own && own >= 0 && link.FirstSends(min(i, own), max(i, own), number) == (own < i) {
			n.sendTest(t, t.seat(p.ID), t.schedule().TestText(spokenIn(c), number))
		}
	}
}
