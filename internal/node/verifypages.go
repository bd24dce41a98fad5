package node

import (
	"fmt"
	"slices"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/record"
)

// checkEditions checks every charter from its text, and prepares what the records are checked by.
func (a *audit) checkEditions() error {
	ids, err := a.r.Charters()
	if err != nil {
		return err
	}
	for _, id := range ids {
		rows, err := a.r.Editions(id)
		if err != nil {
			return err
		}
		t := &table{id: id}
		for _, row := range rows {
			a.checkEdition(t, row)
		}
		if len(t.editions()) == 0 {
			continue
		}
		if t.self = t.place(a.party); t.self < 0 {
			a.fault(store.LogID{}, DifferenceView{Table: "edition"}, "edition: %s is no party of charter %s", a.party, id)
			continue
		}
		if err := t.readVolumes(a.r); err != nil {
			return err
		}
		t.readStatements(a.r) // one that cannot be read is named by checkStatements
		t.readActs(a.r)       // likewise by checkActs
		if err := t.readForce(a.r); err != nil {
			return err
		}
		a.tables = append(a.tables, t)
	}
	return nil
}

// checkEdition checks one edition and, if it can be read and follows those before it, takes it to the table.
func (a *audit) checkEdition(t *table, row store.Edition) {
	log := store.LogID{Charter: t.id, Party: a.party}
	name := fmt.Sprintf("edition %d of charter %s", row.Number, t.id)
	c, err := charter.Parse(row.Bytes)
	if err == nil {
		err = charter.CheckSignatures(c, row.Bytes, row.Signatures)
	}
	if err != nil {
		a.fault(log, DifferenceView{Table: "edition", Column: "bytes"}, "%s: %s", name, parley.SentenceOf(err))
	}
	if c == nil {
		return
	}
	want := editionRow(c, row)
	a.differ(log, columnsOf(editionColumns, "edition", name, "", "", row, want))
	if want.Charter != t.id {
		return
	}
	if last := t.editionNumbered(c.Edition - 1); c.Edition > 1 && last == nil {
		a.fault(log, DifferenceView{Table: "edition"}, "%s: the edition before it is not in the database", name)
		return
	} else if c.Edition > 1 {
		t.readStatements(a.r)
		if err := charter.CheckAmendment(t.after(last), last.id, c); err != nil {
			a.fault(log, DifferenceView{Table: "edition"}, "%s: %s", name, parley.SentenceOf(err))
		}
	}
	t.sitDown(a.r, c) // a sheet that cannot be read is named by checkSheets
	t.addEdition(&edition{id: want.ID, text: row.Bytes, lines: row.Signatures, charter: c})
}

// editionRow computes the columns of an edition.
func editionRow(c *charter.Charter, row store.Edition) store.Edition {
	row.ID = charter.EditionID(row.Bytes)
	row.Number, row.Charter = c.Edition, c.ID(row.ID)
	return row
}

// checkSheets checks every sheet from its bytes.
func (a *audit) checkSheets() error {
	rows, err := a.r.AllSheets()
	for _, row := range rows {
		party := a.partyOf(row.Root)
		sh, err := charter.ParseSheet(row.Bytes)
		if err != nil {
			a.fault(a.logOf(party), DifferenceView{Table: "sheet", Column: "bytes", Party: string(party)},
				"sheet %d of %s: %s", row.Number, party, parley.SentenceOf(err))
			continue
		}
		name := fmt.Sprintf("sheet %d of %s", sh.Number, sh.Party)
		a.differ(a.logOf(sh.Party), columnsOf(sheetColumns, "sheet", name, "", string(sh.Party), row, sheetRow(sh, row)))
		if a.partyOf(rootKey(sh.Root)) == "" {
			a.fault(store.LogID{}, DifferenceView{Table: "sheet", Party: string(sh.Party)}, "%s: its root is that of no party of a charter here", name)
		}
	}
	return err
}

// sheetRow computes the columns of a sheet.
func sheetRow(sh *charter.Sheet, row store.Sheet) store.Sheet {
	row.Root, row.Number, row.Hash = rootKey(sh.Root), sh.Number, charter.SheetHash(row.Bytes)
	return row
}

// checkVolumes checks every statement that opened a volume.
func (a *audit) checkVolumes() error {
	rows, err := a.r.AllVolumes()
	for _, row := range rows {
		a.checkVolume(row)
	}
	return err
}

