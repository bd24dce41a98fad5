package link

import (
	"time"

	"parley"
	"parley/wire"
)

// send returns what goes on s now: an acknowledgement, if one must go or something else does, then as many frames as
// the window takes. HELLO comes before it all [LINK-5].
func (m *Machine) send(now time.Time, s *session) []Packet {
	if s.broken {
		return nil
	}
	first := s.version == 0
	m.greet(now, s)
	s.probe(now)
	s.pace.waits, s.echoWaits = false, false
	var out []Packet
	for {
		n := m.nextFrame(now, s)
		if n.frame == nil {
			break
		}
		n.urgent = n.level == int(parley.Flash) || n.level == opening && m.queue.tally.waiting[parley.Flash] > 0
		out = append(out, s.transmit(now, n))
	}
	s.idle()
	if s.ack.wanted(now, len(out) > 0) {
		s.flight.number++
		ack := s.packet(wire.EncodeFrame(s.ack.frame()), s.flight.number)
		if first {
			return append(out, ack)
		}
		out = append([]Packet{ack}, out...)
	}
	return out
}

// nextFrame returns what goes next: what opens the session, PONG and PING, and then strictly by precedence; within one
// the node's own frames, log updates, messages, attachments [LINK-9].
func (m *Machine) nextFrame(now time.Time, s *session) outgoing {
	if frame, what := m.controlFrame(s, opening); frame != nil {
		return outgoing{frame: frame, what: what, level: opening}
	}
	if f := s.ping.frame(now, m.wall(now)); f != nil {
		return outgoing{frame: wire.EncodeFrame(f), what: nothing{}}
	}
	for p := parley.Flash; p.Valid(); p-- {
		if s.share.budget != nil && m.waits(s, p) {
			s.claim(now, p, true)
		}
		out := outgoing{level: int(p)}
		if !s.room(int(p)) && !m.proves(s, p) {
			if m.waits(s, p) {
				out.frame, out.what = m.remnant(s, p)
				return out
			}
			continue
		}
		if again, waits := s.nextEcho(now, int(p)); again.frame != nil {
			return again
		} else if waits {
			break
		}
		if out.frame, out.what = m.frameAt(s, p); out.frame != nil {
			return out
		}
		if s.pace.waits { // what is lower does not overtake it
			return outgoing{}
		}
	}
	s.claim(now, parley.Routine, false)
	s.rate.starved(s.flight.bytes)
	return outgoing{}
}

// outgoing is a frame that goes now; without bytes it is none.
type outgoing struct {
	frame  []byte
	what   carried
	level  int
	urgent bool   // a FLASH, or what a FLASH needs
	again  bool   // a copy
	of     uint64 // number of the packet that it is a copy of
}

// frameAt returns the next frame of precedence p. At FLASH the text goes first.
func (m *Machine) frameAt(s *session, p parley.Precedence) ([]byte, carried) {
	if e := m.nextBody(s, p); p == parley.Flash && e != nil && !e.Blob {
		if frame, what := m.bodyAt(s, p); frame != nil {
			return frame, what
		}
	}
	if frame, what := m.controlFrame(s, int(p)); frame != nil {
		return frame, what
	}
	if frame, what := m.logFrame(s, p); frame != nil || s.pace.waits {
		return frame, what
	}
	return m.bodyAt(s, p)
}

// bodyAt returns the next frame of a message or an attachment of precedence p.
func (m *Machine) bodyAt(s *session, p parley.Precedence) ([]byte, carried) {
	for {
		e := m.nextBody(s, p)
		if e == nil {
			return nil, nil
		}
		if e.long() && p < parley.Flash && s.tooEarly(m.now) {
			return nil, nil
		}
		if frame, what := m.bodyFrame(s, e, s.limit(int(p)), s.frameSize()); frame != nil {
			return frame, what
		}
	}
}

func (m *Machine) nextBody(s *session, p parley.Precedence) *entry {
	return m.queue.next(p, s.contact(m.now), func(e *entry) bool { return m.mayGo(s, e) })
}

// waits reports whether anything of precedence p is to be sent.
func (m *Machine) waits(s *session, p parley.Precedence) bool {
	return m.leads(s, p) || m.nextBody(s, p) != nil
}

// leads reports whether anything of precedence p is to be sent that goes before bodies.
func (m *Machine) leads(s *session, p parley.Precedence) bool {
	limit := s.limit(int(p))
	return s == m.main && m.controls.next(int(p), limit) != nil || s.controls.next(int(p), limit) != nil || m.nextLog(s, p) != nil
}

// remnant fills what is left of the window, less than a frame, with a piece of an attachment, if that is what comes
// next. Without it a window of, say, three and a half frames would never be more than three.
func (m *Machine) remnant(s *session, p parley.Precedence) ([]byte, carried) {
	left := s.windowSize() - s.flight.bytes
	e := m.nextBody(s, p)
	if s.drain || s.share.None || s.tooEarly(m.now) || left < s.window.leastPiece(s.frameSize()) || e == nil || !e.Blob || m.leads(s, p) {
		return nil, nil
	}
	return m.bodyFrame(s, e, left, left)
}

// mayGo reports whether e may go on s now. A FLASH waits for nothing but our own HELLO; the rest for what the peer
// holds already [LINK-7].
func (m *Machine) mayGo(s *session, e *entry) bool {
	if e.Expires != 0 && parley.MillisOf(m.now) >= e.Expires {
		return false
	}
	return m.carries(s, e.Log.first()) && (s.have || e.Precedence == parley.Flash) && m.mine(s, e)
}

// controlFrame returns the next frame of the controls of a level: those of the session, then those of any.
func (m *Machine) controlFrame(s *session, level int) ([]byte, carried) {
	limit := s.limit(level)
	c := s.controls.next(level, limit)
	if any := m.controls.next(level, limit); any != nil && s == m.main && (c == nil || any.seq < c.seq) {
		m.controls[level] = m.controls[level][1:]
		s.controls.add(any)
		c = s.controls.next(level, limit)
	}
	if c == nil || !s.room(level) {
		return nil, nil
	}
	frame, what := c.piece(limit, s.frameSize(), s.cut)
	if len(c.need) == 0 {
		s.told(c.named)
	}
	return frame, what
}

// cut numbers a frame that goes in parts.
func (s *session) cut() uint64 { s.cuts++; return s.cuts }

// probe measures the least delay anew when it is old: on an idle line by what goes next; on a busy one bulk pauses until
// nothing is in flight, a PING goes alone, and bulk goes on when it was answered.
func (s *session) probe(now time.Time) {
	if s.drain {
		s.rate.starved(s.flight.bytes)
	}
	switch idle := s.flight.idle(); {
	case !s.rtt.stale && !s.rtt.old(now):
		s.drain = false
	case idle:
		s.rtt.stale, s.ping.wanted = true, s.ping.wanted || s.drain
	case !s.rtt.stale:
		s.drain = true
	}
}
