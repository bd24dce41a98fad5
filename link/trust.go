package link

import "time"

// A bearer is what is remembered of one through all its sessions, by its name.
type bearer struct {
	flaps int       // sessions that ended with something in flight, or fell silent, one soon after the other
	last  time.Time // when the last of them did

	rate  float64 // of the last session of which it was measured; 0: of none
	rtt   rttState
	loss  float64
	known int // packets that the loss is known from
}

// remember keeps what s measured, recall begins s with it [LINK-76].
func (b *bearer) remember(s *session) {
	if s.window.known {
		b.rate = s.rate.best()
	}
	if s.rtt.smoothed > 0 {
		b.rtt = rttState{smoothed: s.rtt.smoothed, variation: s.rtt.variation}
	}
	b.loss, b.known = s.loss.share, s.loss.known
}

func (b *bearer) recall(s *session) {
	if b.rate > 0 {
		s.expects = b.rate
	}
	s.window.expect(s.expects)
	s.rtt = b.rtt
	s.loss.share, s.loss.known = b.loss, b.known
}

// After the second flap a bearer has to hold for firstHold before it is trusted, after each further one for twice as
// long, up to mostHold; flaps that lie further apart than forgiven do not count together [LINK-72].
const (
	firstHold = 30 * time.Second
	mostHold  = 10 * time.Minute
	forgiven  = 20 * time.Minute
)

// bearer returns what is remembered of the bearer of s.
func (m *Machine) bearer(s *session) *bearer {
	b := m.bearers[s.bearer]
	if b == nil {
		b = &bearer{}
		m.bearers[s.bearer] = b
	}
	return b
}

// flapped takes in that a session ended or fell silent.
func (b *bearer) flapped(now time.Time) {
	if b.flaps > 0 && now.Sub(b.last) > forgiven {
		b.flaps = 0
	}
	b.flaps++
	b.last = now
}

// hold is how long a session must hold before the bearer is trusted.
func (b *bearer) hold() time.Duration {
	if b.flaps < 2 {
		return 0
	}
	return min(firstHold<<min(b.flaps-2, 10), mostHold)
}

// trusts reports whether s may carry what goes once [LINK-72].
func (m *Machine) trusts(now time.Time, s *session) bool {
	return now.Sub(s.since) >= m.bearer(s).hold()
}