func (a *audit) checkVolume(row store.Volume) {
	name := fmt.Sprintf("volume %d of %s under charter %s", row.Log.Volume, row.Log.Party, row.Log.Charter)
	d := DifferenceView{Table: "volume", Party: string(row.Log.Party)}
	if record.VolumeHash(row.Bytes) != row.Hash {
		a.fault(row.Log, d, "%s: its bytes are not those of its hash", name)
	}
	v, err := record.ParseVolume(row.Bytes)
	if t := a.table(row.Log.Charter); t == nil || t.seat(row.Log.Party) == nil {
		err = parley.Errorf(parley.CodeBadRecord, "that is no party of a charter here")
	} else if s := t.seat(row.Log.Party); err == nil {
		for _, root := range t.rootsOf(s) {
			if err = v.Check(t.id, s.id, row.Log.Volume, root[:]); err == nil {
				break
			}
		}
	}
	if err != nil {
		a.fault(row.Log, d, "%s: %s", name, parley.SentenceOf(err))
	}
}

// checkStatements checks every statement of a root about its party.
func (a *audit) checkStatements() error {
	rows, err := a.r.AllStatements()
	for _, row := range rows {
		a.checkStatement(row)
	}
	return err
}

func (a *audit) checkStatement(row store.Statement) {
	log := store.LogID{Charter: row.Charter, Party: row.Party}
	d := DifferenceView{Table: "statement", Party: string(row.Party)}
	name := fmt.Sprintf("statement %s of %s", row.Hash, row.Party)
	if charter.StatementHash(row.Bytes) != row.Hash {
		a.fault(log, d, "%s: its bytes are not those of its hash", name)
	}
	st, err := readStatement(row.Bytes)
	if t := a.table(row.Charter); err == nil && (t == nil || st.party != row.Party) {
		err = parley.Errorf(parley.CodeBadRecord, "it is of another party, or of no charter here")
	} else if err == nil {
		err = st.check(t)
	}
	if err != nil {
		a.fault(log, d, "%s: %s", name, parley.SentenceOf(err))
	}
}

// partyOf finds the party with a root key in any charter; "" for none.
func (a *audit) partyOf(root rootKey) parley.PartyID {
	for _, t := range a.tables {
		for _, s := range t.seats() {
			if slices.Contains(t.rootsOf(s), root) {
				return s.id
			}
		}
	}
	return ""
}

// logOf returns the record of a party under the first charter that it sits under.
func (a *audit) logOf(party parley.PartyID) store.LogID {
	for _, t := range a.tables {
		if s := t.seat(party); s != nil {
			return s.log
		}
	}
	return store.LogID{}
}

// checkEvidence checks every proof of a fork that is kept.
func (a *audit) checkEvidence() error {
	all, err := a.r.AllEvidence()
	for _, e := range all {
		name := fmt.Sprintf("evidence against %s (%s)", e.Log.Party, e.Hash)
		d := DifferenceView{Table: "evidence", Party: string(e.Log.Party)}
		if parley.Sum(e.Bytes) != e.Hash {
			a.fault(e.Log, d, "%s: its bytes are not those of its hash", name)
		}
		v, err := record.VerifyEvidence(e.Bytes, "")
		if err != nil || v.Verdict == record.Fails {
			a.fault(e.Log, d, "%s: it does not verify", name)
			continue
		}
		if t := a.table(e.Log.Charter); t == nil || !a.isAgainst(t, e) || !a.hasVolume(e.Log) {
			a.fault(e.Log, d, "%s: it is against another record", name)
		}
		a.proof(e, v.Kind)
	}
	return err
}

// hasVolume reports whether a volume of a record was ever opened.
func (a *audit) hasVolume(log store.LogID) bool {
	rows, _ := a.r.Volumes(log.Charter)
	return log.Volume == 0 || slices.ContainsFunc(rows, func(v store.Volume) bool { return v.Log == log })
}

// proof lists a proof with the record that it is against.
func (a *audit) proof(e store.Evidence, kind record.EvidenceKind) {
	for i := range a.records {
		r := &a.records[i]
		if r.Charter == e.Log.Charter.String() && r.Party == string(e.Log.Party) {
			r.Proofs = append(r.Proofs, ProofView{e.Hash.String(), proofKinds[kind], e.Found.String()})
		}
	}
}

// isAgainst reports whether evidence shows a record of the party and charter under which it is kept.
func (a *audit) isAgainst(t *table, e store.Evidence) bool {
	ev, err := record.DecodeEvidence(e.Bytes)
	if err != nil || len(ev.Editions) == 0 || charter.EditionID(ev.Editions[0].Text) != t.id {
		return false
	}
	for _, l := range ev.Logs {
		if l.Party == e.Log.Party {
			return true
		}
	}
	return false
}
