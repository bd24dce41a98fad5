package node

import (
	"maps"
	"slices"

	"parley"
	"parley/internal/store"
	"parley/record"
)

// A branching is the proof that we signed two heads that no one tree has: a, and b, whose tree has another root at the
// size of a.
type branching struct {
	a, b store.Head
	root parley.Hash
	path []parley.Hash
}

// branchAt returns a branching of head and the tree that b is over, or nil where that tree has head.
func branchAt(head, b store.Head, tree record.HashReader) (*branching, error) {
	if head.Size > b.Size {
		return nil, nil
	}
	root, err := record.Root(head.Size, tree)
	if err != nil || root == head.Root {
		return nil, err
	}
	x := &branching{a: head, b: b, root: root}
	if head.Size < b.Size {
		x.path, err = record.ProveConsistency(head.Size, b.Size, tree)
	}
	return x, err
}

// findBranching holds every other head of ours that anyone has seen against the chain: those that peers handed back, and
// those of entries here, not in the chain, that a peer cosigned.
func (rec *recovery) findBranching(r store.Reader, c *chain) (*branching, error) {
	if c.head == nil {
		return nil, nil
	}
	for _, party := range slices.Sorted(maps.Keys(rec.answers)) {
		if h := rec.answers[party].head; h != nil {
			if x, err := branchAt(*h, *c.head, c.hashes(r)); x != nil || err != nil {
				return x, err
			}
		}
	}
	return seenBranch(r, c)
}

// seenBranch looks among the stored heads that another party cosigned for one that the chain does not have.
func seenBranch(r store.Reader, c *chain) (*branching, error) {
	cs, err := r.CosignedAtOrAfter(c.log, c.from+1)
	if ignoreNotFound(err) != nil || len(c.leaves) == 0 {
		return nil, err
	}
	for _, s := range cs {
		h, err := r.HeadAtOrAfter(c.log, s.Size)
		if err != nil || h.Size != s.Size || s.Mirror == c.log.Party {
			continue
		}
		x, err := branchAt(h, *c.head, c.hashes(r))
		if h.Size > c.head.Size {
			x, err = branchAt(*c.head, h, hashes(r, c.log))
		}
		if x != nil || err != nil {
			return x, err
		}
	}
	return nil, nil
}

// foundOwnFork keeps the proof against ourselves, which is raised and handed to every peer. The record does not go on: its
// root opens a new volume.
func (n *Node) foundOwnFork(rec *recovery, x *branching) error {
	t := rec.t
	var proof []byte
	err := n.cfg.Store.Update(func(tx store.Tx) error {
		ev, err := record.ForkEvidence(n.editionTexts(tx, t), signers(t, t.own(), x.a, x.b), nameOf(t.own().log), headAt(x.a), headAt(x.b), x.root, x.path)
		if err != nil {
			return err
		}
		proof = ev.Encode()
		rec.note.Forked = true
		return putNote(tx, t.own().log, rec.note)
	})
	if err != nil {
		return err
	}
	return n.keepProof(t, t.own().log, record.EvidenceFork, proof, nil)
}
