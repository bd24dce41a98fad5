package link

import "time"

// hearing is what a session makes of its peer's silence [LINK-71] [LINK-73].
type hearing struct {
	awaits  time.Time // since when an answer is awaited; zero while none is
	since   time.Time // when the session opened, or last answered after a silence
	suspect bool      // the peer fell silent, and has not answered since
	given   bool      // what was in flight then goes over others
	wasAway bool      // the last acknowledgement came after a silence
	beside  bool      // another session is there, on which the peer has greeted and is not silent
}

// A session that is not reliable is dead after deadTimeouts time-outs in a row, and at least deadLeast, or after deadMost.
const (
	deadTimeouts = 5
	deadLeast    = 4 * time.Second
	deadMost     = time.Minute
)

// await notes that something was sent that calls for an answer.
func (h *hearing) await(now time.Time) {
	if h.awaits.IsZero() {
		h.awaits = now
	}
}

// idle notes that nothing is awaited when nothing is in flight.
func (s *session) idle() {
	if s.flight.idle() && !s.suspect {
		s.awaits, s.loss.backoff = time.Time{}, 0
	}
}

// away reports whether a packet was sent before the peer fell silent, so that its acknowledgement, which came after that, tells
// of an outage and not of the path. Where the next one does too, the path got longer.
func (s *session) away(p *packet) bool {
	s.wasAway = p.at.Before(s.since) && !s.wasAway
	return s.wasAway
}

// silence returns when the silence of the peer next means something.
func (s *session) silence() (at time.Time, ok bool) {
	switch {
	case s.awaits.IsZero() || s.broken:
		return at, false
	case !s.suspect:
		return s.awaits.Add(s.patience()), !s.flight.idle()
	}
	return s.awaits.Add(s.lifeTime()), !s.reliable
}

// patience is how long nothing may be heard: one round trip beyond the time in which what is in flight should be acknowledged;
// half of one where another session can take over, and the path loses next to nothing.
func (s *session) patience() time.Duration {
	long := s.answerTime(s.flight.bytes) + s.rtt.smoothed
	if !s.beside || s.rtt.smoothed == 0 || s.loss.share > lossless {
		return long
	}
	trip, beyond := s.rtt.smoothed, max(s.rtt.smoothed/2, 2*s.rtt.variation)
	if own := s.lineTime(s.flight.bytes); own > 0 && s.rtt.least > 0 {
		least := s.rtt.delay(s.expected())
		trip, beyond = least+own, max(least/2, 2*s.rtt.variation)
	}
	return min(long, max(leastTimeout, trip+ackDelay+beyond))
}

// lossless is the share of packets that a path may lose before one that is not acknowledged says little.
const lossless = 0.01

func (s *session) lifeTime() time.Duration {
	if s.loss.backoff >= deadTimeouts {
		return deadLeast
	}
	return deadMost
}

// dead reports whether a session on a bearer that is not reliable is to be closed, so that the node begins anew [LINK-73].
func (s *session) dead(now time.Time) bool {
	at, ok := s.silence()
	return ok && s.suspect && !now.Before(at)
}

// listen suspects s when its peer is silent, and gives what it carried to the other sessions, if there are any.
func (m *Machine) listen(now time.Time, s *session) {
	if at, ok := s.silence(); ok && !s.suspect && !now.Before(at) {
		s.suspect, s.given = true, false
		m.bearer(s).flapped(now)
		m.choose(now)
	}
	if !s.suspect {
		return
	}
	s.ping.wanted = s.ping.wanted || !s.reliable && s.flight.bytes == 0
	if !s.given && m.main != s && !m.main.suspect {
		s.given = true
		m.back(s)
	}
}

// back gives what s carried to the other sessions.
func (m *Machine) back(s *session) {
	for _, p := range s.flight.packets {
		p.what.back()
	}
	m.release(s, func(c *control) { c.what.back() })
	m.underWay()
}

// answered takes in that something came on s.
func (m *Machine) answered(now time.Time, s *session) {
	s.awaits, s.loss.backoff = time.Time{}, 0
	if !s.flight.idle() {
		s.awaits = now
	}
	if s.suspect {
		s.suspect, s.since = false, now
		m.choose(now)
		m.underWay()
	}
}
