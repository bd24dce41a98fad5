package link

import (
	"slices"

	"parley"
	"parley/wire"
)

// entryFrame returns the last leaf of x and the head over it as one ENTRY, where these are all that the peer lacks and it
// knows the message that the leaf is about, or that message, where it goes first; else nil [LINK-82].
func (m *Machine) entryFrame(s *session, x *outLog, p parley.Precedence) ([]byte, carried) {
	last := x.head.Size - 1
	if s.said == nil || s.said.Features&wire.FeatureEntry == 0 || x.onRequest || x.key.Party == m.cfg.Peer ||
		last < x.plain || !slices.Equal(x.need, rangeSet{{From: last, To: last + 1}}) {
		return nil, nil
	}
	leaves := m.cfg.Source.Leaves(x.key, last, last+1)
	if len(leaves) != 1 {
		return nil, nil
	}
	if e := m.before(s, leaves[0], p); e != nil {
		return m.bodyFrame(s, e, s.limit(int(p)), s.frameSize())
	}
	if !m.knows(s, leaves[0]) {
		return nil, nil
	}
	cut, ok := wire.CutLeaf(leaves[0])
	if !ok {
		return nil, nil
	}
	log, _ := m.charters.wireLog(x.key)
	x.need.remove(last, last+1)
	x.shown = x.head.Size
	f := &wire.Entry{Log: log, Size: x.head.Size, Leaf: cut, Signature: x.head.Signature}
	return wire.EncodeFrame(f), entryPiece{leavesPiece{x, last, last + 1}, headPiece{x, x.head.Size, false, x.asks}, leaves[0], x.head.Signature}
}

// before returns the message that a sent leaf is about, if it is the next to go and one frame.
func (m *Machine) before(s *session, leaf []byte, p parley.Precedence) *entry {
	e := m.nextBody(s, p)
	if e == nil || e.Blob || e.long() || s.runOf(e) != (wire.Range{To: e.Size}) {
		return nil
	}
	if l, err := wire.DecodeLeaf(leaf); err != nil || l.Kind != wire.LeafSent || l.ID != e.ID {
		return nil
	}
	return e
}

// knows reports whether the peer can tell the message that a leaf is about from the first bytes of its id: one that went whole
// in this session, or one that the peer sent.
func (m *Machine) knows(s *session, leaf []byte) bool {
	l, err := wire.DecodeLeaf(leaf)
	if err != nil {
		return false
	}
	if l.Kind == wire.LeafSent {
		return slices.Contains(s.gave, l.ID)
	}
	return m.done.of[l.ID] != nil
}

// maxGave is how many messages that went whole are remembered: a leaf follows its message closely.
const maxGave = 32

// give remembers a message that went whole.
func (s *session) give(id parley.Hash) {
	if s.gave = append(s.gave, id); len(s.gave) > maxGave {
		s.gave = s.gave[1:]
	}
}

// entryPiece is the last leaf of a record and the head over it, in one packet.
type entryPiece struct {
	leavesPiece
	head            headPiece
	leaf, signature []byte
}

func (p entryPiece) acked() {
	p.leavesPiece.acked()
	p.head.acked()
}

// lost has both go in full the next time: the message that they are about may be lost too.
func (p entryPiece) lost() {
	p.x.plain = max(p.x.plain, p.to)
	p.back()
}

func (p entryPiece) back() {
	p.leavesPiece.lost()
	p.head.lost()
}

func (p entryPiece) settled() bool { return p.leavesPiece.settled() && p.head.settled() }

// spreadEntry gives to the other sessions in full what s is about to send: the message may reach the peer there later.
func (m *Machine) spreadEntry(s *session, p entryPiece, precedence parley.Precedence) {
	log, _ := m.charters.wireLog(p.x.key)
	m.spread(s, wire.EncodeFrame(&wire.Leaves{Log: log, Start: p.from, Leaves: [][]byte{p.leaf}}), p.leavesPiece, precedence)
	m.spread(s, wire.EncodeFrame(&wire.Head{Log: log, Size: p.head.size, Signature: p.signature}), p.head, precedence)
}

// onEntry takes in a leaf and the head over it. Where it cannot be told which message the leaf is about, the leaf is asked
// for; on a bearer that is not reliable both come again in full [LINK-83].
func (m *Machine) onEntry(s *session, f *wire.Entry) (used bool) {
	log, ok := m.log(s, f.Log)
	if !ok {
		return false
	}
	x, leaf := m.logs.get(log), m.wholeLeaf(f)
	if leaf == nil && !s.reliable && x.size < f.Size {
		return false
	}
	switch {
	case leaf != nil:
		m.deliver = append(m.deliver, LeavesIn{s.id, log, &wire.Leaves{Type: wire.TypeLeaves, Log: f.Log, Start: f.Size - 1, Leaves: [][]byte{leaf}}})
	case x.size < f.Size:
		m.askLeaf(s, log, f.Size-1)
	}
	x.heard(f.Size)
	m.deliver = append(m.deliver, HeadIn{s.id, log, &wire.Head{Type: wire.TypeHead, Log: f.Log, Size: f.Size, Signature: f.Signature}})
	return true
}

// askLeaf asks for the leaf at a place. A peer that makes that necessary faster than it takes the questions is asked less.
func (m *Machine) askLeaf(s *session, log LogKey, at uint64) {
	if ours, ok := m.charters.wireLog(log); ok && s.controls.length() < maxControls {
		s.controls.add(newControl(wire.EncodeFrame(&wire.Ask{What: wire.AskLeaves, Log: ours, From: at}), int(parley.Immediate)))
	}
}

// wholeLeaf returns the leaf that f holds cut, or nil where none or several messages may be meant.
func (m *Machine) wholeLeaf(f *wire.Entry) []byte {
	var found []parley.Hash
	if f.Kind() == wire.LeafSent {
		for _, id := range m.done.order {
			if f.Names(id) {
				found = append(found, id)
			}
		}
		if len(found) != 1 {
			return nil
		}
		return f.Whole(found[0], [8]byte{})
	}
	for id := range m.queue.entries {
		if f.Names(id) {
			found = append(found, id)
		}
	}
	if len(found) != 1 {
		return nil
	}
	mark, ok := m.markOf(m.queue.entries[found[0]])
	if !ok {
		return nil
	}
	return f.Whole(found[0], mark)
}

// markOf returns the mark of the sent leaf of a message of ours.
func (m *Machine) markOf(e *entry) (mark [8]byte, ok bool) {
	if e.Blob || e.Index < 0 {
		return mark, false
	}
	leaves := m.cfg.Source.Leaves(e.Log, uint64(e.Index), uint64(e.Index)+1)
	if len(leaves) != 1 {
		return mark, false
	}
	l, err := wire.DecodeLeaf(leaves[0])
	return l.Mark, err == nil && l.Kind == wire.LeafSent && l.ID == e.ID
}
