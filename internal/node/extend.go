package node

import (
	"slices"

	"parley"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// An extension is a run of leaves with the head that covers them, about to be stored.
type extension struct {
	n      *Node
	m      *mirror
	held   uint64
	leaves [][]byte
	head   wire.Head

	facts    []fact
	last     store.Head  // the head, as stored
	jobs     []*job      // what is recorded now that its author's leaf is here
	conflict *store.Head // a head shown earlier that these leaves contradict
	bad      bool        // the leaves do not give the head's root
	wants    *pageRef    // a sheet or an edition that must be here first
	stale    bool        // more is held by now than when they were taken
}

// extend stores leaves with the head that covers them. bad says that they do not give the head's root, so that they
// must be asked for again; stale, that another peer brought the record up to date meanwhile.
func (n *Node) extend(m *mirror, held uint64, leaves [][]byte, h wire.Head) (bad, stale bool, err error) {
	x := &extension{n: n, m: m, held: held, leaves: leaves, head: h}
	_, _, err = n.recorder.do(&job{from: m.from, size: sizeOf(leaves), t: m.t, intake: func(tx store.Tx) ([]*job, error) { err := x.store(tx); return x.jobs, err }})
	if err != nil {
		return false, false, n.badLeaves(x, err)
	}
	if x.wants != nil {
		n.awaitPage(m, h, *x.wants)
		return false, false, nil
	}
	if x.stale {
		return false, true, nil
	}
	if x.bad {
		if h.Root == nil { // else the head is certainly signed, and another one may fit the leaves
			m.forget(held)
		}
		n.metrics.badHeads.Inc()
		return true, false, nil
	}
	m.mu.Lock()
	m.bad = 0
	m.mu.Unlock()
	n.afterExtend(x)
	if x.conflict != nil {
		return false, false, n.foundFork(m.t, m.s, *x.conflict)
	}
	return false, false, nil
}

func sizeOf(pieces [][]byte) (n int) {
	for _, b := range pieces {
		n += len(b)
	}
	return n
}

// store verifies and stores everything in one transaction: leaves, tree, head, our cosignature, and what the leaves
// mean for our messages.
func (x *extension) store(tx store.Tx) error {
	x.facts, x.jobs, x.conflict, x.bad, x.wants, x.stale = nil, nil, nil, false, nil, false
	if ref, missing := missingPage(x.m.t, x.m.s, x.leaves); missing {
		x.wants = &ref
		return nil
	}
	log := x.m.s.log
	size, err := tx.LogSize(log)
	if err != nil || size != x.held {
		x.stale = true
		return err
	}
	fresh, err := record.AppendHashes(x.held, x.leaves, hashes(tx, log))
	if err != nil {
		return err
	}
	root, err := record.RootAfter(x.held, hashes(tx, log), fresh, x.head.Size)
	if err != nil {
		return err
	}
	key, err := headKey(tx, x.m.s, x.head.Size, x.held, x.leaves)
	if err != nil {
		return err
	}
	if key == nil || !record.VerifyHead(key, x.m.t.origin(x.m.s.id), x.head.Size, root, x.head.Signature) {
		x.bad = true
		return nil
	}
	rows, err := x.check(tx)
	if err != nil {
		return err
	}
	if err := tx.AppendLeaves(log, rows, hashRows(fresh)); err != nil {
		return err
	}
	x.last = store.Head{Size: x.head.Size, Root: root, Signature: x.head.Signature, Seen: x.n.now(), Reconciled: true}
	return x.meaning(tx, x.last)
}

// check holds the leaves against the rules of record [REC-5].
func (x *extension) check(tx store.Tx) (rows []store.Leaf, err error) {
	w, err := walkFrom(tx, x.m.t, x.m.s, x.held)
	if err != nil {
		return nil, err
	}
	if err := w.take(x.leaves); err != nil {
		return nil, err
	}
	if err := opensAs(tx, x.m.s.log, x.held, x.leaves); err != nil {
		return nil, err
	}
	rows, x.facts, err = leafRows(x.held, x.leaves)
	return rows, err
}

func (x *extension) meaning(tx store.Tx, head store.Head) (err error) {
	if err := tx.PutHead(x.m.s.log, head); err != nil {
		return err
	}
	if err := x.n.cosign(tx, x.m, head); err != nil {
		return err
	}
	for _, f := range x.facts {
		j, err := x.n.applyFact(tx, x.m, f)
		if err != nil {
			return err
		}
		if j != nil {
			x.jobs = append(x.jobs, j)
		}
	}
	x.conflict, err = x.n.reconcile(tx, x.m, head.Size)
	return err
}

// forget drops the leaves that wait for a head.
func (m *mirror) forget(held uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pending, m.jumps, m.jumped, m.base, m.start = nil, nil, nil, nil, held
}

// badLeaves tells what the record's owner did wrong (its signed leaves break a rule) from what failed here.
func (n *Node) badLeaves(x *extension, err error) error {
	if parley.CodeOf(err) == parley.CodeBadRecord {
		x.m.forget(x.held)
		n.eventUnder(x.m.t, EventRecord, x.m.s.id, "a signed record breaks the rules", "size", x.head.Size, "error", err)
		n.metrics.badHeads.Inc()
		if err := n.dateGoesBack(x, err); err != nil {
			return err
		}
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

// afterExtend tells the lines, sends the cosignature, and withdraws what these leaves settle.
func (n *Node) afterExtend(x *extension) {
	m, p := x.m, n.peerOf(x.m.t, x.m.s.id)
	m.mu.Lock()
	m.trim(x.last.Size)
	m.mu.Unlock()
	n.metrics.mirrored.Add(float64(len(x.facts)))
	if p != nil {
		p.goesOn(m.t.id)
		p.box.put(stateOf(m.s.log, x.last.Size, x.last))
	}
	n.cosignShown(m, x.last)
	n.grew(m.t, m.s, x.last.Size)
	n.lookAt(p)
	here := map[parley.Hash]bool{} // messages that need not be waited for
	for _, j := range x.jobs {
		here[j.id] = true
	}
	n.afterFacts(m, slices.DeleteFunc(slices.Clone(x.facts), func(f fact) bool { return f.leaf.Kind == wire.LeafSent && here[f.leaf.ID] }))
}
