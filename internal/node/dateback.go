package node

import (
	"errors"

	"parley"
	"parley/internal/store"
	"parley/record"
)

// dateGoesBack proves, where err says so of leaves that were about to be stored, that a party signed a record whose
// dates go back (R1). x holds the leaves and the verified head over them.
func (n *Node) dateGoesBack(x *extension, err error) error {
	var back *record.DateError
	if !errors.As(err, &back) || back.Index == 0 {
		return nil
	}
	var ev *record.Evidence
	err = n.cfg.Store.View(func(r store.Reader) error {
		log := x.m.s.log
		fresh, err := record.AppendHashes(x.held, x.leaves, hashes(r, log))
		if err != nil {
			return err
		}
		tree := over(fresh, hashes(r, log))
		root, err := record.Root(x.head.Size, tree)
		if err != nil {
			return err
		}
		later, err := r.Volumes(log.Charter)
		if err != nil {
			return err
		}
		ev, err = record.DateEvidence(n.editionTexts(r, x.m.t), record.LogView{
			Party: log.Party, Volume: log.Volume, Statement: statementOf(later, log), Hashes: tree, Leaves: x.leavesFrom(r), Pages: x.m.s.rawPages(),
			Head: record.HeadAt{Size: x.head.Size, Root: root, Signature: x.head.Signature},
		}, back.Index-1, back.Index)
		return err
	})
	if err != nil {
		return err
	}
	return n.keepProof(x.m.t, x.m.s.log, record.EvidenceDate, ev.Encode(), nil)
}

// leavesFrom reads leaves that are stored and those that are not.
func (x *extension) leavesFrom(r store.Reader) func(from, to uint64) ([][]byte, error) {
	return func(from, to uint64) (out [][]byte, err error) {
		if from < x.held {
			rows, err := r.Leaves(x.m.s.log, from, min(to, x.held))
			if err != nil {
				return nil, err
			}
			for _, row := range rows {
				out = append(out, row.Bytes)
			}
			from = x.held
		}
		if to > x.held+uint64(len(x.leaves)) {
			return nil, parley.Errorf(parley.CodeNotFound, "the leaves up to %d are not here", to)
		}
		if from < to {
			out = append(out, x.leaves[from-x.held:to-x.held]...)
		}
		return out, nil
	}
}
