package node

import (
	"time"

	"parley"
	"parley/link"
)

// testTime is how long a session over a bearer is tried for a line test.
const testTime = 2 * time.Minute

// testBearers asks for a sign of life over each bearer of each line under a charter, the back-up included, when a line test is
// due [LINK-93]: a message goes over one of them only.
func (n *Node) testBearers(t *table) {
	for _, s := range t.seats() {
		if s != t.own() {
			n.testBearersTo(t, s)
		}
	}
}

// testBearersTo does that on the line to one party. Where a bearer has no session, one is begun: a PING opens it [LINK-65].
func (n *Node) testBearersTo(t *table, s *seat) {
	p := n.peerOf(t, s.id)
	if p == nil || n.overWith(t, s) {
		return
	}
	p.mu.Lock()
	for _, w := range p.ways {
		if open, _ := w.bearer.open(n.cfg.Now()); open {
			w.tested = n.now()
			w.wake()
		}
	}
	p.mu.Unlock()
	p.box.put(link.Probe{})
}

// testing reports whether a line test waits for an answer over w at the instant now of the party's clock. The peer's mutex is held.
func (w *way) testing(now time.Time) bool {
	return w.tested > w.testAnswered && parley.MillisOf(now)-w.tested < parley.Millis(testTime.Milliseconds())
}
