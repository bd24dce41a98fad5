package node

import (
	"parley"
	"parley/internal/store"
	"parley/wire"
)

// A silence is when a peer's officers last wrote under one charter, as far as the messages were looked at.
type silence struct {
	last parley.Millis
	seq  uint64 // of the last message looked at
}

// silentSince returns when the peer's officers last wrote: the date of the message's sent leaf, by the peer's clock, but
// not later than it was stored here. Line tests and their answers, line days and acknowledgements do not break silence. 0
// where they never wrote.
func (n *Node) silentSince(p *peer) (last parley.Millis, err error) {
	for _, ps := range p.places() {
		p.mu.Lock()
		known := p.silences[ps.t]
		p.mu.Unlock()
		if err := n.cfg.Store.View(func(r store.Reader) error { return known.goOn(r, ps) }); err != nil {
			return 0, err
		}
		p.mu.Lock()
		p.silences[ps.t] = known
		p.mu.Unlock()
		last = max(last, known.last)
	}
	return last, nil
}

// goOn looks at the messages that came since.
func (x *silence) goOn(r store.Reader, ps peerSeat) error {
	own := false
	ms, err := r.Messages(store.MessageFilter{Charter: ps.t.id, Own: &own, After: x.seq})
	for _, m := range ms {
		x.seq = m.Seq
		if m.Author != ps.s.id || m.Form == wire.FormAck || formAutomatic(ps.t.charter(), m.Form) {
			continue
		}
		written := m.Stored
		if date, err := sentDate(r, ps.t, m); err != nil {
			return err
		} else if date != 0 {
			written = min(date, m.Stored)
		}
		x.last = max(x.last, written)
	}
	return err
}
