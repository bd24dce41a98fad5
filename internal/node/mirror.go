package node

import (
	"errors"
	"sync"

	"parley"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// A mirror is this node's copy of another party's record while it is being brought up to date. Leaves wait here until
// a signed head covers them; only then are they stored. All of it is bounded.
type mirror struct {
	t *table
	s *seat

	mu      sync.Mutex
	start   uint64                 // place of pending[0]
	pending [][]byte               // leaves beyond the stored ones, not yet under a head
	jump    *wire.Leaves           // leaves with their frontier, ahead of the stored ones
	heads   []wire.Head            // heads whose leaves are not here yet, newest last
	roots   map[uint64]parley.Hash // verified roots ahead of the stored leaves
	proofs  []wire.Proof           // proofs whose head is not here yet
}

const (
	maxPendingLeaves = 1 << 16
	maxPendingHeads  = 8
	maxPendingProofs = 64
)

// mirrorOf returns the mirror of a party's record, made on first use.
func (n *Node) mirrorOf(t *table, s *seat) *mirror {
	n.mu.Lock()
	defer n.mu.Unlock()
	p := n.peers[s.root]
	for _, m := range p.mirrors {
		if m.t == t {
			return m
		}
	}
	m := &mirror{t: t, s: s, roots: map[uint64]parley.Hash{}}
	p.mirrors = append(p.mirrors, m)
	return m
}

func (n *Node) size(log store.LogID) (size uint64, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error { size, err = r.LogSize(log); return err })
	return size, err
}

// takeLeaves keeps leaves until their head comes. It reports whether leaves before them are missing.
func (n *Node) takeLeaves(m *mirror, f *wire.Leaves) (missing bool, err error) {
	held, err := n.size(m.s.log)
	if err != nil {
		return false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.trim(held)
	if len(f.Frontier) > 0 && f.Start > held+uint64(len(m.pending)) {
		m.jump = f
		return false, nil
	}
	end := m.start + uint64(len(m.pending))
	if f.Start > end {
		return true, nil
	}
	if f.Start+uint64(len(f.Leaves)) <= end {
		return false, nil
	}
	m.pending = append(m.pending, f.Leaves[end-f.Start:]...)
	if len(m.pending) > maxPendingLeaves {
		m.pending = nil
		return false, parley.Errorf(parley.CodeLimit, "more than %d leaves came without a head", maxPendingLeaves)
	}
	return false, nil
}

// trim forgets pending leaves that are stored by now.
func (m *mirror) trim(held uint64) {
	if m.start < held {
		m.pending = m.pending[min(held-m.start, uint64(len(m.pending))):]
		m.start = held
	}
}

// settle uses what has come: every waiting head whose leaves are here is verified and stored with them, jumps and
// proofs ahead of them are verified too. ask is set where the sender must be asked for leaves from there on.
func (n *Node) settle(m *mirror, from parley.PartyID) (ask *uint64, err error) {
	m.mu.Lock()
	heads := m.heads
	m.heads = nil
	m.mu.Unlock()
	for _, h := range heads {
		wait, a, err := n.settleHead(m, h)
		if err != nil {
			return nil, err
		}
		if a != nil {
			ask = a
		}
		if wait {
			m.keepHead(h)
		}
	}
	n.settleProofs(m)
	return ask, nil
}

func (m *mirror) keepHead(h wire.Head) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, k := range m.heads {
		if k.Size == h.Size && string(k.Signature) == string(h.Signature) {
			return
		}
	}
	m.heads = append(m.heads, h)
	if len(m.heads) > maxPendingHeads {
		m.heads = m.heads[1:]
	}
}

func (m *mirror) keepProof(p wire.Proof) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.proofs = append(m.proofs, p)
	if len(m.proofs) > maxPendingProofs {
		m.proofs = m.proofs[1:]
	}
}

