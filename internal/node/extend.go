package node

import (
	"parley"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// extend stores leaves with the head that covers them. bad says that they do not give the head's root, so that they
// must be asked for again.
func (n *Node) extend(m *mirror, held uint64, leaves [][]byte, h wire.Head) (bad bool, err error) {
	var facts []fact
	var conflict *store.Head
	err = n.cfg.Store.Update(func(tx store.Tx) error {
		facts, conflict, bad = nil, nil, false
		size, err := tx.LogSize(m.s.log)
		if err != nil || size != held {
			return err
		}
		fresh, err := record.AppendHashes(held, leaves, hashes(tx, m.s.log))
		if err != nil {
			return err
		}
		root, err := record.RootAfter(held, hashes(tx, m.s.log), fresh, h.Size)
		if err != nil {
			return err
		}
		if !record.VerifyHead(m.s.logKey(), m.t.origin(m.s.id), h.Size, root, h.Signature) {
			bad = true
			return nil
		}
		last, err := lastDate(tx, m.s.log, held)
		if err != nil {
			return err
		}
		if _, err := record.CheckLeaves(last, held, leaves, len(m.t.seats)); err != nil {
			return err
		}
		rows, fs, err := leafRows(held, leaves)
		if err != nil {
			return err
		}
		facts = fs
		if err := tx.AppendLeaves(m.s.log, rows, hashRows(fresh)); err != nil {
			return err
		}
		head := store.Head{Size: h.Size, Root: root, Signature: h.Signature, Seen: n.now(), Reconciled: true}
		if err := tx.PutHead(m.s.log, head); err != nil {
			return err
		}
		if err := n.cosign(tx, m, head); err != nil {
			return err
		}
		for _, f := range facts {
			if err := n.applyFact(tx, m, f); err != nil {
				return err
			}
		}
		conflict, err = n.reconcile(tx, m, h.Size)
		return err
	})
	if err != nil {
		return false, n.badLeaves(m, held, leaves, h, err)
	}
	if bad {
		m.mu.Lock()
		m.pending, m.start = nil, held
		m.mu.Unlock()
		n.metrics.badHeads.Inc()
		return true, nil
	}
	n.afterExtend(m, h.Size, facts)
	if conflict != nil {
		return false, n.foundFork(m, *conflict)
	}
	return false, nil
}

// badLeaves tells what the peer did wrong (its signed leaves break a rule) from what failed here.
func (n *Node) badLeaves(m *mirror, held uint64, leaves [][]byte, h wire.Head, err error) error {
	if parley.CodeOf(err) == parley.CodeBadRecord {
		m.mu.Lock()
		m.pending, m.start = nil, held
		m.mu.Unlock()
		n.cfg.Log.Error("alarm: a signed record breaks the rules", "party", string(m.s.id), "size", h.Size, "error", err)
		n.metrics.badHeads.Inc()
	}
	return err
}

// reconcile holds heads that came ahead of their leaves against the tree that is here now.
func (n *Node) reconcile(tx store.Tx, m *mirror, size uint64) (conflict *store.Head, err error) {
	heads, err := tx.PendingHeads(m.s.log)
	if err != nil {
		return nil, err
	}
	for _, p := range heads {
		if p.Size > size {
			continue
		}
		root, err := record.Root(p.Size, hashes(tx, m.s.log))
		if err != nil {
			return nil, err
		}
		if root != p.Root {
			conflict = &p
			continue
		}
		p.Reconciled = true
		if err := tx.PutHead(m.s.log, p); err != nil {
			return nil, err
		}
	}
	return conflict, nil
}

func leafRows(start uint64, leaves [][]byte) (rows []store.Leaf, facts []fact, err error) {
	for i, b := range leaves {
		l, err := wire.DecodeLeaf(b)
		if err != nil {
			return nil, nil, err
		}
		rows = append(rows, store.Leaf{Index: start + uint64(i), Kind: uint8(l.Kind), ID: l.ID, Mark: l.Mark, Bytes: b})
		facts = append(facts, fact{start + uint64(i), l})
	}
	return rows, facts, nil
}

// afterExtend tells the lines, sends the cosignature, and records what waited for these leaves.
func (n *Node) afterExtend(m *mirror, size uint64, facts []fact) {
	m.mu.Lock()
	m.trim(size)
	m.mu.Unlock()
	n.metrics.mirrored.Add(float64(len(facts)))
	n.showMirror(m)
	n.sendCosignature(m)
	for _, f := range facts {
		n.afterFact(m, f)
	}
}
