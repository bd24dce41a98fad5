package store

import "parley"

// A DraftID names a draft inside its node: random bytes that never leave it.
type DraftID [8]byte

// A DraftState says what became of a draft.
type DraftState uint8

// The states of drafts. Only an open one changes.
const (
	DraftOpen      DraftState = iota // being written, reviewed and released
	DraftReleased                    // sent, as Message
	DraftCancelled                   // given up
)

// Draft is a message of this party before it is one: what its officers read and sign until it may leave. Nothing of the
// row leaves the node; the message is made of Payload and the signatures.
type Draft struct {
	Seq     uint64 // order in which drafts were made; set by PutDraft
	ID      DraftID
	Charter parley.Hash
	Edition parley.Hash // id of the edition for which it is signed
	Payload []byte
	Signed  []byte // who signed it so far, as the node writes it
	State   DraftState
	Message parley.Hash // what it was released as, or zero
	Decided parley.Hash // the proceeding of another charter that decided on it, or zero
	User    string      // who made it
	Made    parley.Millis
	Changed parley.Millis
}
