package node

import (
	"time"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// cosignaturePause gathers cosignatures: on a busy line only the newest one goes.
const cosignaturePause = time.Second

// sendCosignature sends the newest cosignature of a mirror to the record's owner after a short pause.
func (n *Node) sendCosignature(m *mirror) {
	p, srv := n.peerOf(m.t, m.s.id), n.server()
	if p == nil || srv == nil {
		return
	}
	p.mu.Lock()
	waiting := p.cosigs[m]
	p.cosigs[m] = true
	p.mu.Unlock()
	if waiting {
		return
	}
	srv.after(cosignaturePause, func() {
		p.mu.Lock()
		delete(p.cosigs, m)
		p.mu.Unlock()
		if f := n.newestCosignature(p, m); f != nil {
			p.box.put(link.Control{Frame: f, Precedence: parley.Routine, Session: -1})
		}
	})
}

func (n *Node) newestCosignature(p *peer, m *mirror) (f *wire.Cosig) {
	n.cfg.Store.View(func(r store.Reader) error {
		head, err := r.LastHead(m.s.log)
		if err != nil {
			return err
		}
		cs, err := r.CosignedAtOrAfter(m.s.log, head.Size)
		for _, c := range cs {
			if c.Mirror == n.cfg.Party {
				f = &wire.Cosig{Log: n.wireLog(p, m), Mirror: uint64(m.t.self), Size: c.Size, Root: c.Root, Time: c.Time, Signature: c.Signature}
			}
		}
		return err
	})
	return f
}