// settleHead verifies one head. wait says that its leaves are not here yet; ask, that leaves from there on are wanted.
func (n *Node) settleHead(m *mirror, h wire.Head) (wait bool, ask *uint64, err error) {
	key := m.s.logKey()
	if key == nil || h.Size < 2 {
		return false, nil, nil
	}
	held, err := n.size(m.s.log)
	if err != nil {
		return false, nil, err
	}
	origin := m.t.origin(m.s.id)
	if h.Root != nil && !record.VerifyHead(key, origin, h.Size, *h.Root, h.Signature) {
		n.metrics.badHeads.Inc()
		return false, nil, nil
	}
	if h.Size <= held {
		return false, nil, n.compareHead(m, h)
	}
	m.mu.Lock()
	m.trim(held)
	leaves, jump := m.pending, m.jump
	m.mu.Unlock()
	if h.Size <= held+uint64(len(leaves)) {
		bad, err := n.extend(m, held, leaves[:h.Size-held], h)
		if bad {
			return false, &held, err
		}
		return false, nil, err
	}
	if jump != nil && jump.Start+uint64(len(jump.Leaves)) == h.Size {
		if n.settleJump(m, jump, h) {
			return true, nil, nil
		}
	}
	if h.Root != nil {
		m.verified(h.Size, *h.Root)
		n.keepAhead(m, h, *h.Root)
		return true, nil, nil
	}
	return true, nil, nil
}

func (m *mirror) verified(size uint64, root parley.Hash) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.roots) > maxPendingHeads {
		m.roots = map[uint64]parley.Hash{}
	}
	m.roots[size] = root
}

// keepAhead stores a verified head whose leaves are not here: it must agree with them when they come.
func (n *Node) keepAhead(m *mirror, h wire.Head, root parley.Hash) {
	err := n.cfg.Store.Update(func(tx store.Tx) error {
		return tx.PutHead(m.s.log, store.Head{Size: h.Size, Root: root, Signature: h.Signature, Seen: n.now()})
	})
	if err != nil {
		n.cfg.Log.Error("a head could not be stored", "party", string(m.s.id), "error", err)
	}
}

// settleJump verifies leaves ahead of the stored ones by their frontier.
func (n *Node) settleJump(m *mirror, j *wire.Leaves, h wire.Head) bool {
	root, err := record.RootFromFrontier(j.Start, j.Frontier, j.Leaves)
	if err != nil || !record.VerifyHead(m.s.logKey(), m.t.origin(m.s.id), h.Size, root, h.Signature) {
		return false
	}
	m.mu.Lock()
	m.jump = nil
	m.mu.Unlock()
	m.verified(h.Size, root)
	n.keepAhead(m, h, root)
	for i, b := range j.Leaves {
		n.factAhead(m, j.Start+uint64(i), b)
	}
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
	for _, p := range proofs {
		root, ok := roots[p.Size]
		if !ok {
			m.keepProof(p)
			continue
		}
		if record.CheckInclusion(p.Leaf, p.Index, p.Size, p.Path, root) == nil {
			n.factAhead(m, p.Index, p.Leaf)
		}
	}
}

