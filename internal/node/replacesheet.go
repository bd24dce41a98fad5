package node

import (
	"context"
	"errors"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/wire"
)

// A Replacement is a party file with a new sheet of this party, whose keys the node finds by Config.KeysFor.
type Replacement struct {
	PartyFile []byte `json:"party_file"`
	Who       Who    `json:"who"`
}

// SheetView is a sheet of this party as a user sees it.
type SheetView struct {
	Number  uint64 `json:"number"`
	Hash    string `json:"hash"`
	Entered int    `json:"entered"` // records that it stands in
}

// ReplaceSheet puts a new sheet of this party in the place of the one in force: its keys are at hand, then the party
// file is replaced, then the sheet is entered in every own record. The head over that leaf is the first that the new log
// key signs. Interrupted after the party file was replaced, it is completed when the node is opened the next time.
func (n *Node) ReplaceSheet(ctx context.Context, rep Replacement) (SheetView, error) {
	n.adopting.Lock()
	defer n.adopting.Unlock()
	next, err := n.nextIdentity(rep.PartyFile)
	if err != nil {
		return SheetView{}, err
	}
	if n.cfg.SaveParty == nil {
		return SheetView{}, parley.Errorf(parley.CodeUsage, "this node has no place to keep a new party file")
	}
	if err := n.cfg.SaveParty(rep.PartyFile); err != nil {
		return SheetView{}, storageSentence(err, "the sheet was not replaced")
	}
	if err := n.take(next); err != nil {
		return SheetView{}, storageSentence(err, "the sheet is not entered in every record yet; restart the node")
	}
	n.journal(rep.Who, "replace-sheet", "sheet "+next.hash.String())
	n.cfg.Log.Info("a new sheet of this party", "number", next.sheet.Number)
	n.pagesChanged()
	return SheetView{Number: next.sheet.Number, Hash: next.hash.String(), Entered: len(n.tables())}, nil
}

// nextIdentity checks a new party file: of this party, with a sheet that follows the one in force, fits every charter,
// and whose keys are at hand.
func (n *Node) nextIdentity(file []byte) (*identity, error) {
	pf, err := charter.ParsePartyFile(file)
	if err != nil {
		return nil, err
	}
	sheet, err := charter.ParseSheet(pf.Sheet)
	if err != nil {
		return nil, err
	}
	now := n.own()
	if err := sheet.Follows(now.sheet, now.hash); err != nil {
		return nil, err
	}
	if len(n.tables()) == 0 {
		if err := sheet.Replaces(now.sheet, now.hash); err != nil {
			return nil, err
		}
	}
	for _, t := range n.tables() {
		if err := (peerSeat{t, t.own()}).mayJoin(sheet, pf.Sheet); err != nil {
			return nil, err
		}
		if err := n.cfg.Store.View(func(r store.Reader) error { return mayEnterSheet(r, t, sheet) }); err != nil {
			return nil, err
		}
	}
	if n.cfg.KeysFor == nil {
		return nil, parley.Errorf(parley.CodeUsage, "this node cannot read other keys while it runs; restart it")
	}
	keys, err := n.cfg.KeysFor(sheet)
	if err != nil {
		return nil, err
	}
	return newIdentity(file, keys)
}

// take enters an identity's sheet in every own record where it does not stand yet, and uses its keys from then on.
func (n *Node) take(id *identity) error {
	n.setSigner(id)
	for _, t := range n.tables() {
		if t.recovery.Load() != nil { // entered at the end of its recovery
			continue
		}
		entered, err := n.entered(t, id)
		if err == nil && !entered {
			err = n.enterSheet(t, id)
		}
		if err != nil {
			return err
		}
	}
	n.identity.Store(id)
	return nil
}

// entered reports whether an identity's sheet stands in an own record.
func (n *Node) entered(t *table, id *identity) (ok bool, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		_, ok, err = leafOf(r, t.own().log, id.hash, wire.LeafSheet)
		return err
	})
	return ok, err
}

// enterSheet appends a sheet leaf to an own record, with the sheet.
func (n *Node) enterSheet(t *table, id *identity) error {
	if _, _, err := n.recorder.do(n.sheetJob(t, id)); err != nil && !errors.Is(err, errNothing) {
		return err
	}
	return nil
}

// sheetJob enters a sheet, unless it stands in the record.
func (n *Node) sheetJob(t *table, id *identity) *job {
	own := t.own()
	row := store.Sheet{Root: rootKey(id.sheet.Root), Number: id.sheet.Number, Hash: id.hash, Bytes: id.party.Sheet}
	j := &job{t: t, kind: wire.LeafSheet, id: id.hash, precedence: parley.Immediate}
	for _, s := range t.seats() {
		j.waiting = append(j.waiting, s.id)
	}
	j.check = func(tx store.Tx) error {
		size, err := tx.LogSize(own.log)
		if err != nil {
			return err
		}
		_, ok, err := leafOf(tx, own.log, id.hash, wire.LeafSheet)
		if err == nil && (ok || size == 0) {
			err = errNothing
		}
		if err == nil {
			err = mayEnterSheet(tx, t, id.sheet)
		}
		return err
	}
	j.write = func(tx store.Tx, _ uint64, _ parley.Millis) error { return tx.AddSheet(row) }
	j.then = func(_ uint64, _ parley.Millis, err error) {
		if (err == nil || errors.Is(err, errNothing)) && own.sheetNamed(id.hash) == nil {
			own.addSheet(id.sheet, id.party.Sheet)
		}
	}
	return j
}

// single reports whether a job is in a group of its own: what follows a sheet or an edition is judged by what it puts in
// force.
func (j *job) single() bool {
	return j.alone != nil || j.kind == wire.LeafSheet || j.kind == wire.LeafAdopted || j.kind == wire.LeafStatement
}
