package node

import (
	"parley"
	"parley/internal/store"
	"parley/record"
)

// maxForks bounds the proofs of forks that are kept of one record: a forker may sign any number of heads.
const maxForks = 8

// foundFork keeps the proof that a party signed two heads that no one tree has, and raises it. It stops no text.
func (n *Node) foundFork(m *mirror, other store.Head) error {
	fresh := false
	err := n.cfg.Store.Update(func(tx store.Tx) (err error) {
		fresh, err = n.keepFork(tx, m, other)
		return err
	})
	if err != nil || !fresh {
		return err
	}
	n.metrics.forks.Inc()
	n.eventUnder(m.t, EventFork, m.s.id, "two signed heads of one record contradict each other", "size", other.Size)
	return nil
}

// keepFork stores the proof against the first head held that covers the other one. fresh is false for one that is held
// already, or one too many.
func (n *Node) keepFork(tx store.Tx, m *mirror, other store.Head) (fresh bool, err error) {
	ours, err := tx.HeadAtOrAfter(m.s.log, other.Size)
	if err != nil {
		return false, err
	}
	r := hashes(tx, m.s.log)
	root, err := record.Root(other.Size, r)
	if err != nil {
		return false, err
	}
	path, err := record.ProveConsistency(other.Size, ours.Size, r)
	if err != nil {
		return false, err
	}
	ev, err := record.ForkEvidence(n.editionTexts(tx, m.t), m.signers(other, ours), m.s.id, headAt(other), headAt(ours), root, path)
	if err != nil {
		return false, err
	}
	e := store.Evidence{Log: m.s.log, Found: n.now(), Bytes: ev.Encode()}
	e.Hash = parley.Sum(e.Bytes)
	held, err := tx.AllEvidence()
	if err != nil {
		return false, err
	}
	forks := 0
	for _, h := range held {
		if h.Log == e.Log {
			forks++
		}
		if h.Hash == e.Hash {
			return false, nil
		}
	}
	if forks >= maxForks {
		return false, nil
	}
	return true, tx.AddEvidence(e)
}

// signers returns the sheets whose log key signed one of the heads.
func (m *mirror) signers(heads ...store.Head) (out [][]byte) {
	for _, p := range m.s.sheets() {
		for _, h := range heads {
			if record.VerifyHead(p.Log, m.t.origin(m.s.id), h.Size, h.Root, h.Signature) {
				out = append(out, p.bytes)
				break
			}
		}
	}
	return out
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
