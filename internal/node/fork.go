package node

import (
	"parley"
	"parley/internal/store"
	"parley/record"
)

// foundFork keeps the proof that a party signed two heads that no one tree has, and raises it. It stops no text.
func (n *Node) foundFork(m *mirror, other store.Head) error {
	var ev *record.Evidence
	err := n.cfg.Store.Update(func(tx store.Tx) error {
		ours, err := tx.LastHead(m.s.log)
		if err != nil {
			return err
		}
		r := hashes(tx, m.s.log)
		root, err := record.Root(other.Size, r)
		if err != nil {
			return err
		}
		path, err := record.ProveConsistency(other.Size, ours.Size, r)
		if err != nil {
			return err
		}
		ev, err = record.ForkEvidence(n.editionTexts(tx, m.t), m.s.rawSheets(), m.s.id, headAt(other), headAt(ours), root, path)
		if err != nil {
			return err
		}
		b := ev.Encode()
		return tx.AddEvidence(store.Evidence{Log: m.s.log, Hash: parley.Sum(b), Found: n.now(), Bytes: b})
	})
	if err != nil {
		return err
	}
	n.metrics.forks.Inc()
	n.cfg.Log.Error("alarm: two signed heads of one record contradict each other", "party", string(m.s.id), "size", other.Size)
	return nil
}

func headAt(h store.Head) record.HeadAt {
	return record.HeadAt{Size: h.Size, Root: h.Root, Signature: h.Signature}
}

func (n *Node) editionTexts(r store.Reader, t *table) []record.EditionText {
	eds, err := r.Editions(t.id)
	if err != nil {
		return nil
	}
	var out []record.EditionText
	for _, e := range eds {
		out = append(out, record.EditionText{Text: e.Bytes, Signatures: e.Signatures})
	}
	return out
}
