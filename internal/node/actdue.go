package node

import (
	"time"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// awaitNextDue has the proceedings looked at when the clock passes the next instant at which one of them changes: the store
// finds it by an index, and one timer runs for all.
func (n *Node) awaitNextDue() {
	srv := n.server()
	if srv == nil {
		return
	}
	var next []store.Proceeding
	err := n.cfg.Store.View(func(r store.Reader) (err error) { next, err = r.DueProceedings(store.NeverDue, 1); return err })
	if ignoreNotFound(err) != nil {
		n.tryAgain(err, "the next deadline could not be read", n.wakeProceedings)
	}
	if len(next) == 0 {
		return
	}
	due, now := next[0].Due, n.now()
	n.acts.mu.Lock()
	armed := n.acts.armed > now && n.acts.armed <= due
	if !armed {
		n.acts.armed = due
	}
	n.acts.mu.Unlock()
	if !armed {
		srv.after(min(longestTimer, time.Duration(max(due-now, 0))*time.Millisecond), func() {
			n.acts.mu.Lock()
			n.acts.armed = 0
			n.acts.mu.Unlock()
			n.wakeProceedings()
		})
	}
}

// enterClockLeaf enters a leaf that shows that the own record has got past a deadline, once for each instant [REC-33].
func (n *Node) enterClockLeaf(t *table, at parley.Millis) {
	if n.acts.clocked == nil {
		n.acts.clocked = map[parley.Hash]parley.Millis{}
	}
	done := n.acts.clocked[t.id] >= at
	n.acts.clocked[t.id] = max(n.acts.clocked[t.id], at)
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
	}})
}
