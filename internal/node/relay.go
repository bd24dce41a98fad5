package node

import (
	"time"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// Rule R6, hand on: each peer is given the heads of the records of third parties, and this node's cosignatures over
// them, so that a split view meets itself and two parties whose own line is down learn from a third. It goes at ROUTINE
// and in rounds: only the newest of each record, soon after the first change and then no oftener than every half
// minute. Leaves go on request.
const (
	firstRelay = 5 * time.Second  // after the first change in a while
	relayPause = 30 * time.Second // between rounds
	greetRelay = time.Second      // after a peer's HELLO
	relayBytes = 400              // of a head and a cosignature on the line, about
)

// relayed is what passed between this node and one peer of the records of third parties; guarded by the peer's mutex.
type relayed struct {
	gave  map[store.LogID]uint64 // size of the newest head given with our cosignature
	bare  map[store.LogID]uint64 // and of the newest given without, while the cosigner key gives none
	shown map[store.LogID]uint64 // size of the largest head that the peer is known to hold as we do
	told  map[parley.Hash]bool   // proofs that the peer has, or was given
	next  time.Time              // when the line has room for the next round
	proof time.Time              // when it last showed a proof
	runs  int                    // of proofs
	lent  map[parley.Hash]bool   // bodies that stand in its queue for a time
}

// mayTell notes that a peer is told of a proof; it reports whether it was not before.
func (x *relayed) mayTell(p *peer, hash parley.Hash) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if x.told[hash] {
		return false
	}
	if len(x.told) > 1024 {
		x.told = map[parley.Hash]bool{}
	}
	x.told[hash] = true
	return true
}

// showed notes that a peer holds a head as we do.
func (p *peer) showed(log store.LogID, size uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.relayed.shown[log] = max(p.relayed.shown[log], size)
}

// relaySoon has the next round begin, unless it is under way already.
func (n *Node) relaySoon() {
	srv := n.server()
	if srv == nil {
		return
	}
	srv.mu.Lock()
	waiting := srv.relaying
	srv.relaying = true
	wait := max(firstRelay, time.Until(srv.relayed.Add(relayPause)))
	srv.mu.Unlock()
	if waiting {
		return
	}
	srv.after(n.jitter(wait), func() {
		srv.mu.Lock()
		srv.relaying, srv.relayed = false, time.Now()
		srv.rounds++
		round := srv.rounds
		srv.mu.Unlock()
		n.relay(n.allPeers()...)
		srv.after(2*relayPause, func() { n.askCosignatures(round) }) // once the others' rounds went too
	})
}

// A handout is what is newest of one record: its head and this node's cosignature.
type handout struct {
	t     *table
	s     *seat
	head  store.Head
	cosig *store.Cosignature
}

// relay gives peers what is newest.
func (n *Node) relay(peers ...*peer) {
	all, err := n.handouts()
	if err != nil {
		n.cfg.Log.Error("the heads of third parties could not be read", "error", err)
		return
	}
	again := false
	for _, p := range peers {
		again = !n.relayTo(p, all) || again
	}
	if again {
		n.relaySoon()
	}
}

// handouts reads the newest head and cosignature of each record of another party.
func (n *Node) handouts() (out []handout, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		out = nil
		for _, t := range n.tables() {
			if len(t.seats()) < 3 {
				continue
			}
			for i, s := range t.seats() {
				if i == t.self {
					continue
				}
				head, err := r.LastHead(s.log)
				if err != nil {
					if ignoreNotFound(err) != nil {
						return err
					}
					continue
				}
				c, err := cosignatureOf(r, s.log, n.cfg.Party, head.Size)
				if err != nil {
					return err
				}
				out = append(out, handout{t, s, head, c})
			}
		}
		return nil
	})
	return out, err
}

// relayTo gives one peer what it was not given yet. It reports false where that must wait, because the line is narrow.
func (n *Node) relayTo(p *peer, all []handout) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.best() == nil {
		return true // it is given after the next HELLO
	}
	if time.Now().Before(p.relayed.next) {
		return false
	}
	var out []any
	for _, h := range all {
		if _, ok := p.seatIn(h.t.id); !ok || p == n.peerOf(h.t, h.s.id) || p.relayed.gave[h.s.log] >= h.head.Size {
			continue
		}
		log := p.wireLog(h.t, h.s)
		if max(p.relayed.shown[h.s.log], p.relayed.bare[h.s.log]) < h.head.Size {
			root := h.head.Root
			out = append(out, routine(&wire.Head{Log: log, Size: h.head.Size, Signature: h.head.Signature, Root: &root}))
			p.relayed.bare[h.s.log] = h.head.Size
		}
		if h.cosig != nil {
			out = append(out, routine(cosigFrame(log, h.t.self, *h.cosig)))
			p.relayed.gave[h.s.log] = h.head.Size
		}
	}
	if len(out) > 0 {
		p.relayed.next = time.Now().Add(p.timeFor(len(out) * relayBytes / 2))
		p.box.put(out...)
	}
	return true
}

// timeFor is how long the line is to be left alone for so many bytes, so that they are a tenth of it. The mutex is held.
func (p *peer) timeFor(bytes int) time.Duration {
	if s, ok := p.bestStats(); ok && s.Rate > 0 {
		return time.Duration(10 * float64(bytes) / s.Rate * float64(time.Second))
	}
	return 0
}

func routine(f wire.Frame) link.Control {
	return link.Control{Frame: f, Precedence: parley.Routine, Session: -1}
}
