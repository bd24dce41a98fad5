package store

import "parley"

// A SecretID names a secret of a line (spec/8-narrow.md).
type SecretID [4]byte

// LineSecret is what this node and another share besides their keys, for the narrow bearer, and how far the counters of
// their beginnings came. Nothing of the row leaves the node.
type LineSecret struct {
	Root   [32]byte // the other party's root key
	ID     SecretID
	Secret []byte // 32 bytes
	ByHand bool   // given by the parties to each other; else taken from a session over TLS
	Taken  parley.Millis
	Proved bool   // something of the other end was authentic under it
	Sent   uint64 // the highest counter of a beginning of ours
	Came   uint64 // the highest counter of one of theirs
}

// String names the secret and does not tell it.
func (s LineSecret) String() string { return "a secret of a line" }

// GoString is String.
func (s LineSecret) GoString() string { return s.String() }
