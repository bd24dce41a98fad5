package record

import (
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"

	"parley"
)

// Frontier returns the roots of the complete subtrees that make up the tree of size, largest first: one for each bit
// set in size. Whoever holds it can go on from size without holding a leaf before it [REC-13].
func Frontier(size uint64, r HashReader) ([]parley.Hash, error) {
	if size > MaxSize {
		return nil, errSize(size)
	}
	var pos []uint64
	for start, rest := uint64(0), size; rest != 0; {
		level := bits.Len64(rest) - 1
		pos = append(pos, uint64(tlog.StoredHashIndex(level, int64(start>>level))))
		start, rest = start+1<<level, rest-1<<level
	}
	if len(pos) == 0 {
		return nil, nil
	}
	hashes, err := r(pos)
	if err == nil && len(hashes) != len(pos) {
		err = parley.Errorf(parley.CodeStorage, "asked for %d hashes of a record, got %d", len(pos), len(hashes))
	}
	return hashes, err
}

// ExtendFrontier returns the frontier of the tree that has frontier at size start and leaves after it.
func ExtendFrontier(start uint64, frontier []parley.Hash, leaves [][]byte) ([]parley.Hash, error) {
	if start > MaxSize || len(frontier) != bits.OnesCount64(start) {
		return nil, parley.Errorf(parley.CodeBadRecord, "a frontier of %d hashes is none of size %d", len(frontier), start)
	}
	stack := append([]parley.Hash(nil), frontier...)
	for i, leaf := range leaves {
		stack = append(stack, LeafHash(leaf))
		for range bits.TrailingZeros64(start + uint64(i) + 1) {
			stack = joinLast(stack)
		}
	}
	return stack, nil
}

// LeafHash returns the hash of a leaf in the tree [REC-2].
func LeafHash(leaf []byte) parley.Hash { return parley.Hash(tlog.RecordHash(leaf)) }

// RootFromFrontier returns the root of the tree that has frontier at size start and leaves after it.
func RootFromFrontier(start uint64, frontier []parley.Hash, leaves [][]byte) (parley.Hash, error) {
	stack, err := ExtendFrontier(start, frontier, leaves)
	if err != nil {
		return parley.Hash{}, err
	}
	if len(stack) == 0 {
		return parley.Sum(nil), nil
	}
	for len(stack) > 1 {
		stack = joinLast(stack)
	}
	return stack[0], nil
}

// joinLast replaces the last two hashes by the hash of the node above them.
func joinLast(stack []parley.Hash) []parley.Hash {
	n := len(stack)
	stack[n-2] = parley.Hash(tlog.NodeHash(tlog.Hash(stack[n-2]), tlog.Hash(stack[n-1])))
	return stack[:n-1]
}
