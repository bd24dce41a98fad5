package node

import (
	"errors"

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
