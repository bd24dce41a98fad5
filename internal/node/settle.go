package node

import (
	"maps"
	"slices"

	"parley"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// settle uses what has come: every waiting head whose leaves are here is verified and stored with them, the largest first; jumps and
// proofs ahead of them are verified too. ask is set where the sender must be asked for leaves from there on.
func (n *Node) settle(m *mirror) (ask *uint64, err error) {
	heads := m.takeHeads()
	held, err := n.size(m.s.log)
	if err != nil {
		return nil, err
	}
	var behind, waiting []wire.Head
	defer func() { m.putBack(waiting) }()
	for _, h := range m.largestFirst(heads, held) {
		if held, err = n.size(m.s.log); err != nil {
			return nil, err
		}
		if h.Size <= held && h.Size >= record.MinHead {
			behind = append(behind, h)
			continue
		}
		wait, a, err := n.settleHead(m, h)
		if err != nil {
			return nil, err
		}
		if a != nil {
			ask = a
		}
		if wait {
			waiting = append(waiting, h)
		}
	}
	if err := n.compareHeads(m, behind); err != nil {
		return nil, err
	}
	n.settleProofs(m)
	return ask, nil
}

// settleHead verifies one head. wait says that its leaves are not here yet; ask, that leaves from there on are wanted.
func (n *Node) settleHead(m *mirror, h wire.Head) (wait bool, ask *uint64, err error) {
	if h.Size < 2 {
		return false, nil, nil
	}
	held, err := n.size(m.s.log)
	if err != nil {
		return false, nil, err
	}
	if h.Size <= held {
		return false, nil, n.compareHead(m, h)
	}
	if n.frozen(m.s.log) {
		m.forget(held)
		return false, nil, nil
	}
	known := false // it was verified before, and waits
	if h.Root != nil {
		if ref, missing := m.pendingPage(h.Size); missing {
			n.awaitPage(m, h, ref)
			return false, nil, nil
		}
		if m.rootOf(h.Size) == *h.Root {
			known = true
		} else if ok, err := n.verifyHead(m, h, *h.Root); !ok || err != nil {
			n.metrics.badHeads.Inc()
			return false, nil, err
		}
	}
	m.mu.Lock()
	m.trim(held)
	leaves, base := m.pending, m.base
	m.mu.Unlock()
	if h.Size <= held+uint64(len(leaves)) {
		bad, stale, err := n.extend(m, held, leaves[:h.Size-held], h)
		switch {
		case stale && err == nil:
			return n.settleHead(m, h)
		case !bad:
			return false, nil, err
		}
		return n.disagrees(m, held, base, leaves[:h.Size-held], h)
	}
	if jump := m.jumpTo(h.Size); jump != nil && n.settleJump(m, jump, h) {
		return true, nil, nil
	}
	if h.Root != nil && !known {
		m.verified(h.Size, *h.Root)
		n.keepAhead(m.t, m.s, h, *h.Root)
	}
	return true, nil, nil
}

// verifyHead verifies a head whose root is known.
func (n *Node) verifyHead(m *mirror, h wire.Head, root parley.Hash) (ok bool, err error) {
	m.mu.Lock()
	start, pending := m.start, m.pending
	m.mu.Unlock()
	err = n.cfg.Store.View(func(r store.Reader) error {
		keys, err := headKeys(r, m.s, h.Size, start, pending)
		for _, key := range keys {
			ok = ok || record.VerifyHead(key, m.t.origin(m.s.id), h.Size, root, h.Signature)
		}
		return err
	})
	return ok, err
}

// maxRoots is how many verified roots ahead of the stored leaves are remembered, of the largest heads: a proof may come after others.
const maxRoots = 64

func (m *mirror) verified(size uint64, root parley.Hash) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.roots[size] = root
	for len(m.roots) > maxRoots {
		delete(m.roots, slices.Min(slices.Collect(maps.Keys(m.roots))))
	}
}

// rootOf returns the verified root of a size ahead of the stored leaves; zero where there is none.
func (m *mirror) rootOf(size uint64) parley.Hash {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.roots[size]
}

