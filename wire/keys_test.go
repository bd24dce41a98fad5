package wire_test

import (
	"crypto/ed25519"
	"strconv"

	"parley"
)

// A testKey is the key of a name in all vectors: its seed is SHA-256("parley test key " || name).
type testKey struct{ private ed25519.PrivateKey }

func keyNamed(name string) testKey {
	seed := parley.Sum([]byte("parley test key " + name))
	return testKey{ed25519.NewKeyFromSeed(seed[:])}
}

// keysNumbered returns n different keys.
func keysNumbered(n int) []parley.Signer {
	out := make([]parley.Signer, n)
	for i := range out {
		out[i] = keyNamed("number " + strconv.Itoa(i))
	}
	return out
}

func (k testKey) Public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

func (k testKey) Sign(message []byte) ([]byte, error) { return ed25519.Sign(k.private, message), nil }

// testEdition stands for the edition id in all vectors of this chapter.
var testEdition = parley.Sum([]byte("parley test edition"))
