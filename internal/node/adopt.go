package node

import (
	"context"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/store"
	"parley/wire"
)

// Adopt checks the edition, its signatures and the party files, then enters the own sheet and the edition as leaves 0
// and 1 of a new record.
func (n *Node) Adopt(ctx context.Context, a Adoption) (CharterView, error) {
	c, err := charter.Parse(a.Text)
	if err != nil {
		return CharterView{}, err
	}
	if _, err := form.Compile(c); err != nil { // [FORM-19]
		return CharterView{}, err
	}
	if c.Charter != nil {
		if t := n.table(*c.Charter); t != nil {
			return n.adoptNext(ctx, t, c, a)
		}
	}
	if c.PartyIndex(n.cfg.Party) < 0 {
		return CharterView{}, parley.Errorf(parley.CodeBadCharter, "the party %s of this node is not a party of the charter", n.cfg.Party)
	}
	if err := charter.CheckSignatures(c, a.Text, a.Signatures); err != nil {
		return CharterView{}, err
	}
	id := charter.EditionID(a.Text)
	past := &pastOf{editions: []store.Edition{{Charter: id, Number: 1, ID: id, Bytes: a.Text, Signatures: a.Signatures}}}
	if c.Edition != 1 {
		if past, err = checkChain(c, a); err != nil {
			return CharterView{}, err
		}
		id = *c.Charter
	}
	n.adopting.Lock()
	defer n.adopting.Unlock()
	if n.table(id) != nil {
		return CharterView{}, parley.Errorf(parley.CodeDuplicate, "this charter is adopted already")
	}
	files, err := n.partyFiles(c, a.Parties)
	if err != nil {
		return CharterView{}, err
	}
	return n.adopt(past, a, files)
}

// partyFiles returns one party file per party, in charter order, the own one included.
func (n *Node) partyFiles(c *charter.Charter, given [][]byte) ([]*charter.PartyFile, error) {
	byID := map[parley.PartyID]*charter.PartyFile{n.own().party.Party: n.own().party}
	for _, b := range given {
		pf, err := charter.ParsePartyFile(b)
		if err != nil {
			return nil, err
		}
		if c.PartyIndex(pf.Party) < 0 {
			return nil, parley.Errorf(parley.CodeUnknownParty, "the party file of %s is given, but it is no party of the charter", pf.Party)
		}
		if pf.Party != n.own().party.Party {
			byID[pf.Party] = pf
		}
	}
	files := make([]*charter.PartyFile, len(c.Parties))
	sheets := make([]*charter.Sheet, len(c.Parties))
	for i, p := range c.Parties {
		pf := byID[p.ID]
		if pf == nil {
			return nil, parley.Errorf(parley.CodeBadSheet, "the party file of %s is missing; give it with --party", p.ID)
		}
		sh, err := charter.ParseSheet(pf.Sheet)
		if err != nil {
			return nil, err
		}
		files[i], sheets[i] = pf, sh
	}
	return files, charter.CheckKeys(c, sheets)
}

func (n *Node) adopt(past *pastOf, a Adoption, files []*charter.PartyFile) (CharterView, error) {
	last := past.editions[len(past.editions)-1]
	id := last.Charter
	log := store.LogID{Charter: id, Party: n.cfg.Party}
	begin := n.beginRecord
	if a.Again {
		begin = n.lackRecord
	} else if err := n.firstMark(log); err != nil {
		return CharterView{}, err
	}
	err := n.cfg.Store.Update(func(tx store.Tx) error {
		for _, row := range past.editions {
			if err := tx.AddEdition(row); err != nil {
				return err
			}
		}
		for _, row := range past.statements {
			if err := tx.AddStatement(row); err != nil {
				return err
			}
		}
		for _, pf := range files {
			if err := addFirstSheet(tx, pf); err != nil {
				return err
			}
		}
		return begin(tx, log, last.ID)
	})
	if err != nil {
		return CharterView{}, storageSentence(err, "the charter was not adopted")
	}
	var t *table
	if err := n.cfg.Store.View(func(r store.Reader) (err error) { t, err = loadTable(r, n.cfg.Party, id); return err }); err != nil {
		return CharterView{}, err
	}
	if a.Again {
		if err := n.beginRecovery(t, whyLost, n.markOf(log)); err != nil {
			return CharterView{}, err
		}
	}
	n.addTable(t)
	n.recorder.showStored(t)
	n.startLines()
	if srv := n.server(); srv != nil && a.Again {
		n.askAgain(srv, t)
	}
	n.journal(a.Who, "adopt", "charter "+id.String())
	return n.charterView(t), nil
}

