package link

import (
	"slices"
	"time"

	"parley/wire"
)

// ackState is what one session has received and when to say so: at once after two frames that call for it, or for a
// piece of something long when it comes alone on a slow line; else within 50 ms, so that it can travel with an answer.
// What says something of a record calls for none by itself, and on a reliable bearer waits for something to travel with.
type ackState struct {
	reliable bool
	bytes    uint64   // of frames received, ACKs not counted; on a reliable bearer
	packets  rangeSet // numbers received, on others
	floor    uint64   // packets below it are taken as repeated

	waits bool      // something came since the last ACK
	calls int       // frames since then that count
	light int       // bytes of the light ones since then
	due   time.Time // when an ACK must go; zero for never
	last  time.Time // when a frame last called for one
}

const (
	ackDelay  = 50 * time.Millisecond
	ackEvery  = 2
	lightAck  = time.Minute // how long light frames wait on a reliable bearer
	lightSize = 128         // of one
	lightMost = 256         // of those that wait together
	ackRanges = 32          // at most in one ACK
	ackSpan   = 32          // packets before the newest that an ACK goes back
	keptRange = 64          // ranges of numbers that are remembered
)

// repeated reports whether the packet came before [LINK-15].
func (a *ackState) repeated(number uint64) bool {
	return number < a.floor || a.packets.contains(number)
}

// isLight reports whether nobody waits for the acknowledgement of a frame: a few bytes about a record, or the answer to a
// PING, for which on a reliable bearer the kernel's own acknowledgement does [LINK-80].
func isLight(frame []byte) bool {
	switch wire.PeekType(frame) {
	case wire.TypeLeaves, wire.TypeHead, wire.TypeEntry, wire.TypeCosig, wire.TypePong:
		return len(frame) <= lightSize
	}
	return false
}

// received takes in a frame; piece says that it is part of something longer [LINK-13].
func (a *ackState) received(now time.Time, number uint64, frame []byte, piece bool) {
	a.note(number)
	a.bytes += uint64(len(frame))
	a.waits = true
	at := now.Add(ackDelay)
	if isLight(frame) {
		if a.light += len(frame); a.reliable && a.light <= lightMost {
			at = now.Add(lightAck)
		}
	} else {
		a.calls++
		if a.calls >= ackEvery || piece && now.Sub(a.last) > ackDelay {
			at = now
		}
		a.last = now
	}
	if a.due.IsZero() || at.Before(a.due) {
		a.due = at
	}
}

// note enters a packet number without calling for an ACK.
func (a *ackState) note(number uint64) {
	if a.reliable {
		return
	}
	a.packets.add(number, number+1)
	if len(a.packets) > keptRange {
		a.floor = a.packets[0].To
		a.packets = slices.Clone(a.packets[1:])
	}
}

// wanted reports whether an ACK must go now, or may as well since something else goes.
func (a *ackState) wanted(now time.Time, sending bool) bool {
	return a.waits && (sending || !now.Before(a.due))
}

// old reports whether a range lies so far back that it was in many acknowledgements before.
func (a *ackState) old(r wire.Range) bool { return r.To+ackSpan < a.packets[len(a.packets)-1].To }

// frame returns the ACK [LINK-12] and forgets that one was called for.
func (a *ackState) frame() *wire.Ack {
	a.waits, a.calls, a.light, a.due = false, 0, 0, time.Time{}
	if a.reliable {
		return &wire.Ack{Bytes: a.bytes}
	}
	newest := slices.DeleteFunc(slices.Clone(a.packets), a.old)
	slices.Reverse(newest)
	return &wire.Ack{Packets: newest[:min(len(newest), ackRanges)]}
}
