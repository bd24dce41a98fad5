package node

import "parley/link"

// testBearers asks for a sign of life over each bearer of each line under a charter, the back-up included, when a line test is
// due [LINK-93]: a message goes over one of them only.
func (n *Node) testBearers(t *table) {
	for _, s := range t.seats() {
		p := n.peerOf(t, s.id)
		if s == t.own() || p == nil || n.overWith(t, s) {
			continue
		}
		p.mu.Lock()
		for _, w := range p.ways {
			if open, _ := w.bearer.open(n.cfg.Now()); open {
				w.tested = n.now()
			}
		}
		p.mu.Unlock()
		p.box.put(link.Probe{})
	}
}
