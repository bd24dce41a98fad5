package link

import (
	"parley"
	"parley/wire"
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
		mirror, ok := m.charters.first(log.Charter, f.Mirror)
		if !ok {
			return false, nil
		}
		m.deliver = append(m.deliver, CosigIn{s.id, log, mirror.Party, f})
	}
	return true, nil
}

// onAsk answers for leaves and heads of the records that the node named [LINK-26], and delivers what else is asked.
func (m *Machine) onAsk(s *session, f *wire.Ask) (used bool, err error) {
	log, ok := m.log(s, f.Log)
	if !ok {
		return false, nil
	}
	x := m.logs.of[log]
	named := x != nil && !x.onRequest && x.head.Size > 0
	switch {
	case f.What == wire.AskLeaves && named:
		x.asked(f.From, s.flight.packets)
	case f.What == wire.AskHead && named:
		m.answerHead(s, x)
	default:
		m.deliver = append(m.deliver, AskIn{s.id, log, f})
	}
	return true, nil
}

// answerHead queues the newest head with its root, at IMMEDIATE. A peer that asks faster than it takes the answers
// gets fewer.
func (m *Machine) answerHead(s *session, x *outLog) {
	if s.controls.length() >= maxControls {
		return
	}
	frame, _ := x.headFrame(m, true)
	s.controls.add(newControl(frame, int(parley.Immediate)))
}

// onControl delivers the node's own frames.
func (m *Machine) onControl(s *session, f wire.Frame) {
	switch f := f.(type) {
	case *wire.SheetFrame:
		m.deliver = append(m.deliver, SheetIn{s.id, f.Sheet})
	case *wire.EditionFrame:
		m.deliver = append(m.deliver, EditionIn{s.id, f})
	case *wire.Fork:
		m.deliver = append(m.deliver, ForkIn{s.id, f.Evidence})
	case *wire.VolumeFrame:
		m.deliver = append(m.deliver, VolumeIn{s.id, f.Charter, f.Statement})
	case *wire.Bye:
		m.deliver = append(m.deliver, ByeIn{s.id, f.Code, f.Reason})
	}
}
