package node

import (
	"slices"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// takeHello asks for what the peer holds and we do not, and offers our sheet where the peer's is older, or where the
// peer does not know us: to whom our link key is that of a stranger, only a newer sheet explains it.
func (n *Node) takeHello(p *peer, d link.HelloIn) {
	p.greeted(d)
	n.takeSecret(p, d)
	if len(d.Hello.Charters) == 0 {
		n.explainRoot(p, d.Session)
		p.box.put(link.Control{Frame: &wire.SheetFrame{Sheet: n.own().party.Sheet}, Precedence: parley.Immediate, Session: d.Session})
	}
	for _, c := range d.Hello.Charters {
		ps, ok := p.seatIn(c.ID)
		if !ok {
			continue
		}
		n.askEdition(p, ps, c.Edition)
		n.askSheets(p, ps, c.Sheets)
		if ps.t.self < len(c.Sheets) && c.Sheets[ps.t.self].Number < n.own().sheet.Number {
			p.box.put(link.Control{Frame: &wire.SheetFrame{Sheet: n.own().party.Sheet}, Precedence: parley.Immediate, Session: -1})
		}
	}
	n.waitingReceipts(p, d)
	n.handOn(p, d)
	n.heardVolumes(p, d)
	n.heardClock(d)
	n.heardOwn(p, d)
	p.heardRecovering(d)
}

// explainRoot gives a peer to whom we are a stranger the statements by which our root was replaced: without them our sheet
// explains nothing.
func (n *Node) explainRoot(p *peer, session int) {
	for _, ps := range p.places() {
		for _, x := range ps.t.changesOf(n.cfg.Party) {
			f := &wire.VolumeFrame{Charter: ps.t.id, Statement: x.Encode()}
			p.box.put(link.Control{Frame: f, Precedence: parley.Immediate, Session: session})
		}
	}
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
		st, ok := ownState(ps.t)
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
			for _, x := range notables(r, ps, rows) {
				st.Precedence = max(st.Precedence, x.Precedence)
				st.Notable = append(st.Notable, x)
			}
			return nil
		})
		p.box.put(st)
	}
}

const maxNotableScan = 4096

// notables returns those of our leaves for which the peer waits, and at what precedence.
func notables(r store.Reader, ps peerSeat, rows []store.Leaf) (out []link.Notable) {
	var answered, sent []parley.Hash
	for _, row := range rows {
		switch wire.LeafKind(row.Kind) {
		case wire.LeafReceived, wire.LeafRefused:
			answered = append(answered, row.ID)
		case wire.LeafSent:
			sent = append(sent, row.ID)
		}
	}
	briefs, err1 := briefsOf(r, answered)
	deliveries, err2 := deliveriesTo(r, ps.s.id, sent)
	if err1 != nil || err2 != nil {
		return nil
	}
	for _, row := range rows {
		switch wire.LeafKind(row.Kind) {
		case wire.LeafReceived, wire.LeafRefused:
			if m, ok := briefs[row.ID]; ok && m.Author == ps.s.id {
				out = append(out, link.Notable{Index: row.Index, Precedence: m.Precedence})
			}
		case wire.LeafSent:
			if d, ok := deliveries[row.ID]; ok && !d.Settled {
				out = append(out, link.Notable{Index: row.Index, Precedence: d.Precedence})
			}
		}
	}
	return out
}

func (n *Node) charterPlace(p *peer, id parley.Hash) int {
	for i, ps := range p.places() {
		if ps.t.id == id {
			return i
		}
	}
	return 0
}

// wireLog names a party's record in frames that we send to the peer.
func (n *Node) wireLog(p *peer, t *table, s *seat) wire.Log {
	log := wire.Log{Charter: uint64(n.charterPlace(p, t.id)), Party: uint64(t.place(s.id))}
	if s.log.Volume > 0 {
		log.Party = wire.LaterVolumes + uint64(slices.Index(t.volumes(), s.log)) // it is one of them
	}
	return log
}

func (p *peer) wireLog(t *table, s *seat) wire.Log { return p.n.wireLog(p, t, s) }

// takeLog finds the mirror of a record that the peer may speak of: its own always, that of a third party while it is
// asked for it.
func (n *Node) takeLog(p *peer, log link.LogKey, fn func(*mirror) error) error {
	ps, ok := p.seatIn(log.Charter)
	if !ok {
		return nil
	}
	s := ps.t.seatWith(log)
	if s == nil || s != ps.s && !n.fetches.from(s.log, p) {
		return nil
	}
	m := n.mirrorOf(p, ps.t, s)
	if s != ps.s {
		n.onlyThird(p, m)
	}
	return fn(m)
}
