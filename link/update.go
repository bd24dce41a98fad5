package link

import (
	"math/bits"

	"parley"
	"parley/wire"
)

// logFrame returns the next frame of a log update at precedence p, or nil. Updates keep the order in which the node
// named the logs.
func (m *Machine) logFrame(s *session, p parley.Precedence) ([]byte, carried) {
	for _, x := range m.logs.order {
		if !x.known || !x.behind() || !m.carries(s, x.key) || x.precedence() != p {
			continue
		}
		if frame, what := m.updateFrame(s, x, p); frame != nil {
			return frame, what
		}
	}
	return nil, nil
}

// carries reports whether frames that name the log can be read at the other end of s.
func (m *Machine) carries(s *session, k LogKey) bool {
	l, ok := m.charters.wireLog(k)
	return ok && l.Charter < uint64(s.charters) && (!s.hello || s.knows(k.Charter))
}

// updateFrame returns the next frame of x: the leaves in their order, then the head. If more is missing than two
// frames hold, what is above ROUTINE jumps ahead of the rest.
func (m *Machine) updateFrame(s *session, x *outLog, p parley.Precedence) ([]byte, carried) {
	if p > parley.Routine && x.need.size()*leafCost > uint64(2*s.frameSize()) {
		return m.jump(s, x, p)
	}
	if len(x.need) > 0 {
		return m.leavesFrame(s, x, x.need[0], p)
	}
	return x.showHead(m, false)
}

// showHead returns the frame with the newest head.
func (x *outLog) showHead(m *Machine, root bool) ([]byte, carried) {
	log, _ := m.charters.wireLog(x.key)
	x.shown = x.head.Size
	if root {
		x.rooted = x.head.Size
	}
	return wire.EncodeFrame(x.headFrame(log, root)), headPiece{x, x.head.Size}
}

// leavesFrame returns as much of run as fits. Where the leaf before it has not been sent the frontier goes along.
func (m *Machine) leavesFrame(s *session, x *outLog, run wire.Range, p parley.Precedence) ([]byte, carried) {
	limit := s.limit(int(p))
	log, _ := m.charters.wireLog(x.key)
	f := &wire.Leaves{Log: log, Start: run.From}
	if run.From > 0 && x.need.contains(run.From-1) {
		if f.Frontier = m.cfg.Source.Frontier(x.key, run.From); f.Frontier == nil {
			return x.block()
		}
	}
	leaves := m.cfg.Source.Leaves(x.key, run.From, min(run.To, run.From+uint64(limit/leafCost)+1))
	if len(leaves) == 0 {
		return x.block()
	}
	size := len(wire.EncodeFrame(f)) + bytesHead
	for i, leaf := range leaves {
		size += len(leaf) + bytesHead
		if i > 0 && size > limit {
			break
		}
		f.Leaves = append(f.Leaves, leaf)
	}
	piece := leavesPiece{x, run.From, run.From + uint64(len(f.Leaves))}
	x.need.remove(piece.from, piece.to)
	return m.whole(s, wire.EncodeFrame(f), piece, p)
}

// block stops x until the next event that concerns it.
func (x *outLog) block() ([]byte, carried) {
	x.blocked = true
	return nil, nil
}

// whole returns a frame that may be longer than the frame size; then it goes in parts, as a control.
func (m *Machine) whole(s *session, frame []byte, what carried, p parley.Precedence) ([]byte, carried) {
	if len(frame) <= s.limit(int(p)) {
		return frame, what
	}
	c := newControl(frame, int(p))
	c.what = what
	s.controls.add(c)
	return m.controlFrame(s, int(p))
}

// jump brings the first unmet notable of precedence p to the peer ahead of the backlog: with all leaves from it to
// the end, if that is shorter, else with its proof.
func (m *Machine) jump(s *session, x *outLog, p parley.Precedence) ([]byte, carried) {
	n := x.urgent(p)
	rest := x.need.size() - below(x.need, n.Index)
	frontier := bits.OnesCount64(n.Index) * hashCost
	proof := leafCost + (bits.Len64(x.head.Size)+1)*hashCost
	if int(min(rest, 1<<20))*leafCost+frontier > proof {
		if frame, what := m.prove(s, x, n, p); frame != nil {
			return frame, what
		}
	}
	if run, ok := x.need.next(n.Index); ok {
		return m.leavesFrame(s, x, run, p)
	}
	return x.showHead(m, false)
}

// urgent returns the first unmet notable of precedence p; there is one.
func (x *outLog) urgent(p parley.Precedence) *notable {
	for i := range x.notable {
		if n := &x.notable[i]; n.Precedence == p && x.unmet(*n) {
			return n
		}
	}
	return nil
}

// below returns how many of s are less than x.
func below(s rangeSet, x uint64) uint64 {
	var n uint64
	for _, r := range s {
		if r.From < x {
			n += min(r.To, x) - r.From
		}
	}
	return n
}

// prove returns the head with its root, then the proof of n under it, or nil if there is none to be had.
func (m *Machine) prove(s *session, x *outLog, n *notable, p parley.Precedence) ([]byte, carried) {
	leaf, path := m.cfg.Source.Proof(x.key, n.Index, x.head.Size)
	if leaf == nil {
		return nil, nil
	}
	if x.rooted != x.head.Size {
		return x.showHead(m, true)
	}
	n.proved = true
	log, _ := m.charters.wireLog(x.key)
	f := &wire.Proof{Log: log, Index: n.Index, Leaf: leaf, Size: x.head.Size, Path: path}
	return m.whole(s, wire.EncodeFrame(f), proofPiece{x, n.Index}, p)
}
