package parley

import (
	"crypto/ed25519"
	"encoding/hex"
)

// A KeyID is the first 8 bytes of the SHA-256 of a public key: the kid of COSE signatures and the short name of a key.
type KeyID [8]byte

// KeyIDOf returns the id of an Ed25519 public key.
func KeyIDOf(pub ed25519.PublicKey) KeyID {
	h := Sum(pub)
	return KeyID(h[:8])
}

// String returns 16 lower-case hex digits.
func (k KeyID) String() string { return hex.EncodeToString(k[:]) }

// A Signer signs with one Ed25519 key, which may live in this process, in an agent or in a device.
type Signer interface {
	Public() ed25519.PublicKey
	Sign(message []byte) ([]byte, error)
}
