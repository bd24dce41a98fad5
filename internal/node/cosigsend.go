package node

import (
	"time"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// How long cosignatures gather, since of many only the newest one goes: until the record has not grown for the one time, and
// no longer than the other. Between two parties nothing waits for one, since what is settled is confirmed (PROC-19); among
// more, a proceeding does.
const (
	cosignQuiet = 8 * time.Second
	cosignMost  = 2 * time.Minute
	cosignSoon  = time.Second
)

// A dueCosig is a cosignature that waits to be sent.
type dueCosig struct{ first, last time.Time }

// wait returns for how long it still waits.
func (d dueCosig) wait(now time.Time, t *table) time.Duration {
	if len(t.seats()) > 2 {
		return cosignSoon - now.Sub(d.first)
	}
	return min(cosignQuiet-now.Sub(d.last), cosignMost-now.Sub(d.first))
}

// sendCosignature sends the newest cosignature of a mirror to the record's owner after a while, or with the answer to one
// that comes from there.
func (n *Node) sendCosignature(m *mirror) {
	p, srv := n.peerOf(m.t, m.s.id), n.server()
	if p == nil || srv == nil {
		return
	}
	p.mu.Lock()
	now := time.Now()
	d := p.cosigs[m.s.log]
	if d != nil {
		d.last = now
		p.mu.Unlock()
		return
	}
	d = &dueCosig{now, now}
	p.cosigs[m.s.log] = d
	p.mu.Unlock()
	srv.after(dueCosig{now, now}.wait(now, m.t), func() { n.sendWhenDue(p, m, d) })
}

// sendWhenDue sends d when it is due, unless it went already.
func (n *Node) sendWhenDue(p *peer, m *mirror, d *dueCosig) {
	p.mu.Lock()
	gone, due := p.cosigs[m.s.log] != d, *d
	p.mu.Unlock()
	wait := due.wait(time.Now(), m.t)
	switch srv := n.server(); {
	case gone || srv == nil:
	case wait > 0:
		srv.after(wait, func() { n.sendWhenDue(p, m, d) })
	default:
		n.answerCosignature(p, m.t, m.s)
	}
}

// answerCosignature sends the newest cosignature over a peer's record, if one waits.
func (n *Node) answerCosignature(p *peer, t *table, s *seat) {
	p.mu.Lock()
	waits := p.cosigs[s.log] != nil
	delete(p.cosigs, s.log)
	p.mu.Unlock()
	if !waits {
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
