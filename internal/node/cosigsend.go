package node

import (
	"time"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// How long cosignatures gather: of many only the newest one goes. Between two parties nothing waits for one, since what is
// settled is confirmed; of more, a proceeding does.
const (
	pauseOfTwo  = 5 * time.Second
	pauseOfMore = time.Second
)

func cosignaturePause(t *table) time.Duration {
	if len(t.seats()) == 2 {
		return pauseOfTwo
	}
	return pauseOfMore
}

// sendCosignature sends the newest cosignature of a mirror to the record's owner after a pause, or with the answer to one
// that comes from there.
func (n *Node) sendCosignature(m *mirror) {
	p, srv := n.peerOf(m.t, m.s.id), n.server()
	if p == nil || srv == nil {
		return
	}
	p.mu.Lock()
	waiting := p.cosigs[m.s.log]
	p.cosigs[m.s.log] = true
	p.mu.Unlock()
	if waiting {
		return
	}
	srv.after(cosignaturePause(m.t), func() { n.answerCosignature(p, m.t, m.s) })
}

// answerCosignature sends the newest cosignature over a peer's record, if one waits.
func (n *Node) answerCosignature(p *peer, t *table, s *seat) {
	p.mu.Lock()
	waiting := p.cosigs[s.log]
	delete(p.cosigs, s.log)
	p.mu.Unlock()
	if !waiting {
		return
	}
	if f := n.newestCosignature(p, t, s); f != nil {
		p.box.put(link.Control{Frame: f, Precedence: parley.Routine, Session: -1})
	}
}

func (n *Node) newestCosignature(p *peer, t *table, s *seat) (f *wire.Cosig) {
	n.cfg.Store.View(func(r store.Reader) error {
		head, err := r.LastHead(s.log)
		if err != nil {
			return err
		}
		c, err := cosignatureOf(r, s.log, n.cfg.Party, head.Size)
		if err == nil && c != nil {
			f = cosigFrame(n.wireLog(p, t, s), t.self, *c)
		}
		return err
	})
	return f
}

// cosignatureOf returns a mirror's newest cosignature over a head of at least size, or nil.
func cosignatureOf(r store.Reader, log store.LogID, mirror parley.PartyID, size uint64) (newest *store.Cosignature, err error) {
	cs, err := r.CosignedAtOrAfter(log, size)
	for i := range cs {
		if cs[i].Mirror == mirror {
			newest = &cs[i]
		}
	}
	return newest, ignoreNotFound(err)
}

func cosigFrame(log wire.Log, mirror int, c store.Cosignature) *wire.Cosig {
	return &wire.Cosig{Log: log, Mirror: uint64(mirror), Size: c.Size, Root: c.Root, Time: c.Time, Signature: c.Signature}
}
