package node

import (
	"slices"
	"sync"

	"parley"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// A mirror is this node's copy of another party's record while one peer brings it up to date: the owner, or a third party
// that was asked for it. Leaves wait here until a signed head covers them; only then are they stored. What one peer sends
// never mixes with what another does. All of it is bounded.
type mirror struct {
	t    *table
	s    *seat
	from *peer // who sends it

	mu      sync.Mutex
	start   uint64                 // place of pending[0]
	pending [][]byte               // leaves beyond the stored ones, not yet under a head
	base    *wire.Leaves           // leaves with the frontier before them, which begin where the stored ones end
	jumps   []*wire.Leaves         // leaves with their frontier, ahead of these, whose head has not come yet: it may come over another session
	jumped  []*wire.Leaves         // such leaves that were proved: they wait for the gap before them
	heads   []wire.Head            // heads whose leaves are not here yet, newest last
	roots   map[uint64]parley.Hash // verified roots ahead of the stored leaves
	bad     int                    // runs of leaves in a row that did not give their head's root
	proofs  []wire.Proof           // proofs whose head is not here yet
	asked   asked
	again   askAgain
}

const (
	maxPendingLeaves = 1 << 16
	maxPendingHeads  = 8
	maxPendingProofs = 64
	maxProofRun      = maxPendingProofs / 2 // that come together: what waited before them is not lost
)

// mirrorOf returns the mirror of a party's record that a peer brings up to date, made on first use.
func (n *Node) mirrorOf(p *peer, t *table, s *seat) *mirror {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, m := range p.mirrors {
		if m.t == t && m.s == s {
			return m
		}
	}
	m := &mirror{t: t, s: s, from: p, roots: map[uint64]parley.Hash{}}
	p.mirrors = append(p.mirrors, m)
	return m
}

func (p *peer) allMirrors() []*mirror {
	p.n.mu.Lock()
	defer p.n.mu.Unlock()
	return append([]*mirror(nil), p.mirrors...)
}

func (n *Node) size(log store.LogID) (size uint64, err error) {
	return n.ends.size(n.cfg.Store, log)
}

// takeLeaves keeps leaves until their head comes. It reports whether leaves before them are missing.
func (n *Node) takeLeaves(m *mirror, f *wire.Leaves) (missing bool, err error) {
	held, err := n.size(m.s.log)
	if err != nil || n.frozen(m.s.log) {
		return false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.trim(held)
	if f.Start == held && len(f.Frontier) > 0 { // an answer: it replaces what did not fit
		m.base, m.pending, m.start = f, nil, held
	}
	if f.Start > m.end() {
		if f = m.behindJump(f); f != nil {
			if m.jumps = append(m.jumps, f); len(m.jumps) > maxPendingHeads {
				m.jumps = m.jumps[1:]
			}
		}
		return f == nil, nil
	}
	m.join(f)
	m.joinJumps()
	if len(m.pending) > maxPendingLeaves {
		m.pending, m.jumped = nil, nil
		return false, parley.Errorf(parley.CodeLimit, "more than %d leaves came without a head", maxPendingLeaves)
	}
	return false, nil
}

// end is the place after the last leaf that is here without a gap.
func (m *mirror) end() uint64 { return m.start + uint64(len(m.pending)) }

// join adds what is new of leaves that leave no gap.
func (m *mirror) join(f *wire.Leaves) {
	if end := m.end(); f.Start <= end && end < f.Start+uint64(len(f.Leaves)) {
		m.pending = append(m.pending, f.Leaves[end-f.Start:]...)
	}
}

// joinJumps adds the leaves that were proved ahead of a gap which is now closed.
func (m *mirror) joinJumps() {
	for again := true; again; {
		again = false
		var left []*wire.Leaves
		for _, j := range m.jumped {
			if j.Start > m.end() {
				left = append(left, j)
				continue
			}
			m.join(j)
			again = true
		}
		m.jumped = left
	}
}

// keepJump keeps leaves that were proved ahead of a gap. What is forgotten, because it is too much, is sent again when
// it is found to be missing.
func (m *mirror) keepJump(j *wire.Leaves) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.jumps = slices.DeleteFunc(m.jumps, func(k *wire.Leaves) bool { return k == j })
	if j.Start <= m.end() {
		return
	}
	m.jumped = append(m.jumped, j)
	total := 0
	for i := len(m.jumped) - 1; i >= 0; i-- {
		if total += len(m.jumped[i].Leaves); total > maxPendingLeaves {
			m.jumped = m.jumped[i+1:]
			return
		}
	}
}

// jumpTo returns the leaves ahead of a gap that end below a head of size; nil where there are none.
func (m *mirror) jumpTo(size uint64) *wire.Leaves {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, j := range m.jumps {
		if j.Start+uint64(len(j.Leaves)) == size {
			return j
		}
	}
	return nil
}

// behindJump returns leaves ahead of a gap with the frontier before them: their own, or that of the proved ones which they
// follow [LINK-102]; nil where there is none.
func (m *mirror) behindJump(f *wire.Leaves) *wire.Leaves {
	if len(f.Frontier) > 0 {
		return f
	}
	for _, j := range m.jumped {
		if j.Start+uint64(len(j.Leaves)) == f.Start {
			if frontier, err := record.ExtendFrontier(j.Start, j.Frontier, j.Leaves); err == nil {
				return &wire.Leaves{Type: f.Type, Log: f.Log, Start: f.Start, Leaves: f.Leaves, Frontier: frontier}
			}
		}
	}
	return nil
}

// trim forgets pending leaves that are stored by now.
func (m *mirror) trim(held uint64) {
	if m.start < held {
		m.pending = m.pending[min(held-m.start, uint64(len(m.pending))):]
		m.start = held
	}
	if m.base != nil && m.base.Start != held {
		m.base = nil
	}
	m.jumps = slices.DeleteFunc(m.jumps, func(j *wire.Leaves) bool { return j.Start+uint64(len(j.Leaves)) <= held })
}

// keepHead keeps a head until it is settled with what came with it.
func (m *mirror) keepHead(h wire.Head) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keep(h, maxHeadRun+maxPendingHeads)
}

