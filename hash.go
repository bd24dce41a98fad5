package parley

import (
	"crypto/sha256"
	"encoding/hex"
)

// A Hash is a SHA-256 value: the id of a message, an edition, a charter or a blob. It is written in lower-case hex.
type Hash [32]byte

// Sum returns the SHA-256 of b.
func Sum(b []byte) Hash { return sha256.Sum256(b) }

// String returns 64 lower-case hex digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// IsZero reports whether h is all zero bytes, which stands for "none" in Go values and never on the wire.
func (h Hash) IsZero() bool { return h == Hash{} }

// ParseHash reads 64 lower-case hex digits.
func ParseHash(s string) (Hash, error) {
	var h Hash
	if len(s) != 64 {
		return h, Errorf(CodeBadID, "%.80q is not an id: an id is 64 lower-case hexadecimal digits", s)
	}
	for i := range len(s) {
		if c := s[i]; !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return h, Errorf(CodeBadID, "%.80q is not an id: an id is 64 lower-case hexadecimal digits", s)
		}
	}
	hex.Decode(h[:], []byte(s))
	return h, nil
}
