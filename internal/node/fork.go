package node

import (
	"parley"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// foundFork proves, with a head held, that a party signed two heads that no one tree has: other contradicts the leaves
// held at its size.
func (n *Node) foundFork(t *table, s *seat, other store.Head) error {
	this := triedHead{s.log, other.Size, other.Root}
	if !n.disputes.fresh(this) {
		return nil
	}
	ev, err := n.forkEvidence(t, s, other)
	if err == nil {
		err = n.keepProof(t, s.log, record.EvidenceFork, ev.Encode(), nil)
	}
	if err == nil {
		n.disputes.try(this)
	}
	return err
}

// forkEvidence proves it with the head held of other's size, or the next one.
func (n *Node) forkEvidence(t *table, s *seat, other store.Head) (ev *record.Evidence, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		ours, err := r.HeadAtOrAfter(s.log, other.Size)
		if err != nil {
			return err
		}
		root, err := record.Root(other.Size, hashes(r, s.log))
		if err != nil {
			return err
		}
		path, err := record.ProveConsistency(other.Size, ours.Size, hashes(r, s.log))
		if err != nil {
			return err
		}
		ev, err = record.ForkEvidence(n.editionTexts(r, t), signers(t, s, other, ours), nameOf(s.log), headAt(other), headAt(ours), root, path)
		return err
	})
	return ev, err
}

// foundOtherTree proves the same where the other head is the larger one: leaves with the frontier before them lead from
// where ours end to that head, and so tell what its tree is at our size. It reports whether it did.
func (n *Node) foundOtherTree(m *mirror, base *wire.Leaves, leaves [][]byte, h wire.Head) (proved bool, err error) {
	root, err := record.RootFromFrontier(base.Start, base.Frontier, leaves)
	if err != nil || h.Size != base.Start+uint64(len(leaves)) || h.Root != nil && *h.Root != root {
		return false, nil
	}
	other := store.Head{Size: h.Size, Root: root, Signature: h.Signature}
	if len(signers(m.t, m.s, other)) == 0 {
		return false, nil
	}
	there := record.FrontierReader(base.Start, base.Frontier)
	fresh, err := record.AppendHashes(base.Start, leaves, there)
	if err != nil {
		return false, nil
	}
	there = over(fresh, there)
	var ev *record.Evidence
	err = n.cfg.Store.View(func(r store.Reader) error {
		ours, err := r.LastHead(m.s.log)
		if err != nil || ours.Size != base.Start {
			return ignoreNotFound(err)
		}
		was, err := record.Root(ours.Size, there)
		if err != nil || was == ours.Root {
			return err
		}
		path, err := record.ProveConsistency(ours.Size, other.Size, there)
		if err != nil {
			return err
		}
		ev, err = record.ForkEvidence(n.editionTexts(r, m.t), signers(m.t, m.s, ours, other), nameOf(m.s.log), headAt(ours), headAt(other), was, path)
		return err
	})
	if err != nil || ev == nil {
		return false, err
	}
	return true, n.keepProof(m.t, m.s.log, record.EvidenceFork, ev.Encode(), nil)
}

// over reads fresh hashes first.
func over(fresh []record.StoredHash, r record.HashReader) record.HashReader {
	at := make(map[uint64]parley.Hash, len(fresh))
	for _, h := range fresh {
		at[h.Pos] = h.Hash
	}
	return func(pos []uint64) ([]parley.Hash, error) {
		out := make([]parley.Hash, len(pos))
		for i, p := range pos {
			h, ok := at[p]
			if !ok {
				old, err := r([]uint64{p})
				if err != nil || len(old) != 1 {
					return nil, parley.Wrap(err, parley.CodeBadRecord, "a hash of the tree is not here")
				}
				h = old[0]
			}
			out[i] = h
		}
		return out, nil
	}
}

// signers returns the sheets whose log key signed one of the heads.
func signers(t *table, s *seat, heads ...store.Head) (out [][]byte) {
	for _, p := range s.sheets() {
		for _, h := range heads {
			if record.VerifyHead(p.Log, t.origin(s.id), h.Size, h.Root, h.Signature) {
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
		for _, x := range t.changes() {
			if x.Edition == e.ID {
				out = append(out, record.EditionText{Text: x.Encode()})
			}
		}
	}
	return out
}
