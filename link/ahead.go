package link

import (
	"math/bits"

	"parley"
	"parley/wire"
)

// The last leaves of a record may go ahead of those that are missing before them: with the frontier before them, or, behind
// leaves that went so and are acknowledged with their head, without [LINK-23] [LINK-102].

// ahead returns where leaves begin that bring the leaf at index to the peer with all that follow it, and about how many bytes
// they take.
func (x *outLog) ahead(index uint64) (from uint64, cost int) {
	long := func(from uint64) int { return int(min(x.head.Size-from, 1<<20)) * leafCost }
	from, cost = index, long(index)+bits.OnesCount64(index)*hashCost
	if c := x.reached(); 0 < c && c <= index && long(c) <= cost {
		return c, long(c)
	}
	return from, cost
}

// reached returns the end of what the peer has ahead of a gap, under a head; 0 where it has nothing there.
func (x *outLog) reached() uint64 {
	if end := x.had; end > x.got.prefix() && x.got.contains(end-1) && !x.got.contains(end) {
		return end
	}
	return 0
}

// aheadFrame returns the leaves that bring the one at index to the peer; the head over them follows.
func (m *Machine) aheadFrame(s *session, x *outLog, index uint64, p parley.Precedence) ([]byte, carried) {
	log, _ := m.charters.wireLog(x.key)
	from, _ := x.ahead(index)
	f := &wire.Leaves{Log: log, Start: from, Leaves: m.cfg.Source.Leaves(x.key, from, x.head.Size)}
	if from > 0 && from != x.reached() {
		f.Frontier = m.cfg.Source.Frontier(x.key, from)
	}
	if uint64(len(f.Leaves)) != x.head.Size-from || from > 0 && from != x.reached() && f.Frontier == nil {
		return x.block()
	}
	x.tail, x.trickled = x.head.Size, 0
	return m.leavesPiece(s, x, f, p)
}
