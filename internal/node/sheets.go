package node

import (
	"bytes"
	"crypto/ed25519"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/link"
	"parley/officer"
	"parley/wire"
)

// An answerKey is something that a peer can ask for in one session.
type answerKey struct {
	session int
	log     link.LogKey
	what    uint64
	from    uint64
	id      parley.Hash // of the sheet or edition asked for; zero: none was named
}

// maxAnswered bounds what is remembered of the answers given.
const maxAnswered = 256

// answer gives what a peer asked for: a sheet or an edition, a message, or what is held of a third party's record. The
// same is not given again at once: a peer may ask any number of times.
func (l *line) answer(d link.AskIn) {
	switch d.Ask.What {
	case wire.AskLeaves, wire.AskHead:
		l.answerLog(d)
		return
	case wire.AskCosigs:
		l.answerCosigs(d)
		return
	}
	key, now := answerKey{session: d.Session, log: d.Log, what: d.Ask.What, from: d.Ask.From}, time.Now()
	if d.Ask.ID != nil {
		key.id = *d.Ask.ID
	}
	if len(l.answered) > maxAnswered {
		clear(l.answered)
	}
	if at, ok := l.answered[key]; ok && now.Sub(at) < askPause {
		return
	}
	if d.Ask.What == wire.AskBody || d.Ask.What == wire.AskBlob {
		l.answered[key] = now
		l.n.handBack(l.p, d)
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
		if s := ps.t.seat(d.Log.Party); s != nil {
			if b := s.wantedPage(d.Ask); b != nil {
				return &wire.SheetFrame{Sheet: b}
			}
		}
	case wire.AskVolume:
		n.giveVolume(p, ps.t, store.LogID{Charter: ps.t.id, Party: d.Log.Party, Volume: d.Ask.From})
	case wire.AskStatement:
		return ps.t.statementFrame(d.Ask)
	case wire.AskEdition:
		e := ps.t.wantedEdition(d.Ask)
		if e == nil {
			return nil
		}
		return &wire.EditionFrame{Charter: ps.t.id, Edition: e.text, Signatures: e.lines}
	}
	return nil
}

var errHeld = parley.Errorf(parley.CodeDuplicate, "the sheet is held already")

// sheet takes a sheet that the peer shows. One of its own that cannot be taken shows in the state of the line [LINK-55].
func (l *line) sheet(b []byte) {
	if officer.IsAct(b) {
		l.act(b)
		return
	}
	err := l.n.learnSheet(b)
	if err == nil || err == errHeld {
		return
	}
	l.n.cfg.Log.Debug("a sheet was not taken", "party", string(l.p.name()), "error", err)
	if sh, bad := charter.ParseSheet(b); bad == nil && rootKey(sh.Root) != l.p.root || parley.CodeOf(err) == parley.CodeInternal {
		return // a third party's, or a failure here
	}
	for _, ps := range l.p.places() {
		l.p.noteRefused(ps.t.id, "it shows a sheet that is not taken: "+parley.SentenceOf(err))
	}
}

// learnSheet takes a party's sheet that is not held: signed by a root of a common charter, at its place among the numbers
// of those held, and without a key that another party of such a charter has.
func (n *Node) learnSheet(b []byte) error {
	if n.holdsSheet(b) {
		return errHeld
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
		if err := ps.mayJoin(sh, b); err != nil {
			return err
		}
	}
	row := store.Sheet{Root: rootKey(sh.Root), Number: sh.Number, Hash: charter.SheetHash(b), Bytes: b}
	if err := n.cfg.Store.Update(func(tx store.Tx) error { return tx.AddSheet(row) }); err != nil {
		return err
	}
	for _, ps := range p.places() {
		ps.s.addSheet(sh, b)
	}
	n.cfg.Log.Info("a new sheet", "party", string(p.name()), "number", sh.Number)
	p.endOtherLinks()
	n.pagesChanged()
	return nil
}

// endOtherLinks ends the sessions whose end is held by another link key than that of the newest sheet: who holds a stolen key
// does not stay.
func (p *peer) endOtherLinks() {
	key := ed25519.PublicKey(p.sheet().Link)
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, w := range p.ways {
		w.close(func(s *session) bool { return !key.Equal(s.conn.Peer()) })
	}
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

// mayJoin reports why a sheet cannot stand among those held of a seat: it follows the one before it, and the one after it
// follows it [CHR-29]. A sheet between two that are held is kept for the heads of its time.
func (ps peerSeat) mayJoin(sh *charter.Sheet, b []byte) error {
	for _, held := range ps.s.sheets() {
		first, second, before := held.Sheet, sh, charter.SheetHash(held.bytes)
		if held.Number > sh.Number {
			first, second, before = sh, held.Sheet, charter.SheetHash(b)
		}
		if err := ps.t.mayReplace(ps.s, second, first, before); err != nil {
			return err
		}
	}
	sheets := []*charter.Sheet{sh}
	c := ps.t.newestEdition().charter
	for _, s := range ps.t.seats() {
		if other := s.newest(); s != ps.s && other != nil && c.PartyIndex(s.id) >= 0 {
			sheets = append(sheets, other)
		}
	}
	if c.PartyIndex(ps.s.id) < 0 { // a party that has left: its keys are still its own
		return nil
	}
	return charter.CheckKeys(ps.t.underSheets(c, ps.t.newestEdition().id, sheets), sheets)
}
