package node

import (
	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/record"
	"parley/wire"
)

// Of a record that forked only so much counts as every other participant cosigned (chapter 6, PROC-20). Each of them holds
// one branch and cosigned heads of its own choice, and usually tells only the newest. So that all come to the same size,
// they tell each other the heads before the fork too, and cosign those of the others that their own leaves agree with.

// vouchedHeads is how many of the heads that it cosigned last a node tells of, and how many of those of others it cosigns
// again, of one record that forked.
const vouchedHeads = 64

// forkProved reports whether there is proof that a record of another party forked.
func (n *Node) forkProved(log store.LogID) bool {
	for _, d := range n.disputes.against(log) {
		if d.kind == record.EvidenceFork {
			return log.Party != n.cfg.Party
		}
	}
	return false
}

// giveVouched gives peers our cosignatures over the last heads of a record that forked [REC-90].
func (n *Node) giveVouched(t *table, log store.LogID, peers ...*peer) {
	s := t.seat(log.Party)
	if s == nil || s.log != log || !n.forkProved(log) {
		return
	}
	var own []store.Cosignature
	n.cfg.Store.View(func(r store.Reader) error {
		cs, err := r.Cosignatures(log)
		for _, c := range cs {
			if c.Mirror == n.cfg.Party {
				own = append(own, c)
			}
		}
		return err
	})
	for _, c := range own[max(0, len(own)-vouchedHeads):] {
		n.giveCosignature(t, s, c, peers...)
	}
}

func (n *Node) giveCosignature(t *table, s *seat, c store.Cosignature, peers ...*peer) {
	for _, p := range peers {
		if _, ok := p.seatIn(t.id); ok && p != n.peerOf(t, s.id) {
			p.box.put(link.Control{Frame: cosigFrame(n.wireLog(p, t, s), t.self, c), Precedence: parley.Routine, Session: -1})
		}
	}
}

// vouchToo cosigns a head of a record that forked, which another mirror cosigned and our leaves agree with, and tells every
// peer, unless that is done already [REC-90].
func (n *Node) vouchToo(t *table, s *seat, f *wire.Cosig) {
	if !n.forkProved(s.log) || !n.cosigs.mayVouch(s.log, f.Size) {
		return
	}
	c, err := n.cosignature(&mirror{t: t, s: s}, store.Head{Size: f.Size, Root: f.Root})
	if err != nil {
		n.cfg.Log.Error("a head could not be cosigned", "party", string(s.id), "error", err)
		return
	}
	n.cosigs.put(s.log, c)
	n.keepCosignatures()
	n.giveCosignature(t, s, c, n.allPeers()...)
}

// mayVouch reports whether a head of a record is one that was not cosigned again, and not one too many.
func (c *cosigs) mayVouch(log store.LogID, size uint64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.vouched == nil {
		c.vouched = map[store.LogID]map[uint64]bool{}
	}
	if c.vouched[log] == nil {
		c.vouched[log] = map[uint64]bool{}
	}
	done := c.vouched[log]
	if done[size] || len(done) >= vouchedHeads {
		return false
	}
	done[size] = true
	return true
}
