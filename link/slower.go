package link

import "time"

// slowerBy is what a round trip may take beyond twice what rate and delay say: the peer's disk, a segment that TCP sent again.
const slowerBy = 500 * time.Millisecond

// slower reports whether a round trip of d, of a packet with which so many bytes were in flight, can only mean that the path
// is another one than was measured, as when a node's traffic moves from a cable to a radio [LINK-61].
func (s *session) slower(d time.Duration, ahead int) bool {
	rate := s.rate.best()
	if rate <= 0 || s.rtt.least == 0 {
		return false
	}
	own := time.Duration(float64(ahead) / rate * float64(time.Second))
	return d > 2*(s.rtt.least+own+ackDelay)+slowerBy
}

// remeasure forgets rate and round trip: both are found as at the start.
func (s *session) remeasure() {
	s.rate.forget()
	s.rtt = rttState{}
	spare := s.window.spare
	s.window = newWindow(s.window.frameTime, s.window.maxFrame)
	s.window.spare = spare
	s.window.expect(s.operator)
	s.pace = paceState{}
}