// compareHead holds a head against the leaves held. One that does not fit, with its root in full, is a fork.
func (n *Node) compareHead(m *mirror, h wire.Head) error {
	var root parley.Hash
	err := n.cfg.Store.View(func(r store.Reader) (err error) {
		root, err = record.Root(h.Size, hashes(r, m.s.log))
		return err
	})
	if err != nil {
		return err
	}
	if record.VerifyHead(m.s.logKey(), m.t.origin(m.s.id), h.Size, root, h.Signature) {
		return nil
	}
	if h.Root == nil {
		n.askHead(m)
		return nil
	}
	return n.foundFork(m, store.Head{Size: h.Size, Root: *h.Root, Signature: h.Signature, Seen: n.now()})
}

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
		if err := tx.PutHead(m.s.log, store.Head{Size: h.Size, Root: root, Signature: h.Signature, Seen: n.now(), Reconciled: true}); err != nil {
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

// A fact is a leaf of another party under its verified head.
type fact struct {
	index uint64
	leaf  wire.Leaf
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

// applyFact enters what a leaf of a peer means for our messages.
func (n *Node) applyFact(tx store.Tx, m *mirror, f fact) error {
	switch f.leaf.Kind {
	case wire.LeafReceived, wire.LeafRefused, wire.LeafOpened:
		return n.applyReceipt(tx, m, f)
	case wire.LeafGotBlob:
		return applyGotBlob(tx, m, f)
	case wire.LeafSent:
		msg, err := tx.Message(f.leaf.ID)
		if err != nil || msg.Own || msg.SentAt >= 0 {
			return ignoreNotFound(err)
		}
		return tx.SetPlaces(msg.ID, int64(f.index), msg.RecordedAt, msg.Refused)
	}
	return nil
}

func ignoreNotFound(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// applyReceipt enters a receipt of a message of ours, if it copies the mark of our sent leaf.
func (n *Node) applyReceipt(tx store.Tx, m *mirror, f fact) error {
	msg, err := tx.Message(f.leaf.ID)
	if err != nil || !msg.Own {
		return ignoreNotFound(err)
	}
	sent, ok, err := sentLeaf(tx, m.t.own().log, msg.ID)
	if err != nil || !ok || sent.Mark != f.leaf.Mark {
		return err
	}
	ds, err := tx.Deliveries(msg.ID)
	if err != nil {
		return err
	}
	for _, d := range ds {
		if d.Party != m.s.id {
			continue
		}
		switch f.leaf.Kind {
		case wire.LeafOpened:
			d.Opened = f.leaf.Date
		case wire.LeafRefused:
			d.Refused = int16(f.leaf.Code)
			fallthrough
		case wire.LeafReceived:
			d.Settled, d.Recorded, d.RecordedAt = true, f.leaf.Date, int64(f.index)
		}
		if err := tx.PutDelivery(d); err != nil {
			return err
		}
	}
	return nil
}

func applyGotBlob(tx store.Tx, m *mirror, f fact) error {
	ds, err := tx.BlobDeliveries(f.leaf.ID)
	if err != nil {
		return ignoreNotFound(err)
	}
	for _, d := range ds {
		if d.Party == m.s.id && !d.Done {
			d.Done = true
			if err := tx.PutBlobDelivery(d); err != nil {
				return err
			}
		}
	}
	return nil
}

// factAhead takes a leaf that is proved ahead of the leaves held: a receipt settles, a sent leaf lets us record.
func (n *Node) factAhead(m *mirror, index uint64, b []byte) {
	l, err := wire.DecodeLeaf(b)
	if err != nil {
		return
	}
	f := fact{index, l}
	n.ahead.put(m.s.log, f)
	if err := n.cfg.Store.Update(func(tx store.Tx) error { return n.applyFact(tx, m, f) }); err != nil {
		n.cfg.Log.Error("a receipt could not be stored", "party", string(m.s.id), "error", err)
		return
	}
	n.afterFact(m, f)
}

// afterExtend tells the lines, cosigns, and records what waited for these leaves.
func (n *Node) afterExtend(m *mirror, size uint64, facts []fact) {
	m.mu.Lock()
	m.trim(size)
	m.mu.Unlock()
	n.metrics.mirrored.Add(float64(len(facts)))
	n.showMirror(m)
	n.cosign(m)
	for _, f := range facts {
		n.afterFact(m, f)
	}
}

func (n *Node) afterFact(m *mirror, f fact) {
	switch f.leaf.Kind {
	case wire.LeafReceived, wire.LeafRefused, wire.LeafOpened:
		n.withdraw(m.t.id, m.s.id, f.leaf.ID)
		n.watch.changed(f.leaf.ID)
	case wire.LeafGotBlob:
		n.withdraw(m.t.id, m.s.id, f.leaf.ID)
		n.blobChanged(f.leaf.ID)
	case wire.LeafSent:
		if f.leaf.Addressed(m.t.self) {
			n.recordReceived(m.t, f.leaf.ID)
		}
	}
}