// firstMark writes the high-water file at size 0, before anything of the new record can be shown.
func (n *Node) firstMark(log store.LogID) error {
	m, ok, err := n.cfg.HighWater.Read(log)
	if err != nil {
		return err
	}
	if ok && m.Size > 0 {
		return parley.Errorf(parley.CodeBadRecord, "a record of %d entries was already shown under this charter; adopting it anew would fork it. Where it is lost here, have it back from the others: charter adopt --again", m.Size)
	}
	if err := n.cfg.HighWater.Raise(log, Mark{}); err != nil {
		return parley.Wrap(err, parley.CodeStorage, "the high-water directory cannot be written")
	}
	return nil
}

const whyLost = "its database is lost, and it is had back from the other parties"

// lackRecord notes that the own record, which is lost here, is recovering: no leaf of it is made before the others have said what they
// hold.
func (n *Node) lackRecord(tx store.Tx, log store.LogID, _ parley.Hash) error {
	note, err := readNote(tx, log)
	if err != nil || note.Since != 0 { // an adoption whose outcome was unknown
		return err
	}
	return putNote(tx, log, recoveryNote{Since: n.now(), Why: whyLost, Shown: n.markOf(log).Size})
}

// markOf is what is known of what was shown of a log; zero where it is not known.
func (n *Node) markOf(log store.LogID) Mark {
	m, ok, err := n.cfg.HighWater.Read(log)
	if !ok || err != nil {
		return Mark{}
	}
	return m
}

// addFirstSheet stores the sheet of a party file.
func addFirstSheet(tx store.Tx, pf *charter.PartyFile) error {
	sh, err := charter.ParseSheet(pf.Sheet)
	if err != nil {
		return err
	}
	held, err := tx.Sheets(rootKey(pf.Root))
	if ignoreNotFound(err) != nil {
		return err
	}
	hash := charter.SheetHash(pf.Sheet)
	for _, old := range held {
		if old.Number == sh.Number && old.Hash != hash {
			return parley.Errorf(parley.CodeBadSheet, "another sheet %d of %s is held already; a party signs each number once", sh.Number, pf.Party)
		}
	}
	return tx.AddSheet(store.Sheet{Root: rootKey(pf.Root), Number: sh.Number, Hash: hash, Bytes: pf.Sheet})
}

// beginRecord enters leaf 0, the own sheet, and leaf 1, the edition, with the first head, unless an adoption whose
// outcome was unknown did so.
func (n *Node) beginRecord(tx store.Tx, log store.LogID, edition parley.Hash) error {
	if size, err := tx.LogSize(log); err != nil || size > 0 {
		return err
	}
	t := &table{id: log.Charter}
	t.chairs.Store(&[]*seat{{id: n.cfg.Party, log: log}})
	a, err := n.recorder.stage(tx, t, n.now(), firstJobs(t, n.own().party.Sheet, edition))
	if err != nil {
		return err
	}
	_, err = n.recorder.write(tx, t, a)
	return err
}

// firstJobs ask for the leaves that a record begins with.
func firstJobs(t *table, sheet []byte, edition parley.Hash) []*job {
	return []*job{
		{t: t, kind: wire.LeafSheet, id: charter.SheetHash(sheet)},
		{t: t, kind: wire.LeafAdopted, id: edition},
	}
}
