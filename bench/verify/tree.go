package main

import "crypto/sha256"

// A tree is the complete subtrees of a growing Merkle tree: what hashing a record costs, and nothing else.
type tree struct {
	size  uint64
	stack [][32]byte
}

func (t *tree) append(leaf []byte) {
	h := sha256.Sum256(append([]byte{0}, leaf...))
	for i := t.size; i&1 == 1; i >>= 1 {
		last := len(t.stack) - 1
		var pair [65]byte
		pair[0] = 1
		copy(pair[1:], t.stack[last][:])
		copy(pair[33:], h[:])
		h, t.stack = sha256.Sum256(pair[:]), t.stack[:last]
	}
	t.stack = append(t.stack, h)
	t.size++
}
