package link

import (
	"parley"
	"parley/wire"
)

// Limits on what a record can look like: no tree of SHA-256 is larger than a uint64 can count, and none is that large.
const (
	maxLogSize = 1 << 62
	maxPath    = 64
	maxReason  = 200
	maxNotes   = wire.MaxParties // signature lines of an edition
	maxNote    = 512             // bytes of one
)

// onLogFrame delivers a frame about one log, and learns from it what the peer holds.
func (m *Machine) onLogFrame(s *session, f wire.Frame) (used bool, err error) {
	var in wire.Log
	switch f := f.(type) {
	case *wire.Leaves:
		in = f.Log
	case *wire.Head:
		in = f.Log
	case *wire.Proof:
		in = f.Log
	case *wire.Cosig:
		in = f.Log
	}
	log, ok := m.log(s, in)
	if !ok {
		return false, nil
	}
	if err := checkLogFrame(f); err != nil {
		return true, err
	}
	switch f := f.(type) {
	case *wire.Leaves:
		m.logs.get(log).holds(f.Start, f.Start+uint64(len(f.Leaves)))
		m.deliver = append(m.deliver, LeavesIn{s.id, log, f})
	case *wire.Head:
		m.logs.get(log).heard(f.Size)
		m.deliver = append(m.deliver, HeadIn{s.id, log, f})
	case *wire.Proof:
		m.deliver = append(m.deliver, ProofIn{s.id, log, f})
	case *wire.Cosig:
		mirror, ok := m.charters.key(log.Charter, f.Mirror)
		if !ok {
			return false, nil
		}
		m.deliver = append(m.deliver, CosigIn{s.id, log, mirror.Party, f})
	}
	return true, nil
}

// checkLogFrame enforces the sizes of what is in f [LINK-3].
func checkLogFrame(f wire.Frame) error {
	bad := false
	switch f := f.(type) {
	case *wire.Leaves:
		bad = len(f.Leaves) == 0 || f.Start > maxLogSize || len(f.Frontier) > maxPath
		for _, l := range f.Leaves {
			bad = bad || len(l) == 0 || len(l) > wire.MaxLeaf
		}
	case *wire.Head:
		bad = f.Size == 0 || f.Size > maxLogSize
	case *wire.Proof:
		bad = f.Index >= f.Size || f.Size > maxLogSize || len(f.Path) > maxPath || len(f.Leaf) == 0 || len(f.Leaf) > wire.MaxLeaf
	case *wire.Cosig:
		bad = f.Size == 0 || f.Size > maxLogSize
	}
	if bad {
		return parley.Errorf(parley.CodeTooLarge, "a frame about a record holds sizes that no record has")
	}
	return nil
}

// onAsk answers for leaves and heads, and delivers what else is asked.
func (m *Machine) onAsk(s *session, f *wire.Ask) (used bool, err error) {
	log, ok := m.log(s, f.Log)
	if !ok {
		return false, nil
	}
	switch f.What {
	case wire.AskLeaves:
		if x := m.logs.of[log]; x != nil {
			x.asked(f.From, s.flight.packets)
		}
	case wire.AskHead:
		m.answerHead(s, log)
	default:
		m.deliver = append(m.deliver, AskIn{s.id, log, f})
	}
	return true, nil
}

// answerHead queues the newest head with its root, at IMMEDIATE. A peer that asks faster than it takes the answers
// gets fewer.
func (m *Machine) answerHead(s *session, log LogKey) {
	x := m.logs.of[log]
	if x == nil || x.head.Size == 0 || s.controls.length() >= maxControls {
		return
	}
	frame, _ := x.headFrame(m, true)
	s.controls.add(newControl(frame, int(parley.Immediate)))
}

// onControl delivers the node's own frames after checking their sizes [LINK-3].
func (m *Machine) onControl(s *session, f wire.Frame) error {
	var d Delivery
	bad := false
	switch f := f.(type) {
	case *wire.SheetFrame:
		d, bad = SheetIn{s.id, f.Sheet}, len(f.Sheet) > wire.MaxSheet
	case *wire.EditionFrame:
		d, bad = EditionIn{s.id, f}, len(f.Edition) > wire.MaxCharter || len(f.Signatures) > maxNotes
		for _, n := range f.Signatures {
			bad = bad || len(n) > maxNote
		}
	case *wire.Fork:
		d = ForkIn{s.id, f.Evidence}
	case *wire.Bye:
		d, bad = ByeIn{s.id, f.Code, f.Reason}, len(f.Reason) > maxReason
	}
	if bad {
		return parley.Errorf(parley.CodeTooLarge, "a frame holds a sheet, an edition or a reason over its size limit")
	}
	m.deliver = append(m.deliver, d)
	return nil
}
