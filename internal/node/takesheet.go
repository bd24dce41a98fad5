package node

import (
	"context"

	"parley"
	"parley/charter"
)

// TakeSheet learns another party's sheet from its party file, as learnSheet does from a line: it counts by its root's
// signature, whoever hands it over.
func (n *Node) TakeSheet(ctx context.Context, r Replacement) (SheetView, error) {
	pf, err := charter.ParsePartyFile(r.PartyFile)
	if err != nil {
		return SheetView{}, err
	}
	if pf.Party == n.cfg.Party {
		return SheetView{}, parley.Errorf(parley.CodeUsage, "that is the party file of this node itself")
	}
	if err := n.learnSheet(pf.Sheet); err != nil {
		return SheetView{}, err
	}
	hash := charter.SheetHash(pf.Sheet)
	n.journal(r.Who, "take-sheet", "of "+string(pf.Party)+", sheet "+hash.String())
	sh, err := charter.ParseSheet(pf.Sheet)
	if err != nil {
		return SheetView{}, err
	}
	return SheetView{Number: sh.Number, Hash: hash.String()}, nil
}
