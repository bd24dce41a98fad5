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
			k := s.Number(n.now())
			if k > 0 && n.lastClock(t) < s.At(k) { // it was due while the node did not serve
				srv.after(clockPatience, func() { n.enterClock(t.id, k, firstAgain) })
			}
			n.testsAfter(srv, t.id, s.At(k))
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

// clockPatience is how long a clock leaf that is late at a start waits for a peer to confirm our clock, by which it is
// dated.
const clockPatience = 10 * time.Second

// The pauses after which a clock leaf that could not be entered is tried again, doubled each time.
const (
	firstAgain = 5 * time.Second
	lastAgain  = 5 * time.Minute
)

// enterClock enters the clock leaf that is due at an instant of line tests, so that silence has a place in the record,
// dated by its owner and seen by all [REC-33]. One that fails is tried again, until one of a later instant is due.
func (n *Node) enterClock(charter parley.Hash, number int64, again time.Duration) {
	t := n.table(charter)
	if t == nil {
		return
	}
	c := t.charter()
	own := c.PartyIndex(t.own().id)
	var peers []parley.PartyID
	for i, p := range c.Parties {
		if i != own {
			peers = append(peers, p.ID)
		}
	}
	n.recorder.add(&job{t: t, kind: wire.LeafClock, precedence: parley.Routine, waiting: peers, then: func(_ uint64, _ parley.Millis, err error) {
		if err == nil || err == errNothing {
			return
		}
		n.eventUnder(t, EventStorage, "", "a clock leaf could not be entered; it is tried again", "error", err)
		if srv := n.server(); srv != nil {
			srv.after(again, func() {
				if s := t.schedule(); s.Number(n.now()) == number && n.lastClock(t) < s.At(number) {
					n.enterClock(charter, number, min(2*again, lastAgain))
				}
			})
		}
	}})
}

// lastClock returns the date of the last clock leaf of the own record, 0: there is none among its last leaves. Where it
// cannot be read, one more harms nobody.
func (n *Node) lastClock(t *table) parley.Millis {
	facts, err := n.lastFacts(t.own())
	if err != nil {
		n.cfg.Log.Error("the own record could not be read", "error", err)
	}
	for i := len(facts) - 1; i >= 0; i-- {
		if facts[i].leaf.Kind == wire.LeafClock {
			return facts[i].leaf.Date
		}
	}
	return 0
}

// testsDue enters a clock leaf and sends the tests of that number that are ours to send.
func (n *Node) testsDue(t *table, number int64) {
	c := t.charter()
	own := c.PartyIndex(t.own().id)
	n.enterClock(t.id, number, firstAgain)
	n.testBearers(t)
	for i, p := range c.Parties {
		if i != own && own >= 0 && link.FirstSends(min(i, own), max(i, own), number) == (own < i) {
			n.sendTest(t, t.seat(p.ID), t.schedule().TestText(spokenIn(c), number))
		}
	}
}
