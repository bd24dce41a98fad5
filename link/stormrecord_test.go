package link

import (
	"encoding/binary"
	"hash/crc64"
	"math/bits"
	"slices"

	"parley"
	"parley/wire"
)

// A stormRecord is a party's record, or what the other holds of it. In the place of a tree of hashes stands a chain of sums,
// and in the place of a signature the last of them.
type stormRecord struct {
	leaves [][]byte
	chain  []uint64                // chain[k] stands over the first k leaves
	marks  map[parley.Hash][8]byte // of the leaves sent
}

var stormTable = crc64.MakeTable(crc64.ECMA)

func (r *stormRecord) add(leaf []byte) {
	r.leaves = append(r.leaves, leaf)
	r.chain = append(r.chain, crc64.Update(r.chain[len(r.chain)-1], stormTable, leaf))
	if l, err := wire.DecodeLeaf(leaf); err == nil && l.Kind == wire.LeafSent {
		r.marks[l.ID] = l.Mark
	}
}

func newStormRecord(c int) *stormRecord {
	return &stormRecord{chain: []uint64{uint64(c)}, marks: map[parley.Hash][8]byte{}}
}

func (r *stormRecord) size() uint64 { return uint64(len(r.leaves)) }

func stormHash(sum uint64) (h parley.Hash) {
	binary.BigEndian.PutUint64(h[:], sum)
	return h
}

func stormSum(h parley.Hash) uint64 { return binary.BigEndian.Uint64(h[:]) }

func (r *stormRecord) headAt(size uint64) Head {
	h := stormHash(r.chain[size])
	return Head{Size: size, Signature: append(h[:], make([]byte, 32)...), Root: h}
}

// enter writes a leaf into the node's own record and shows it.
func (n *stormNode) enter(c int, l wire.Leaf, p parley.Precedence) {
	l.Date = parley.MillisOf(n.w.now)
	n.own[c].add(l.Encode())
	n.grew(c, n.own[c], n.name, p, nil)
}

// grew tells the machine how much of a record is here.
func (n *stormNode) grew(c int, r *stormRecord, owner parley.PartyID, p parley.Precedence, notable []Notable) {
	if r.size() > 0 {
		n.step(LogState{Log: LogKey{Charter: stormCharter[c], Party: owner}, Size: r.size(), Head: r.headAt(r.size()), Precedence: p, Notable: notable})
	}
}

// notable returns the leaves for which the other waits.
func (n *stormNode) notable(c int) (list []Notable) {
	for i, b := range n.own[c].leaves {
		l, _ := wire.DecodeLeaf(b)
		if p := n.level[l.ID]; l.Kind == wire.LeafReceived && p > parley.Routine {
			list = append(list, Notable{uint64(i), p})
		}
	}
	for _, it := range n.offers {
		if it.Log.Charter == stormCharter[c] && !n.settled[it.ID] && it.Precedence > parley.Routine {
			list = append(list, Notable{uint64(it.Index), it.Precedence})
		}
	}
	return list
}

func (n *stormNode) recordOf(k LogKey) *stormRecord {
	if k.Party == n.name {
		return n.own[stormPlace(k)]
	}
	return n.held[stormPlace(k)]
}

func (n *stormNode) Leaves(k LogKey, from, to uint64) [][]byte { return n.recordOf(k).leaves[from:to] }

func (n *stormNode) Frontier(k LogKey, size uint64) []parley.Hash {
	f := make([]parley.Hash, bits.OnesCount64(size))
	f[0] = stormHash(n.recordOf(k).chain[size])
	return f
}

func (n *stormNode) Stop(LogKey, uint64, uint64) Head { return Head{} }

func (n *stormNode) Proof(k LogKey, index, size uint64) ([]byte, []parley.Hash) {
	r := n.recordOf(k)
	path := make([]parley.Hash, bits.Len64(size))
	path[0] = stormHash(crc64.Update(r.chain[size]+index, stormTable, r.leaves[index]))
	return r.leaves[index], path
}

// A stormMirror takes over the other's record as it comes.
type stormMirror struct {
	n       *stormNode
	c       int
	pending map[uint64][][]byte // runs of leaves by their place
	jumps   []*wire.Leaves      // with the frontier before them
	heads   []*wire.Head
	proofs  []*wire.Proof
	sent    map[parley.Hash][8]byte // proved ahead of what is held
	back    bool                    // what comes is the node's own
}

// mirrorOf returns where what comes of a record goes; what comes back of the node's own goes nowhere.
func (n *stormNode) mirrorOf(k LogKey) *stormMirror {
	if k.Party == n.name {
		return &stormMirror{n: n, c: stormPlace(k), back: true}
	}
	return n.mirrors[stormPlace(k)]
}

func (x *stormMirror) held() *stormRecord { return x.n.held[x.c] }

// end is the place up to which leaves are here without a gap.
func (x *stormMirror) end() (at uint64, run [][]byte) {
	for at = x.held().size(); ; {
		more := x.from(at)
		if more == nil {
			return at, run
		}
		run, at = append(run, more...), at+uint64(len(more))
	}
}

func (x *stormMirror) from(at uint64) [][]byte {
	for start, leaves := range x.pending {
		if start <= at && at < start+uint64(len(leaves)) {
			return leaves[at-start:]
		}
	}
	return nil
}