// maxKeptAhead bounds the heads that are stored without their leaves: a peer may sign any number of them.
const maxKeptAhead = 64

// keepAhead stores a verified head whose leaves are not here: it must agree with them when they come. Where another line
// brought them meanwhile it is held against them at once.
func (n *Node) keepAhead(t *table, s *seat, h wire.Head, root parley.Hash) {
	late := false
	err := n.cfg.Store.Update(func(tx store.Tx) error {
		size, err := tx.LogSize(s.log)
		if late = err == nil && size >= h.Size; late || err != nil {
			return err
		}
		held, err := tx.PendingHeads(s.log)
		if err != nil || len(held) >= maxKeptAhead {
			return err
		}
		return tx.PutHead(s.log, store.Head{Size: h.Size, Root: root, Signature: h.Signature, Seen: n.now()})
	})
	if err == nil && late {
		_, err = n.agrees(t, s, wire.Head{Size: h.Size, Signature: h.Signature, Root: &root})
	}
	if err != nil {
		n.cfg.Log.Error("a head could not be stored", "party", string(s.id), "error", err)
	}
}

// settleJump verifies leaves ahead of the stored ones by their frontier.
func (n *Node) settleJump(m *mirror, j *wire.Leaves, h wire.Head) bool {
	root, err := record.RootFromFrontier(j.Start, j.Frontier, j.Leaves)
	if err != nil {
		return false
	}
	if ok, err := n.verifyHead(m, h, root); !ok || err != nil {
		return false
	}
	m.keepJump(j)
	m.verified(h.Size, root)
	n.keepAhead(m.t, m.s, h, root)
	var facts []fact
	for i, b := range j.Leaves {
		facts = appendFact(facts, j.Start+uint64(i), b)
	}
	n.factsAhead(m, facts)
	return true
}

// settleProofs verifies single leaves against the heads known by now.
func (n *Node) settleProofs(m *mirror) {
	m.mu.Lock()
	proofs := m.proofs
	m.proofs = nil
	roots := map[uint64]parley.Hash{}
	for k, v := range m.roots {
		roots[k] = v
	}
	m.mu.Unlock()
	var facts []fact
	for _, p := range proofs {
		root, ok := roots[p.Size]
		if !ok {
			m.keepProof(p)
			continue
		}
		if record.CheckInclusion(p.Leaf, p.Index, p.Size, p.Path, root) == nil {
			facts = appendFact(facts, p.Index, p.Leaf)
		}
	}
	n.factsAhead(m, facts)
}

// appendFact adds a leaf to facts; one that cannot be read is none.
func appendFact(facts []fact, index uint64, b []byte) []fact {
	l, err := wire.DecodeLeaf(b)
	if err != nil {
		return facts
	}
	return append(facts, fact{index, l})
}

// maxBad is how often leaves that do not give their head's root are asked for again.
const maxBad = 2

// disagrees deals with leaves that do not give their head's root: something got lost, or the record is not the one that
// was shown before. They are asked for again, and come with the frontier before them, which tells the two apart: a head
// that goes on from another tree than ours is a fork. Without it the head is asked for with its root in full; one that
// is signed, and fits no tree that goes on from ours, is kept and raised. It stops no text.
func (n *Node) disagrees(m *mirror, held uint64, base *wire.Leaves, leaves [][]byte, h wire.Head) (wait bool, ask *uint64, err error) {
	m.mu.Lock()
	m.bad++
	bad := m.bad
	m.mu.Unlock()
	if base != nil && base.Start == held {
		if proved, err := n.foundOtherTree(m, base, leaves, h); proved || err != nil {
			m.forget(held)
			return false, nil, err
		}
	}
	if h.Root != nil {
		n.keepAhead(m.t, m.s, h, *h.Root)
		n.eventUnder(m.t, EventRecord, m.s.id, "a signed head does not continue the record that was shown before", "size", h.Size, "held", held)
	}
	switch {
	case bad <= maxBad:
		return false, &held, nil
	case bad == maxBad+1 && h.Root == nil:
		n.askHead(m)
	}
	return false, nil, nil
}
