package node

import (
	"context"
	"slices"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/wire"
)

// An EditionFile is one edition with its signature lines.
type EditionFile struct {
	Text       []byte   `json:"text"`
	Signatures []string `json:"signatures"`
}

// Editions returns the editions held of one charter.
func (n *Node) Editions(ctx context.Context, name string) ([]EditionFile, error) {
	t, err := n.tableNamed(name)
	if err != nil {
		return nil, err
	}
	var out []EditionFile
	for _, e := range t.editions() {
		out = append(out, EditionFile{Text: e.text, Signatures: e.lines})
	}
	return out, nil
}

// adoptNext enters a later edition of a charter under which this node sits: from the leaf after its own it is in force
// for what this party sends. The others go on under the edition that they have adopted; each message is judged by the
// one in force at its place.
func (n *Node) adoptNext(ctx context.Context, t *table, c *charter.Charter, a Adoption) (CharterView, error) {
	n.adopting.Lock()
	defer n.adopting.Unlock()
	id := charter.EditionID(a.Text)
	switch now := t.edition(); {
	case id == now.id:
		return CharterView{}, parley.Errorf(parley.CodeDuplicate, "this edition is adopted already")
	case c.Edition <= now.number():
		return CharterView{}, parley.Errorf(parley.CodeBadCharter, "edition %d is in force here already, and this is edition %d", now.number(), c.Edition)
	case c.PartyIndex(n.cfg.Party) < 0:
		return CharterView{}, parley.Errorf(parley.CodeBadCharter, "%s is no party of this edition; a party that leaves adopts nothing", n.cfg.Party)
	case c.InForce > n.now():
		return CharterView{}, parley.Errorf(parley.CodeNotYet, "this edition enters into force at %s; adopt it then", c.InForce)
	}
	if err := n.mayFollow(t, c, id, a.Text, a.Signatures); err != nil {
		return CharterView{}, err
	}
	joining, err := n.sheetsFor(t, c, a.Parties)
	if err != nil {
		return CharterView{}, err
	}
	if t.editionNamed(id) == nil {
		if err := n.keepEdition(t, c, id, a.Text, a.Signatures); err != nil {
			return CharterView{}, err
		}
	}
	for _, pf := range joining {
		if s := t.seat(pf.Party); s != nil && s.newest() == nil {
			if err := n.learnSheet(pf.Sheet); err != nil {
				return CharterView{}, err
			}
		}
	}
	if err := n.enterEdition(t, t.editionNamed(id), a.Who); err != nil {
		return CharterView{}, storageSentence(err, "the edition was not adopted")
	}
	n.pagesChanged()
	return n.charterView(t), nil
}

// sheetsFor holds that a sheet is at hand for every party of an edition and that they fit it. It returns the party files
// of those who join by it.
func (n *Node) sheetsFor(t *table, c *charter.Charter, given [][]byte) (joining []*charter.PartyFile, err error) {
	byID := map[parley.PartyID]*charter.PartyFile{}
	for _, b := range given {
		pf, err := charter.ParsePartyFile(b)
		if err != nil {
			return nil, err
		}
		byID[pf.Party] = pf
	}
	var sheets []*charter.Sheet
	for _, p := range c.Parties {
		if s := t.seat(p.ID); s != nil && s.newest() != nil {
			sheets = append(sheets, s.newest())
			continue
		}
		pf := byID[p.ID]
		if pf == nil {
			return nil, parley.Errorf(parley.CodeBadSheet, "%s joins by this edition, and its party file is missing; give it with --party", p.ID)
		}
		sh, err := charter.ParseSheet(pf.Sheet)
		if err != nil {
			return nil, err
		}
		joining, sheets = append(joining, pf), append(sheets, sh)
	}
	return joining, charter.CheckKeys(t.underSheets(c, charter.EditionID(c.Encode()), sheets), sheets)
}

// enterEdition appends the adopted leaf.
func (n *Node) enterEdition(t *table, e *edition, who Who) error {
	j := &job{t: t, kind: wire.LeafAdopted, id: e.id, precedence: parley.Immediate}
	j.entry = &store.Entry{User: who.User, Post: who.Post, Action: "adopt", Detail: "edition " + e.id.String()}
	for _, s := range t.seats() {
		j.waiting = append(j.waiting, s.id)
	}
	j.check = func(tx store.Tx) error {
		st, err := standingNow(tx, t)
		if err == nil && st.edition.number() >= e.number() {
			err = parley.Errorf(parley.CodeDuplicate, "this edition is adopted already")
		}
		return err
	}
	j.then = func(_ uint64, _ parley.Millis, err error) {
		if err == nil {
			t.force.Store(e)
		}
	}
	_, _, err := n.recorder.do(j)
	if err != nil { // stored after all, or not: the record says which edition is in force
		n.cfg.Store.View(func(r store.Reader) error { return t.readForce(r) })
	}
	return err
}

// A pastOf is what a party that joins later is given of a charter: its editions, and the statements that replaced roots.
type pastOf struct {
	editions   []store.Edition
	statements []store.Statement

	last    *charter.Charter
	changes []*charter.RootChange
}

// checkChain checks the editions that a party which joins later is given: each signed, each the successor of the one
// before, with the roots that statements between them have put in force.
func checkChain(c *charter.Charter, a Adoption) (*pastOf, error) {
	h := &pastOf{}
	signed := uint64(1)
	for _, f := range a.Earlier {
		if len(f.Signatures) > 0 {
			signed++
		}
	}
	if c.Charter == nil || signed != c.Edition {
		return nil, parley.Errorf(parley.CodeBadCharter, "this is edition %d; who joins by it is given every edition before it, with its signatures (--before)", c.Edition)
	}
	for _, f := range append(slices.Clone(a.Earlier), EditionFile{a.Text, a.Signatures}) {
		add := h.edition
		if len(f.Signatures) == 0 && h.last != nil {
			add = h.statement
		}
		if err := add(c, f); err != nil {
			return nil, err
		}
	}
	return h, nil
}

func (h *pastOf) edition(c *charter.Charter, f EditionFile) error {
	next, err := charter.Parse(f.Text)
	if err != nil {
		return err
	}
	if err := charter.CheckSignatures(next, f.Text, f.Signatures); err != nil {
		return err
	}
	id := charter.EditionID(f.Text)
	if h.last == nil && (next.Edition != 1 || id != *c.Charter) {
		return parley.Errorf(parley.CodeBadCharter, "the first of the editions given is not edition 1 of this charter")
	}
	if h.last != nil {
		before := h.editions[len(h.editions)-1].ID
		if err := charter.CheckAmendment(h.last.After(before, h.changes), before, next); err != nil {
			return err
		}
	}
	h.editions = append(h.editions, store.Edition{Charter: *c.Charter, Number: next.Edition, ID: id, Bytes: f.Text, Signatures: f.Signatures})
	h.last = next
	return nil
}

func (h *pastOf) statement(c *charter.Charter, f EditionFile) error {
	x, err := charter.ParseRootChange(f.Text)
	if err != nil {
		return err
	}
	number := uint64(1)
	for _, y := range h.changes {
		if y.Party == x.Party {
			number++
		}
	}
	id := h.editions[len(h.editions)-1].ID
	if err := x.Check(h.last.After(id, h.changes), id, number); err != nil {
		return err
	}
	h.changes = append(h.changes, x)
	h.statements = append(h.statements, store.Statement{Charter: *c.Charter, Party: x.Party, Hash: charter.StatementHash(f.Text), Bytes: f.Text})
	return nil
}
