package link

import (
	"parley"
	"parley/wire"
)

// logFrame returns the next frame of a log update at precedence p, or nil. Updates keep the order in which the node
// named the logs.
func (m *Machine) logFrame(s *session, p parley.Precedence) ([]byte, carried) {
	for x := m.nextLog(s, p); x != nil; x = m.nextLog(s, p) {
		inOrder := x.inOrder(s, p)
		if frame, what := m.updateFrame(s, x, p); frame != nil || s.pace.waits || !x.blocked {
			switch w := what.(type) {
			case bodyPiece: // goes on every session by itself
			case entryPiece:
				m.spreadEntry(s, w, p)
			default:
				if _, leaves := w.(leavesPiece); !leaves || !inOrder {
					m.spread(s, frame, what, p)
				}
			}
			return frame, what
		}
	}
	return nil, nil
}

// nextLog returns the log of which something goes next at precedence p, or nil. Before the peer's HELLO only what
// earlier sessions taught can go, and only at FLASH.
func (m *Machine) nextLog(s *session, p parley.Precedence) *outLog {
	if !s.hello && p != parley.Flash || s != m.main && (s.suspect || p < parley.Immediate) {
		return nil
	}
	for _, x := range m.logs.order {
		if x.known && x.behind() && m.carries(s, x.key) && x.precedence() == p && (s == m.main || !x.inOrder(s, p)) {
			return x
		}
	}
	return nil
}

// updateFrame returns the next frame of x: the leaves in their order, then the head. If more is missing than two
// frames hold, a FLASH jumps ahead of the rest, and so does what is above ROUTINE unless the rest is brief [LINK-25].
func (m *Machine) updateFrame(s *session, x *outLog, p parley.Precedence) ([]byte, carried) {
	if p > parley.Routine && x.backlog(s) && !x.inOrder(s, p) {
		return m.jump(s, x, p)
	}
	if x.stopped() {
		return m.stopFrame(x)
	}
	if frame, what := m.entryFrame(s, x, p); frame != nil {
		return frame, what
	}
	if len(x.need) > 0 && p == parley.Routine && x.backlog(s) {
		return m.trickle(s, x)
	}
	if len(x.need) > 0 {
		return m.leavesFrame(s, x, x.need[0], p)
	}
	return x.showHead(m)
}

// showHead returns the frame with the newest head, all leaves below it having been sent.
func (x *outLog) showHead(m *Machine) ([]byte, carried) {
	x.shown = x.head.Size
	return x.headFrame(m, false)
}

func (x *outLog) headFrame(m *Machine, root bool) ([]byte, carried) {
	return x.frameOf(m, x.head, root)
}

func (x *outLog) frameOf(m *Machine, h Head, root bool) ([]byte, carried) {
	log, _ := m.charters.wireLog(x.key)
	f := &wire.Head{Log: log, Size: h.Size, Signature: h.Signature}
	if root {
		f.Root = &h.Root
	}
	return wire.EncodeFrame(f), headPiece{x, h.Size, root, x.asks}
}

// leavesFrame returns as many leaves of run as fit, at least one. Those that were asked for carry the frontier before
// them, so that a receiver that holds others there can show it [LINK-26].
func (m *Machine) leavesFrame(s *session, x *outLog, run wire.Range, p parley.Precedence) ([]byte, carried) {
	limit := s.limit(int(p))
	log, _ := m.charters.wireLog(x.key)
	run.To = min(run.To, m.nextStop(x, run.From))
	f := &wire.Leaves{Log: log, Start: run.From}
	if run.From == x.answered && run.From > 0 {
		f.Frontier, x.answered = m.cfg.Source.Frontier(x.key, run.From), 0
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
	return m.leavesPiece(s, x, f, p)
}

func (m *Machine) leavesPiece(s *session, x *outLog, f *wire.Leaves, p parley.Precedence) ([]byte, carried) {
	piece := leavesPiece{x, f.Start, f.Start + uint64(len(f.Leaves))}
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

// jump brings the first unmet notable of precedence p to the peer ahead of the backlog: in one frame with all leaves
// from it to the end, if that is shorter [LINK-23], else with its proof.
func (m *Machine) jump(s *session, x *outLog, p parley.Precedence) ([]byte, carried) {
	n := x.urgent(p)
	if _, cost := x.ahead(n.Index); cost > x.proofCost() {
		return m.prove(s, x, n, p)
	}
	if x.tail == x.head.Size && !x.need.contains(n.Index) {
		return x.showHead(m)
	}
	return m.aheadFrame(s, x, n.Index, p)
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

// prove returns the head with its root, then the proof of n under it [LINK-24].
func (m *Machine) prove(s *session, x *outLog, n *notable, p parley.Precedence) ([]byte, carried) {
	if x.rooted != x.head.Size || s.rooted[x.key] != x.head.Size {
		x.rooted, s.rooted[x.key] = x.head.Size, x.head.Size
		return x.headFrame(m, true)
	}
	leaf, path := m.cfg.Source.Proof(x.key, n.Index, x.head.Size)
	if leaf == nil {
		return x.block()
	}
	n.proved, n.under = true, x.head.Size
	log, _ := m.charters.wireLog(x.key)
	f := &wire.Proof{Log: log, Index: n.Index, Leaf: leaf, Size: x.head.Size, Path: path}
	return m.whole(s, wire.EncodeFrame(f), proofPiece{x, n.Index, x.head.Size}, p)
}
