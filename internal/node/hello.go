package node

import (
	"errors"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// takeHello asks for what the peer holds and we do not, and offers our sheet where the peer's is older.
func (n *Node) takeHello(p *peer, d link.HelloIn) {
	for _, c := range d.Hello.Charters {
		ps, ok := p.seatIn(c.ID)
		if !ok {
			continue
		}
		at := ps.t.charter.PartyIndex(ps.s.id)
		if at < len(c.Sheets) && ps.s.newest() != nil && c.Sheets[at].Number > ps.s.newest().Number {
			ask := &wire.Ask{What: wire.AskSheet, Log: wire.Log{Charter: uint64(n.charterPlace(p, c.ID)), Party: uint64(at)}}
			p.box.put(link.Control{Frame: ask, Precedence: parley.Immediate, Session: -1})
		}
		if ps.t.self < len(c.Sheets) && c.Sheets[ps.t.self].Number < n.sheet.Number {
			p.box.put(link.Control{Frame: &wire.SheetFrame{Sheet: n.party.Sheet}, Precedence: parley.Immediate, Session: -1})
		}
	}
	n.waitingReceipts(p, d)
}

// waitingReceipts tells the machine which leaves of our record the peer waits for, so that a receipt for a FLASH does
// not stand behind a backlog: those beyond what the peer holds that answer messages of its own.
func (n *Node) waitingReceipts(p *peer, d link.HelloIn) {
	for _, ps := range p.places() {
		own := ps.t.own()
		held, ok := d.Sizes[link.LogKey(own.log)]
		if !ok {
			continue
		}
		st, ok := n.logState(own.log)
		if !ok || st.Head.Size <= held {
			continue
		}
		n.cfg.Store.View(func(r store.Reader) error {
			from := held
			if st.Head.Size-from > maxNotableScan {
				from = st.Head.Size - maxNotableScan
			}
			rows, err := r.Leaves(own.log, from, st.Head.Size)
			if err != nil {
				return err
			}
			for _, row := range rows {
				if pr, waits := notable(r, ps, row); waits {
					st.Precedence = max(st.Precedence, pr)
					st.Notable = append(st.Notable, link.Notable{Index: row.Index, Precedence: pr})
				}
			}
			return nil
		})
		p.box.put(st)
	}
}

const maxNotableScan = 4096

// notable reports whether the peer waits for a leaf of ours, and at what precedence.
func notable(r store.Reader, ps peerSeat, row store.Leaf) (parley.Precedence, bool) {
	switch wire.LeafKind(row.Kind) {
	case wire.LeafReceived, wire.LeafRefused:
		m, err := r.Message(row.ID)
		return m.Precedence, err == nil && m.Author == ps.s.id
	case wire.LeafSent:
		ds, err := r.Deliveries(row.ID)
		for _, d := range ds {
			if d.Party == ps.s.id && !d.Settled {
				return d.Precedence, err == nil
			}
		}
	}
	return 0, false
}

func (n *Node) charterPlace(p *peer, id parley.Hash) int {
	for i, ps := range p.places() {
		if ps.t.id == id {
			return i
		}
	}
	return 0
}

// wireLog names a mirror's record in frames that we send to the peer.
func (n *Node) wireLog(p *peer, m *mirror) wire.Log {
	return wire.Log{Charter: uint64(n.charterPlace(p, m.t.id)), Party: uint64(m.t.charter.PartyIndex(m.s.id))}
}

// takeLog finds the mirror of a record that the peer may speak of. Its own record it always may; those of others come
// with several parties.
func (n *Node) takeLog(p *peer, log link.LogKey, fn func(*mirror) error) error {
	ps, ok := p.seatIn(log.Charter)
	if !ok || log.Party != ps.s.id {
		return nil
	}
	return fn(n.mirrorOf(ps.t, ps.s))
}

// askHead asks a record's owner for its head with the root in full.
func (n *Node) askHead(m *mirror) {
	if p := n.peerOf(m.t, m.s.id); p != nil {
		p.box.put(link.Control{Frame: &wire.Ask{What: wire.AskHead, Log: n.wireLog(p, m)}, Precedence: parley.Priority, Session: -1})
	}
}

// answer gives what a peer asked for: our own sheet or edition.
func (n *Node) answer(p *peer, d link.AskIn) {
	ps, ok := p.seatIn(d.Log.Charter)
	if !ok {
		return
	}
	switch d.Ask.What {
	case wire.AskSheet:
		if s := ps.t.seat(d.Log.Party); s != nil && s.newest() != nil {
			all := s.sheets()
			p.box.put(link.Control{Frame: &wire.SheetFrame{Sheet: all[len(all)-1].bytes}, Precedence: parley.Immediate, Session: d.Session})
		}
	case wire.AskEdition:
		f := &wire.EditionFrame{Charter: ps.t.id, Edition: ps.t.text, Signatures: ps.t.lines}
		p.box.put(link.Control{Frame: f, Precedence: parley.Immediate, Session: d.Session})
	}
}

// learnSheet takes a party's newer sheet: signed by a root of a common charter, with a higher number than the one held.
func (n *Node) learnSheet(b []byte) bool {
	sh, err := charter.ParseSheet(b)
	if err != nil {
		return false
	}
	learned := false
	for _, p := range n.allPeers() {
		if p.root != rootKey(sh.Root) || p.sheet() == nil || p.sheet().Number >= sh.Number {
			continue
		}
		row := store.Sheet{Root: p.root, Number: sh.Number, Hash: charter.SheetHash(b), Bytes: b}
		err := n.cfg.Store.Update(func(tx store.Tx) error { return tx.AddSheet(row) })
		if err != nil && !errors.Is(err, store.ErrConflict) {
			continue
		}
		for _, ps := range p.places() {
			ps.s.addSheet(sh, b)
		}
		learned = true
	}
	return learned
}

// cosignaturePause gathers cosignatures: on a busy line only the newest one goes.
const cosignaturePause = time.Second

// sendCosignature sends the newest cosignature of a mirror to the record's owner after a short pause.
func (n *Node) sendCosignature(m *mirror, c store.Cosignature) {
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