// keep keeps a head among so many at most, the newest. The mutex is held.
func (m *mirror) keep(h wire.Head, most int) {
	for _, k := range m.heads {
		if k.Size == h.Size && string(k.Signature) == string(h.Signature) {
			return
		}
	}
	m.heads = append(m.heads, h)
	if len(m.heads) > most {
		m.heads = m.heads[len(m.heads)-most:]
	}
}

// takeHeads returns the heads that are to be settled.
func (m *mirror) takeHeads() []wire.Head {
	m.mu.Lock()
	defer m.mu.Unlock()
	heads := m.heads
	m.heads = nil
	return heads
}

// putBack keeps heads whose leaves are not here yet.
func (m *mirror) putBack(heads []wire.Head) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, h := range heads {
		m.keep(h, maxPendingHeads)
	}
}

// largestFirst puts the largest head whose leaves are here, where held of them are stored, before the others: what it covers is stored
// at once, and the others are held against that.
func (m *mirror) largestFirst(heads []wire.Head, held uint64) []wire.Head {
	m.mu.Lock()
	defer m.mu.Unlock()
	first := -1
	for i, h := range heads {
		if h.Size > held && h.Size <= m.end() && (first < 0 || h.Size > heads[first].Size) {
			first = i
		}
	}
	if first <= 0 {
		return heads
	}
	return append([]wire.Head{heads[first]}, slices.Delete(slices.Clone(heads), first, first+1)...)
}

func (m *mirror) keepProof(p wire.Proof) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.proofs = append(m.proofs, p)
	if len(m.proofs) > maxPendingProofs {
		m.proofs = m.proofs[1:]
	}
}

// onlyThird has what waits of the third party's record that a peer sent before be forgotten: a peer is asked for one
// record at a time, and what it sent in vain must not add up.
func (n *Node) onlyThird(p *peer, m *mirror) {
	p.mu.Lock()
	old := p.thirds
	p.thirds = m
	p.mu.Unlock()
	if old == nil || old == m {
		return
	}
	if held, err := n.size(old.s.log); err == nil {
		old.forget(held)
	}
}
