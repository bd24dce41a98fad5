package link

import (
	"time"

	"parley"
	"parley/wire"
)

// receive takes in one frame. An error ends the session.
func (m *Machine) receive(now time.Time, ev Received) error {
	s := m.sessions[ev.Session]
	if s == nil || s.broken {
		return nil
	}
	err := m.receiveOn(now, s, ev)
	s.broken = s.broken || err != nil
	return err
}

func (m *Machine) receiveOn(now time.Time, s *session, ev Received) error {
	if len(ev.Frame) > wire.MaxFrame {
		return parley.Errorf(parley.CodeTooLarge, "a frame of %d bytes came, more than %d", len(ev.Frame), wire.MaxFrame)
	}
	s.heard, s.ping.unanswered = now, 0
	m.answered(now, s)
	s.receivedBytes += uint64(len(ev.Frame))
	if !s.reliable && (ev.Packet == 0 || ev.Packet == 1<<64-1) {
		return parley.Errorf(parley.CodeBadEncoding, "a packet came without a number")
	}
	if !s.reliable && s.ack.repeated(ev.Packet) {
		return nil
	}
	if later(ev.Frame) {
		m.dropped++
		s.ack.received(now, ev.Packet, ev.Frame, false)
		return nil
	}
	f, err := decode(ev.Frame, wire.MaxFrame)
	if err != nil {
		return err
	}
	return m.accept(now, s, ev, f)
}

// accept handles a frame and says, through an ACK, that it came. What cannot be used yet is not acknowledged on a
// bearer that is not reliable, so that it comes again [LINK-6].
func (m *Machine) accept(now time.Time, s *session, ev Received, f wire.Frame) error {
	if ack, ok := f.(*wire.Ack); ok {
		s.ack.note(ev.Packet)
		err := s.acknowledge(now, ack)
		m.relieve(s)
		return err
	}
	used, err := m.handle(now, s, f)
	if err != nil {
		return err
	}
	if !used {
		m.dropped++
		if !s.reliable {
			return nil
		}
	}
	s.ack.received(now, ev.Packet, ev.Frame, isPiece(f))
	return nil
}

// later reports whether b is a frame of a type that only a later version knows: an array whose first element is an
// integer up to 255 that is no type of this version [LINK-2].
func later(b []byte) bool {
	if len(b) < 2 || b[0] < 0x81 || b[0] > 0x97 {
		return false
	}
	if b[1] == 0x18 {
		return len(b) > 2 && b[2] >= 0x18
	}
	return b[1] == 0 || b[1] == byte(wire.TypeVoice) || b[1] > byte(wire.TypePackedBlob) && b[1] <= 0x17 && b[1] != byte(wire.TypeEntry)
}

// isPiece reports whether f is a part of something longer, so that its answer will be some time in coming.
func isPiece(f wire.Frame) bool {
	switch f := f.(type) {
	case *wire.Part:
		return true
	case *wire.Body:
		return f.Open == nil || f.Open.ID != nil
	case *wire.Packed:
		return f.Length != 0
	}
	return false
}

// handle gives a frame to the mechanism that it is for. used is false for a frame that names what is not known here,
// or not yet.
func (m *Machine) handle(now time.Time, s *session, f wire.Frame) (used bool, err error) {
	switch f := f.(type) {
	case *wire.Hello:
		return true, m.onHello(now, s, f)
	case *wire.Body:
		return m.onBody(s, f)
	case *wire.Packed:
		return m.onPacked(s, f)
	case *wire.Have:
		m.onHave(s, f)
	case *wire.Part:
		return m.onPart(now, s, f)
	case *wire.Ping:
		s.ping.answer(f)
	case *wire.Pong:
		m.onPong(now, s, f)
	case *wire.Leaves, *wire.Head, *wire.Proof, *wire.Cosig:
		return m.onLogFrame(s, f)
	case *wire.Entry:
		return m.onEntry(s, f), nil
	case *wire.Ask:
		return m.onAsk(s, f)
	default:
		m.onControl(s, f)
	}
	return true, nil
}

// onPart puts frames together. A whole one must be neither a part nor an acknowledgement [LINK-27].
func (m *Machine) onPart(now time.Time, s *session, p *wire.Part) (used bool, err error) {
	b, err := s.parts.add(p)
	if err != nil || b == nil {
		return true, err
	}
	if later(b) {
		m.dropped++
		return true, nil
	}
	f, err := decode(b, maxPartFrame)
	if err != nil {
		return true, err
	}
	switch f.(type) {
	case *wire.Part, *wire.Ack:
		return true, parley.Errorf(parley.CodeBadEncoding, "a frame in parts is itself a part or an acknowledgement")
	}
	if used, err = m.handle(now, s, f); !used {
		m.dropped++
	}
	return true, err
}

func (m *Machine) onPong(now time.Time, s *session, f *wire.Pong) {
	rtt, offset, ok := s.ping.pong(now, f)
	if !ok {
		return
	}
	offset -= m.wall(now).Sub(now)
	s.clock = offset
	s.rtt.sample(now, rtt, 0)
	m.deliver = append(m.deliver, PongIn{s.id, rtt, offset})
}
