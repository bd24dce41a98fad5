package rows

import (
	"slices"

	"parley"
	"parley/internal/store"
)

// An end is what a transaction knows of the end of a log: each append asks for the leaf before it and for a few hashes
// along the edge of the tree, which the append before it wrote.
type end struct {
	last   *store.Leaf // or nil
	hashes map[uint64]parley.Hash
}

// maxEnd bounds the hashes that are remembered. The edge of a tree is no longer than its height.
const maxEnd = 512

// leaf returns the last leaf, if it is that of index.
func (e *end) leaf(index uint64) []store.Leaf {
	if e.last == nil || e.last.Index != index {
		return nil
	}
	l := *e.last
	l.Bytes = slices.Clone(l.Bytes)
	return []store.Leaf{l}
}

// keep remembers a hash.
func (e *end) keep(pos uint64, h parley.Hash) {
	if e.hashes == nil || len(e.hashes) >= maxEnd {
		e.hashes = map[uint64]parley.Hash{}
	}
	e.hashes[pos] = h
}

// appended remembers the end of what was appended.
func (e *end) appended(leaves []store.Leaf, hashes []store.HashAt) {
	if len(leaves) > 0 {
		l := leaves[len(leaves)-1]
		l.Bytes = slices.Clone(l.Bytes)
		e.last = &l
	}
	for _, h := range hashes[max(0, len(hashes)-maxEnd/2):] {
		e.keep(h.Pos, h.Hash)
	}
}
