package link

import (
	"encoding/binary"
	"hash/crc64"
	"slices"

	"parley"
	"parley/wire"
)

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
