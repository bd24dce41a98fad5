package link

import (
	"parley"
)

// Ready is what the node has to do, in the order of the fields: first everything in Persist, in one transaction, then
// Send, then Deliver, then Close; then Machine.Advance. A node that cannot persist does nothing of the rest: it steps
// Dropped for each body in Persist and for each BodyIn in Deliver, ends every session, steps Down, and advances.
type Ready struct {
	Persist []Chunk
	Send    []Packet
	Deliver []Delivery
	Close   []int // sessions to be closed; the node steps Down when they are

	// GaveUp are bodies in part whose bytes are not to be kept any more: the peer began another and there was no place.
	GaveUp []Partial
}

// Empty reports whether there is nothing to do.
func (r Ready) Empty() bool {
	return len(r.Persist) == 0 && len(r.Send) == 0 && len(r.Deliver) == 0 && len(r.Close) == 0 && len(r.GaveUp) == 0
}

// A Chunk is a run of bytes of a body that did not fit one frame. The machine never gives the same byte of a body
// twice, unless the node dropped it.
type Chunk struct {
	ID         parley.Hash
	Blob       bool
	Log        LogKey // the author's record
	Size       uint64 // of the whole body
	Precedence parley.Precedence
	Offset     uint64
	Bytes      []byte
}

// A Packet is one frame for one session. Number is 0 on a reliable bearer; on others it counts from 1 and travels
// with the frame. All packets of one Ready for one session should be written together.
type Packet struct {
	Session int
	Number  uint64
	Frame   []byte
}
