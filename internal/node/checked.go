package node

import (
	"crypto/ed25519"
	"sync"

	"parley"
	"parley/wire"
)

// A checked remembers signatures that were found good: a message is judged when it comes, again when its author's leaf
// comes, and again when it is shown. Only what verified is kept, by a hash over all that was verified.
type checked struct {
	mu   sync.Mutex
	good map[parley.Hash]bool
}

const maxChecked = 4096

func (c *checked) verify(s wire.Signature, key ed25519.PublicKey, aad, payload []byte) bool {
	h := signatureHash(s, key, aad, payload)
	c.mu.Lock()
	known := c.good[h]
	c.mu.Unlock()
	if known {
		return true
	}
	if !s.Verify(key, aad, payload) {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.good == nil || len(c.good) >= maxChecked {
		c.good = map[parley.Hash]bool{}
	}
	c.good[h] = true
	return true
}

// signatureHash covers the key, its use and edition, the payload and the signature; each part by its own hash, so that
// none can pass for a part of its neighbour.
func signatureHash(s wire.Signature, key ed25519.PublicKey, aad, payload []byte) parley.Hash {
	var all []byte
	for _, part := range [][]byte{key, aad, payload, s.Protected, s.Signature, s.Evidence} {
		h := parley.Sum(part)
		all = append(all, h[:]...)
	}
	return parley.Sum(all)
}
