package link

import (
	"time"

	"parley"
	"parley/wire"
)

// A Delivery is one of the types below: what arrived, with each log by its key. Nothing in it has been verified
// beyond its encoding and its sizes.
type Delivery interface{ delivery() }

// HelloIn is the peer's HELLO. Sizes holds what it says of the records under charters that we know.
type HelloIn struct {
	Session int
	Hello   *wire.Hello
	Sizes   map[LogKey]uint64
}

// BodyIn is a whole body. Bytes holds a message that came in one frame; ID is then its SHA-256. Otherwise Bytes is
// nil, every byte has been persisted, and the node checks the hash. A Partial that the node gave as whole comes in no
// BodyIn: the node takes it over by itself.
type BodyIn struct {
	Session    int // the one that brought its last byte
	ID         parley.Hash
	Blob       bool
	Log        LogKey // the first volume of the author's record, as the peer says, in whichever volume it stands
	Size       uint64
	Precedence parley.Precedence
	Bytes      []byte
}

// LeavesIn is a run of leaves. On a bearer that is not reliable runs may arrive out of order; a node that misses
// leaves before Start sends ASK.
type LeavesIn struct {
	Session int
	Log     LogKey
	Leaves  *wire.Leaves
}

// HeadIn is a signed head.
type HeadIn struct {
	Session int
	Log     LogKey
	Head    *wire.Head
}

// ProofIn is one leaf with its inclusion proof; the head that it is under came before it.
type ProofIn struct {
	Session int
	Log     LogKey
	Proof   *wire.Proof
}

// CosigIn is a mirror's cosignature.
type CosigIn struct {
	Session int
	Log     LogKey
	Mirror  parley.PartyID
	Cosig   *wire.Cosig
}

// SheetIn is a sheet with its signatures.
type SheetIn struct {
	Session int
	Sheet   []byte
}

// EditionIn is an edition of a charter with its signatures.
type EditionIn struct {
	Session int
	Edition *wire.EditionFrame
}

// VolumeIn is the statement that opened a volume of a record.
type VolumeIn struct {
	Session   int
	Charter   parley.Hash
	Statement []byte
}

// AskIn is a request for a sheet, an edition, a message, an attachment or the statement of a volume, or for leaves or the
// head of a record that no LogState named. The machine itself answers those for leaves and heads of the others.
type AskIn struct {
	Session int
	Log     LogKey
	Ask     *wire.Ask
}

// ForkIn is an evidence file.
type ForkIn struct {
	Session  int
	Evidence []byte
}

// ByeIn says that the peer ends the session.
type ByeIn struct {
	Session int
	Code    uint64
	Reason  string // at most 200 bytes, not fit for a screen as it stands
}

// PongIn is a measurement: the round trip, and the peer's clock less ours, right to within half the round trip.
type PongIn struct {
	Session     int
	RTT         time.Duration
	ClockOffset time.Duration
}

func (HelloIn) delivery()   {}
func (BodyIn) delivery()    {}
func (LeavesIn) delivery()  {}
func (HeadIn) delivery()    {}
func (ProofIn) delivery()   {}
func (CosigIn) delivery()   {}
func (SheetIn) delivery()   {}
func (EditionIn) delivery() {}
func (VolumeIn) delivery()  {}
func (AskIn) delivery()     {}
func (ForkIn) delivery()    {}
func (ByeIn) delivery()     {}
func (PongIn) delivery()    {}
