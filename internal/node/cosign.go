package node

import (
	"sync"
	"time"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/record"
	"parley/wire"
)

// cosign makes and keeps this node's statement over a head of a peer's record, unless that is done behind the commit.
func (n *Node) cosign(tx store.Tx, m *mirror, head store.Head) error {
	if remembers(n.own().keys.Cosigner) {
		return nil
	}
	c, err := n.cosignature(m, head)
	if err != nil {
		return err
	}
	return tx.AddCosignature(m.s.log, c)
}

// takeCosignature checks and keeps a mirror's statement over a head of a record that is held here. One over another tree
// than ours is no proof, since the owner did not sign it: whoever shows it is asked for the head.
func (n *Node) takeCosignature(p *peer, t *table, s *seat, mirrorID parley.PartyID, f *wire.Cosig) {
	held, err := n.size(s.log)
	if err != nil || f.Size < record.MinHead || n.cosigs.knows(s.log, mirrorID, f.Size) && !n.forkProved(s.log) {
		return
	}
	text := record.CheckpointText(t.origin(s.id), f.Size, f.Root)
	if cosignerKey(t, mirrorID, text, f.Time, f.Signature) == nil {
		n.metrics.badHeads.Inc()
		return
	}
	third := s != t.own() && n.peerOf(t, s.id) != p
	c := store.Cosignature{Mirror: mirrorID, Size: f.Size, Root: f.Root, Time: f.Time, Signature: f.Signature}
	if f.Size > held {
		n.cosigs.putAhead(s.log, c)
		if held, err = n.size(s.log); err == nil && held >= f.Size { // the leaves came meanwhile
			n.cosignedAhead(s, held)
			return
		}
		if third {
			n.behind(p, t, s, f.Size)
		}
		return
	}
	root, err := n.rootAt(s.log, f.Size)
	if err != nil || root != f.Root {
		if err == nil && third {
			n.askOther(p, t, s)
		}
		return
	}
	if n.peerOf(t, mirrorID) == p {
		p.showed(s.log, f.Size)
		n.answerCosignature(p, t, t.seat(mirrorID))
	}
	n.cosigs.put(s.log, c)
	n.keepCosignatures()
	n.vouchToo(t, s, f)
}

// cosignedAhead keeps the cosignatures that came before their leaves, which are held now.
func (n *Node) cosignedAhead(s *seat, size uint64) {
	for _, c := range n.cosigs.takeAhead(s.log, size) {
		if root, err := n.rootAt(s.log, c.Size); err == nil && root == c.Root {
			n.cosigs.put(s.log, c)
			n.keepCosignatures()
		}
	}
}

// askOther asks a peer that cosigned another tree than ours for the head that it holds, and shows it ours: whichever of
// the two is the larger can be held against leaves.
func (n *Node) askOther(p *peer, t *table, s *seat) {
	m := n.mirrorOf(p, t, s)
	if !m.mayAskHead(time.Now()) {
		return
	}
	n.askHead(m)
	if st, ok := n.logState(s.log); ok {
		f := &wire.Head{Log: p.wireLog(t, s), Size: st.Head.Size, Signature: st.Head.Signature, Root: &st.Head.Root}
		p.box.put(link.Control{Frame: f, Precedence: parley.Priority, Session: -1})
	}
}

// cosigs are cosignatures that are checked and wait to be stored, many in one transaction, and the newest ones taken of
// late.
type cosigs struct {
	mu      sync.Mutex
	waiting map[store.LogID][]store.Cosignature
	newest  map[cosigKey]uint64
	ahead   map[store.LogID]map[parley.PartyID]store.Cosignature // over heads whose leaves are not here, the newest of each mirror
	timer   bool
	vouched map[store.LogID]map[uint64]bool // heads of records that forked, cosigned again
}

type cosigKey struct {
	log    store.LogID
	mirror parley.PartyID
}

const (
	cosigDelay   = 500 * time.Millisecond
	maxCosigKeys = 1 << 14
)

// knows reports whether a newer one of the mirror, or this one, was taken.
func (c *cosigs) knows(log store.LogID, mirror parley.PartyID, size uint64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.newest[cosigKey{log, mirror}] >= size
}

func (c *cosigs) put(log store.LogID, x store.Cosignature) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waiting == nil {
		c.waiting = map[store.LogID][]store.Cosignature{}
	}
	if len(c.newest) > maxCosigKeys || c.newest == nil {
		c.newest = map[cosigKey]uint64{}
	}
	c.newest[cosigKey{log, x.Mirror}] = max(c.newest[cosigKey{log, x.Mirror}], x.Size)
	c.waiting[log] = append(c.waiting[log], x)
}

// putAhead keeps a cosignature whose leaves are not here yet, the newest of each mirror.
func (c *cosigs) putAhead(log store.LogID, x store.Cosignature) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ahead == nil {
		c.ahead = map[store.LogID]map[parley.PartyID]store.Cosignature{}
	}
	if c.ahead[log] == nil {
		c.ahead[log] = map[parley.PartyID]store.Cosignature{}
	}
	c.ahead[log][x.Mirror] = x
}

// takeAhead takes out those over heads of at most size.
func (c *cosigs) takeAhead(log store.LogID, size uint64) (out []store.Cosignature) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for mirror, x := range c.ahead[log] {
		if x.Size <= size {
			out = append(out, x)
			delete(c.ahead[log], mirror)
		}
	}
	return out
}

// begin reports whether a timer must be set.
func (c *cosigs) begin() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	set := c.timer
	c.timer = true
	return !set
}

func (c *cosigs) take() map[store.LogID][]store.Cosignature {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := c.waiting
	c.waiting, c.timer = nil, false
	return out
}

// keepCosignatures stores what waits, soon. One that is lost by a stop comes again with a later head.
func (n *Node) keepCosignatures() {
	srv := n.server()
	if srv == nil || !n.cosigs.begin() {
		return
	}
	srv.after(cosigDelay, func() {
		all := n.cosigs.take()
		for _, t := range n.tables() {
			n.recorder.add(&job{t: t, intake: func(tx store.Tx) ([]*job, error) {
				for log, of := range all {
					if log.Charter != t.id {
						continue
					}
					for _, c := range of {
						if err := tx.AddCosignature(log, c); err != nil {
							return nil, err
						}
					}
				}
				return nil, nil
			}, then: func(_ uint64, _ parley.Millis, err error) {
				if err != nil {
					n.eventUnder(t, EventStorage, "", "cosignatures could not be stored", "error", err)
					return
				}
				n.followCosigned(t)
			}})
		}
	})
}
