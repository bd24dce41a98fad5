package node

import (
	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

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

// learnSheet takes a party's newer sheet: signed by a root of a common charter, with a higher number than the one held,
// and without a key that another party of such a charter has.
func (n *Node) learnSheet(b []byte) error {
	sh, err := charter.ParseSheet(b)
	if err != nil {
		return err
	}
	n.learning.Lock()
	defer n.learning.Unlock()
	n.mu.Lock()
	p := n.peers[rootKey(sh.Root)]
	n.mu.Unlock()
	if p == nil {
		return parley.Errorf(parley.CodeUnknownParty, "the sheet is signed by a root of no common charter")
	}
	for _, ps := range p.places() {
		if err := ps.mayReplace(sh); err != nil {
			return err
		}
	}
	row := store.Sheet{Root: p.root, Number: sh.Number, Hash: charter.SheetHash(b), Bytes: b}
	if err := n.cfg.Store.Update(func(tx store.Tx) error { return tx.AddSheet(row) }); err != nil {
		return err
	}
	for _, ps := range p.places() {
		ps.s.addSheet(sh, b)
	}
	n.cfg.Log.Info("a new sheet", "party", string(p.name()), "number", sh.Number)
	n.sheetChanged()
	return nil
}

// mayReplace reports why a sheet cannot follow the one held of a seat.
func (ps peerSeat) mayReplace(sh *charter.Sheet) error {
	all := ps.s.sheets()
	if len(all) == 0 {
		return parley.Errorf(parley.CodeBadSheet, "no sheet of %s is held that it could follow", ps.s.id)
	}
	last := all[len(all)-1]
	if err := sh.Replaces(last.Sheet, charter.SheetHash(last.bytes)); err != nil {
		return err
	}
	sheets := []*charter.Sheet{sh}
	for _, s := range ps.t.seats {
		if other := s.newest(); s != ps.s && other != nil {
			sheets = append(sheets, other)
		}
	}
	return charter.CheckKeys(ps.t.charter, sheets)
}

// sheetChanged tells the peers which sheets are held now, and looks again at what could not be checked before.
func (n *Node) sheetChanged() {
	for _, p := range n.allPeers() {
		p.box.put(localChanged{})
	}
	if srv := n.server(); srv != nil {
		srv.after(0, n.recordWaiting)
	}
}
