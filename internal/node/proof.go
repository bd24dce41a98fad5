package node

import (
	"context"

	"parley"
	"parley/internal/store"
	"parley/record"
)

var proofKinds = map[record.EvidenceKind]string{record.EvidenceFork: "fork", record.EvidenceDate: "date"}

// Proof returns the first proof that was found against a party's record under a charter, as an evidence file.
func (n *Node) Proof(ctx context.Context, charter string, party parley.PartyID, who Who) ([]byte, error) {
	t, err := n.tableNamed(charter)
	if err != nil {
		return nil, err
	}
	if t.seat(party) == nil {
		return nil, parley.Errorf(parley.CodeUnknownParty, "%s is no party of the charter", party)
	}
	var first *store.Evidence
	err = n.cfg.Store.View(func(r store.Reader) error {
		all, err := r.AllEvidence()
		for _, e := range all {
			if e.Log.Charter == t.id && e.Log.Party == party && (first == nil || e.Found < first.Found) {
				first = &e
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if first == nil {
		return nil, parley.Errorf(parley.CodeNotFound, "no proof against the record of %s is held here", party)
	}
	n.journal(who, "evidence", "against "+string(party)+" "+first.Hash.String())
	return first.Bytes, nil
}
