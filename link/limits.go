package link

import (
	"parley"
	"parley/wire"
)

// What a frame can hold, beyond what its encoding says.
const (
	maxPath   = 64  // hashes of a proof or a frontier
	maxReason = 200 // bytes of the reason of a BYE
	maxNote   = 512 // bytes of one signature of an edition
	maxHello  = 256 // charters of a HELLO
)

// decode reads a frame of at most max bytes and checks the sizes of what is in it [LINK-1] [LINK-3].
func decode(b []byte, max int) (wire.Frame, error) {
	f, err := wire.DecodeFrame(b, max)
	if err != nil {
		return nil, err
	}
	if !sound(f) {
		return nil, parley.Errorf(parley.CodeTooLarge, "a frame of type %d holds what no such frame can hold", wire.PeekType(b))
	}
	return f, nil
}

// sound reports whether everything in f is within its limits.
func sound(f wire.Frame) bool {
	switch f := f.(type) {
	case *wire.Hello:
		return len(f.Charters) <= maxHello
	case *wire.SheetFrame:
		return len(f.Sheet) <= wire.MaxSheet
	case *wire.EditionFrame:
		return soundEdition(f)
	case *wire.Leaves:
		return soundLeaves(f)
	case *wire.Head:
		return f.Size > 0 && f.Size < wire.MaxLogSize
	case *wire.Proof:
		return f.Index < f.Size && f.Size < wire.MaxLogSize && len(f.Path) <= maxPath && soundLeaf(f.Leaf)
	case *wire.Cosig:
		return f.Size > 0 && f.Size < wire.MaxLogSize
	case *wire.Ack:
		return soundAck(f)
	case *wire.Part:
		return len(f.Bytes) > 0
	case *wire.VolumeFrame:
		return len(f.Statement) <= wire.MaxStatement
	case *wire.Bye:
		return len(f.Reason) <= maxReason
	}
	return true
}

func soundLeaf(b []byte) bool { return len(b) > 0 && len(b) <= wire.MaxLeaf }

func soundLeaves(f *wire.Leaves) bool {
	for _, l := range f.Leaves {
		if !soundLeaf(l) {
			return false
		}
	}
	return len(f.Leaves) > 0 && f.Start < wire.MaxLogSize && len(f.Frontier) <= maxPath
}

func soundEdition(f *wire.EditionFrame) bool {
	for _, n := range f.Signatures {
		if len(n) > maxNote {
			return false
		}
	}
	return len(f.Edition) <= wire.MaxCharter && len(f.Signatures) <= wire.MaxParties
}

// soundAck reports whether the ranges are descending and do not touch.
func soundAck(f *wire.Ack) bool {
	for i, r := range f.Packets {
		if r.From >= r.To || i > 0 && r.To >= f.Packets[i-1].From {
			return false
		}
	}
	return len(f.Packets) <= ackRanges
}
