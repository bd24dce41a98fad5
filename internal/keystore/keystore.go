// Package keystore holds a node's private keys and the files in which they lie.
//
// A key file is PKCS#8 in PEM, as openssl reads and writes it, or the same text inside an armored age file under a
// passphrase, which the stock age tool opens. A seal file is an age identity file, plain or under a passphrase in the
// same way. Files are created with mode 0600, whole or not at all, and never overwritten; a file that anyone but its
// owner may read is refused.
package keystore

import (
	"crypto/ed25519"
	"fmt"
	"io"

	"parley"
)

// A Key is an Ed25519 private key in this process. It implements parley.Signer, is safe for use by many goroutines,
// and prints as the id of its public half, with every verb of fmt.
type Key struct {
	private ed25519.PrivateKey
}

var _ parley.Signer = (*Key)(nil)

// Generate makes a key from the first 32 bytes of rand, which must be unpredictable.
func Generate(rand io.Reader) (*Key, error) {
	var seed [ed25519.SeedSize]byte
	if _, err := io.ReadFull(rand, seed[:]); err != nil {
		return nil, parley.Wrap(err, parley.CodeInternal, "no random bytes to make a key from")
	}
	return FromSeed(seed), nil
}

// FromSeed returns the key whose RFC 8032 seed is given: the same seed gives the same key.
func FromSeed(seed [32]byte) *Key {
	return &Key{ed25519.NewKeyFromSeed(seed[:])}
}

// Public returns the public half, in a copy of its own.
func (k *Key) Public() ed25519.PublicKey {
	return append(ed25519.PublicKey(nil), k.private[ed25519.SeedSize:]...)
}

// Sign returns the 64-byte Ed25519 signature over message. The error is always nil.
func (k *Key) Sign(message []byte) ([]byte, error) {
	return ed25519.Sign(k.private, message), nil
}

// ForExchange returns the private key, in a copy of its own, for the key exchange of the narrow bearer and nothing else.
func (k *Key) ForExchange() ed25519.PrivateKey {
	return append(ed25519.PrivateKey(nil), k.private...)
}

// Format prints the id of the public half, whatever the verb, so that no log line and no dump shows the private one.
func (k *Key) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "key %s", parley.KeyIDOf(k.Public()))
}