func (x *stormMirror) leaves(d LeavesIn) {
	if x.back {
		return
	}
	f := d.Leaves
	if len(f.Frontier) > 0 {
		x.jumps = append(x.jumps, f)
	}
	if len(x.pending[f.Start]) < len(f.Leaves) {
		x.pending[f.Start] = f.Leaves
	}
	if at, _ := x.end(); len(f.Frontier) == 0 && f.Start > at && !x.follows(f) {
		log, _ := x.n.m.WireLog(d.Log)
		x.n.step(Control{&wire.Ask{What: wire.AskLeaves, Log: log, From: at}, parley.Immediate, d.Session})
	}
	x.settle()
}

// follows takes leaves that begin where others end that are proved ahead of a gap as if they had their frontier [LINK-102].
func (x *stormMirror) follows(f *wire.Leaves) bool {
	for _, j := range x.jumps {
		if j.Start+uint64(len(j.Leaves)) == f.Start {
			x.jumps = append(x.jumps, &wire.Leaves{Start: j.Start, Leaves: slices.Concat(j.Leaves, f.Leaves), Frontier: j.Frontier})
			return true
		}
	}
	return false
}

func (x *stormMirror) head(d HeadIn) {
	if x.back {
		return
	}
	if x.heads = append(x.heads, d.Head); len(x.heads) > 64 {
		x.heads = x.heads[1:]
	}
	x.settle()
}

func (x *stormMirror) proof(d ProofIn) {
	if x.back {
		return
	}
	x.proofs = append(x.proofs, d.Proof)
	x.settle()
}

// settle takes over what lies below a head, and what is proved ahead of it.
func (x *stormMirror) settle() {
	at, run := x.end()
	held := x.held()
	var size uint64
	for _, h := range x.heads {
		sum := binary.BigEndian.Uint64(h.Signature[:8])
		if h.Size <= held.size() && held.chain[h.Size] != sum {
			x.n.w.broken("%s: a head of %d that does not stand over what is held", x.n.name, h.Size)
		}
		if h.Size <= at {
			size = max(size, h.Size)
		}
		x.prove(h, sum)
	}
	if size <= held.size() {
		return
	}
	for _, b := range run[:size-held.size()] {
		held.add(b)
		x.learn(b)
	}
	for _, h := range x.heads {
		if h.Size == size && held.chain[size] != binary.BigEndian.Uint64(h.Signature[:8]) {
			x.n.w.broken("%s: the leaves below %d are not those of the head", x.n.name, size)
		}
	}
	x.forget(size)
	x.n.w.fruitless = 0
	x.n.grew(x.c, held, x.n.other().name, parley.Routine, nil)
}

func (x *stormMirror) forget(size uint64) {
	for start, leaves := range x.pending {
		if start+uint64(len(leaves)) <= size {
			delete(x.pending, start)
		}
	}
	var left []*wire.Head
	for _, h := range x.heads {
		if h.Size > size {
			left = append(left, h)
		}
	}
	x.heads = left
}

// prove takes in the leaves that h proves ahead of a gap.
func (x *stormMirror) prove(h *wire.Head, sum uint64) {
	for _, f := range x.jumps {
		if f.Start+uint64(len(f.Leaves)) != h.Size {
			continue
		}
		s := stormSum(f.Frontier[0])
		for _, b := range f.Leaves {
			s = crc64.Update(s, stormTable, b)
		}
		if s != sum {
			x.n.w.broken("%s: leaves behind a frontier do not give the head of %d", x.n.name, h.Size)
		}
		for _, b := range f.Leaves {
			x.learn(b)
		}
	}
	for _, p := range x.proofs {
		if p.Size != h.Size || h.Root == nil {
			continue
		}
		if stormSum(p.Path[0]) != crc64.Update(sum+p.Index, stormTable, p.Leaf) {
			x.n.w.broken("%s: a proof under %d that proves nothing", x.n.name, h.Size)
		}
		x.learn(p.Leaf)
	}
}

// learn takes in a leaf of the other's record that is proved: what it sent, and what it has.
func (x *stormMirror) learn(b []byte) {
	n := x.n
	l, err := wire.DecodeLeaf(b)
	if err != nil {
		n.w.broken("%s: a leaf that is none: %v", n.name, err)
	}
	switch l.Kind {
	case wire.LeafSent:
		if x.sent == nil {
			x.sent = map[parley.Hash][8]byte{}
		}
		x.sent[l.ID] = l.Mark
		n.receive(x.c, l.ID)
	case wire.LeafReceived:
		n.recorded(l)
	}
}

// receive enters a message as received once it is whole and its sent leaf is proved.
func (n *stormNode) receive(c int, id parley.Hash) {
	mark, proved := n.mirrors[c].sent[id]
	if !proved {
		mark, proved = n.held[c].marks[id]
	}
	if n.whole[id] == nil || !proved || n.receipts[id] {
		return
	}
	n.receipts[id] = true
	n.enter(c, wire.Leaf{Kind: wire.LeafReceived, Mark: mark, ID: id}, n.level[id])
}

// recorded takes in the proof that the other has what was sent.
func (n *stormNode) recorded(l wire.Leaf) {
	if n.other().whole[l.ID] == nil || l.Mark != n.marks[l.ID] {
		n.w.broken("%s is told that %s was received, and it is not in the store of the other", n.name, l.ID)
	}
	if !n.settled[l.ID] {
		n.settled[l.ID] = true
		n.w.fruitless = 0
		n.step(Withdraw{l.ID})
	}
}
