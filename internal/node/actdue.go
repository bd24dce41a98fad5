package node

import (
	"time"

	"parley"
	"parley/wire"
)

// awaitDeadline has a proceeding looked at when the clock passes its deadline, and a clock leaf entered [REC-33].
func (n *Node) awaitDeadline(t *table, id parley.Hash, at parley.Millis) {
	srv := n.server()
	if srv == nil || at == 0 || n.acts.due[id] == at {
		return
	}
	if n.acts.due == nil {
		n.acts.due = map[parley.Hash]parley.Millis{}
	}
	n.acts.due[id] = at
	n.deadlineAfter(srv, t, id, at)
}

func (n *Node) deadlineAfter(srv *server, t *table, id parley.Hash, at parley.Millis) {
	wait := min(longestTimer, time.Duration(max(at-n.now(), 0))*time.Millisecond)
	srv.after(wait, func() {
		if n.now() < at {
			n.deadlineAfter(srv, t, id, at)
			return
		}
		n.enterClockLeaf(t, at)
		n.follow(t, id)
	})
}

// enterClockLeaf enters a leaf that shows that the own record has got past a deadline, once for each instant.
func (n *Node) enterClockLeaf(t *table, at parley.Millis) {
	n.acts.mu.Lock()
	if n.acts.clocked == nil {
		n.acts.clocked = map[parley.Hash]parley.Millis{}
	}
	done := n.acts.clocked[t.id] >= at
	n.acts.clocked[t.id] = max(n.acts.clocked[t.id], at)
	n.acts.mu.Unlock()
	if done {
		return
	}
	var peers []parley.PartyID
	for _, s := range t.seats() {
		if s != t.own() {
			peers = append(peers, s.id)
		}
	}
	n.recorder.add(&job{t: t, kind: wire.LeafClock, precedence: parley.Routine, waiting: peers, then: func(_ uint64, _ parley.Millis, err error) {
		if err != nil && err != errNothing {
			n.eventUnder(t, EventStorage, "", "a clock leaf could not be entered", "error", err)
		}
		n.followWaiting(t, n.cfg.Party, false)
	}})
}
