package link

import (
	"time"

	"parley"
	"parley/wire"
)

// An Event is one of the types below: all that a Machine ever learns.
type Event interface{ event() }

// Up says that a session is open. Session is the node's number for it, never used twice in the life of a machine.
type Up struct {
	Session  int
	Reliable bool // frames arrive in order, once, and whole, or the session ends
	MaxFrame int  // longest frame that the bearer takes, 256 to wire.MaxFrame bytes

	Bearer    string        // names the bearer through all its sessions, as the operator does
	Cost      int           // of two bearers that both do, the one that costs less carries what goes once
	Rate      float64       // bytes per second that the operator expects; 0: not known
	Until     parley.Millis // when the hours of contact end, by the same clock as Step; 0: not known
	Uplink    Budget        // the session's part in an uplink that it shares with others; nil: it has one of its own
	KeepAlive time.Duration // in the place of that of Config; negative: none; 0: that of Config
}

// Down says that a session has ended. An unknown session is no error.
type Down struct{ Session int }

// Received hands in one frame. Packet is its number on a bearer that is not reliable, else 0. The machine keeps parts
// of Frame, so the node must not use it again.
type Received struct {
	Session int
	Packet  uint64
	Frame   []byte
}

// Tick says only that time has passed; see Machine.Deadline.
type Tick struct{}

// An Item is a message or an attachment that is to go to the peer.
type Item struct {
	ID         parley.Hash
	Blob       bool
	Log        LogKey // the author's record, in whichever volume
	Size       uint64 // bytes, at least 1
	Precedence parley.Precedence
	Index      int64         // place of the sent leaf in the author's record, -1 for none or not known
	Expires    parley.Millis // not sent at or after it; 0: never
}

// Offer puts an item into the queue, at the end of its precedence. An item that is there already stays at its place;
// a higher precedence is taken over, and bytes that could not be had before are asked for again.
type Offer struct{ Item }

// Withdraw takes an item out of the queue: a verified head settled it, or it expired.
type Withdraw struct{ ID parley.Hash }

// A Head is a log's signature over its checkpoint of Size.
type Head struct {
	Size      uint64
	Signature []byte // 64 bytes
	Root      parley.Hash
}

// A Notable is a leaf that the peer waits for: a receipt for what it sent, or the sent leaf of an item in the queue.
type Notable struct {
	Index      uint64
	Precedence parley.Precedence
}

// LogState says that our holding of a record grew, or, at the start, how much of it there is. The head may be shown
// to the peer; without a signature there is none to show. Only leaves below Head.Size travel, at Precedence.
type LogState struct {
	Log        LogKey
	Size       uint64 // leaves held under a verified head
	Head       Head
	Precedence parley.Precedence
	Notable    []Notable
}

// Answer gives a peer what it asked for of a record that goes on request only: the leaves from From on that are below
// Head.Size, and the head over them. It is for records that no LogState names, of which AskIn is delivered.
type Answer struct {
	Log  LogKey
	From uint64
	Head Head
}

// Local says what our HELLO is to say. If that is more than other sizes a new one goes out on every session. Charters
// that it does not name keep their place and what was last said of them. Partials are added to those known.
type Local struct {
	Charters []Charter
	Partials []Partial
}

// Control hands in a frame of the node's own: SHEET, EDITION, HEAD, COSIG, FORK, VOLUME, ASK or BYE. It goes once, on the
// session named, or, with Session -1, on any: then it survives the end of the session that was to carry it.
type Control struct {
	Frame      wire.Frame
	Precedence parley.Precedence
	Session    int
}

// Recorded says that the node has taken over a whole body: it is no longer named in HAVE. A node that is given a chunk
// of a body which it recorded long ago says so too, and the peer is told to stop.
type Recorded struct{ ID parley.Hash }

// Dropped says that the node holds nothing of a body, because it could not store it. The body may come again, from its
// first byte, in a later session.
type Dropped struct{ ID parley.Hash }

func (Up) event()       {}
func (Down) event()     {}
func (Received) event() {}
func (Tick) event()     {}
func (Offer) event()    {}
func (Withdraw) event() {}
func (LogState) event() {}
func (Answer) event()   {}
func (Local) event()    {}
func (Control) event()  {}
func (Recorded) event() {}
func (Dropped) event()  {}
