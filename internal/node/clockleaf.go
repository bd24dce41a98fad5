package node

import (
	"time"

	"parley"
	"parley/wire"
)

// startClocks has a clock leaf entered at each interval of the charter's line tests, in every own record (rule R2):
// silence then has a place in the record, dated by its owner and seen by all.
func (n *Node) startClocks(srv *server) {
	for _, t := range n.tables() {
		srv.mu.Lock()
		running := srv.clocks[t]
		srv.clocks[t] = true
		srv.mu.Unlock()
		if every := time.Duration(t.charter().LineTestMinutes) * time.Minute; !running && every > 0 {
			n.clockAfter(srv, t, every)
		}
	}
}

func (n *Node) clockAfter(srv *server, t *table, every time.Duration) {
	srv.after(every, func() {
		n.clockAfter(srv, t, every)
		var peers []parley.PartyID
		for i, s := range t.seats() {
			if i != t.self {
				peers = append(peers, s.id)
			}
		}
		n.recorder.add(&job{t: t, kind: wire.LeafClock, precedence: parley.Routine, waiting: peers, then: func(_ uint64, _ parley.Millis, err error) {
			if err != nil && err != errNothing {
				n.eventUnder(t, EventStorage, "", "a clock leaf could not be entered", "error", err)
			}
		}})
	})
}
