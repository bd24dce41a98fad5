package link

import (
	"encoding/binary"
	"hash/crc64"
	"math/bits"

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
