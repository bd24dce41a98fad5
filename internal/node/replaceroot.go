package node

import (
	"context"
	"errors"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/wire"
)

// RootDraft is what a charter.RootChange of this party says besides its new keys.
type RootDraft struct {
	Charter parley.Hash      `json:"charter"`
	Edition parley.Hash      `json:"edition"`
	Party   parley.PartyID   `json:"party"`
	Number  uint64           `json:"number"`
	Others  []parley.PartyID `json:"others"` // who signs where the recovery key is lost too, in this order
}

// RootReplacement is a new root of this party: the statements, one for each charter, and a party file with the new root and
// recovery and the next sheet, whose keys the node finds by Config.KeysFor.
type RootReplacement struct {
	Statements [][]byte `json:"statements"`
	PartyFile  []byte   `json:"party_file"`
	Who        Who      `json:"who"`
}

// DraftRoots returns, for each charter under which root is not our root yet, what replaces ours there.
func (n *Node) DraftRoots(ctx context.Context, root parley.Hash) ([]RootDraft, error) {
	out := []RootDraft{}
	for _, t := range n.tables() {
		if t.rootOf(t.own()) == rootKey(root) {
			continue
		}
		e := t.newestEdition()
		d := RootDraft{Charter: t.id, Edition: e.id, Party: n.cfg.Party, Number: uint64(len(t.changesOf(n.cfg.Party))) + 1, Others: []parley.PartyID{}}
		for _, p := range e.charter.Parties {
			if p.ID != n.cfg.Party {
				d.Others = append(d.Others, p.ID)
			}
		}
		out = append(out, d)
	}
	return out, nil
}

// RootChanges returns the statements by which roots were replaced under a charter, in the order in which each could be taken.
func (n *Node) RootChanges(ctx context.Context, name string) ([][]byte, error) {
	t, err := n.tableNamed(name)
	if err != nil {
		return nil, err
	}
	out := [][]byte{}
	for _, x := range t.changes() {
		out = append(out, x.Encode())
	}
	return out, nil
}

// ReplaceRoot enters the statements that replace our root, each in the record under its charter, and then the new sheet in
// all of them. Interrupted, it is done again with the same statements.
func (n *Node) ReplaceRoot(ctx context.Context, rep RootReplacement) (SheetView, error) {
	pf, err := charter.ParsePartyFile(rep.PartyFile)
	if err != nil {
		return SheetView{}, err
	}
	for _, b := range rep.Statements {
		if err := n.enterRoot(b, pf, rep.Who); err != nil {
			return SheetView{}, err
		}
	}
	for _, t := range n.tables() {
		if t.rootOf(t.own()) != rootKey(pf.Root) {
			return SheetView{}, parley.Errorf(parley.CodeBadCharter, "no statement replaces our root under charter %s; the sheet is one for all", t.id)
		}
	}
	return n.ReplaceSheet(ctx, Replacement{PartyFile: rep.PartyFile, Who: rep.Who})
}

// enterRoot takes one statement of our own and enters it.
func (n *Node) enterRoot(b []byte, pf *charter.PartyFile, who Who) error {
	n.adopting.Lock()
	defer n.adopting.Unlock()
	st, err := readStatement(b)
	if err != nil {
		return err
	}
	if st.root == nil || st.party != n.cfg.Party || rootKey(st.root.Root) != rootKey(pf.Root) || st.root.Recovery != pf.Recovery {
		return parley.Errorf(parley.CodeBadCharter, "the statement does not put the root and recovery of the party file in force")
	}
	t := n.table(st.root.Charter)
	if t == nil {
		return parley.Errorf(parley.CodeBadCharter, "the statement is of a charter that is not held here")
	}
	if !t.hasTaken(st.root) {
		if err := n.mayChangeRoot(t, st.root); err != nil {
			return err
		}
		if err := st.root.Check(t.after(t.newestEdition()), t.newestEdition().id, st.root.Number); err != nil {
			return err
		}
	}
	j := t.statementJob(st)
	j.entry = &store.Entry{User: who.User, Post: who.Post, Action: "replace-root", Detail: "under charter " + t.id.String() + ": " + st.root.Words()}
	j.check = func(tx store.Tx) error {
		_, _, entered, err := leafEver(tx, t.own().log, st.hash, wire.LeafStatement)
		if err == nil && entered {
			err = errNothing
		}
		return err
	}
	t.addStatement(st) // a peer that is shown the leaf asks for it at once
	if _, _, err := n.recorder.do(j); err != nil && !errors.Is(err, errNothing) {
		return storageSentence(err, "the statement was not entered")
	}
	if t.hasTaken(st.root) {
		return nil
	}
	if err := t.takeChange(st.root); err != nil {
		return err
	}
	return n.rootChanged(t, st.root)
}
