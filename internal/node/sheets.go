package node

import (
	"bytes"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// An answerKey is something that a peer can ask for in one session.
type answerKey struct {
	session int
	log     link.LogKey
	what    uint64
}

// answer gives what a peer asked for: a sheet or an edition. The same is not given again at once: a peer may ask any
// number of times.
func (l *line) answer(d link.AskIn) {
	key, now := answerKey{d.Session, d.Log, d.Ask.What}, time.Now()
	if at, ok := l.answered[key]; ok && now.Sub(at) < askPause {
		return
	}
	if f := l.n.answerTo(l.p, d); f != nil {
		l.answered[key] = now
		l.machine(link.Control{Frame: f, Precedence: parley.Immediate, Session: d.Session})
	}
}

// answerTo returns the frame that answers, or nil.
func (n *Node) answerTo(p *peer, d link.AskIn) wire.Frame {
	ps, ok := p.seatIn(d.Log.Charter)
	if !ok {
		return nil
	}
	switch d.Ask.What {
	case wire.AskSheet:
		if s := ps.t.seat(d.Log.Party); s != nil && s.newest() != nil {
			all := s.sheets()
			return &wire.SheetFrame{Sheet: all[len(all)-1].bytes}
		}
	case wire.AskEdition:
		return &wire.EditionFrame{Charter: ps.t.id, Edition: ps.t.text, Signatures: ps.t.lines}
	}
	return nil
}

// learnSheet takes a party's newer sheet: signed by a root of a common charter, with a higher number than the one held,
// and without a key that another party of such a charter has.
func (n *Node) learnSheet(b []byte) error {
	if n.holdsSheet(b) {
		return parley.Errorf(parley.CodeBadSheet, "the sheet is held already")
	}
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

// holdsSheet saves checking what has been checked.
func (n *Node) holdsSheet(b []byte) bool {
	for _, p := range n.allPeers() {
		for _, page := range p.places()[0].s.sheets() {
			if bytes.Equal(page.bytes, b) {
				return true
			}
		}
	}
	return false
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
