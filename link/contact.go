package link

import (
	"time"

	"parley"
)

// A contact is what a session lets one expect: so long does a piece take, and then it is over.
type contact struct {
	now   parley.Millis
	rate  float64       // bytes per second; 0: not known, and anything may be in time
	ahead int           // bytes in flight
	delay time.Duration // one way
	until parley.Millis // when it ends; 0: not known
}

// contact returns what may be expected of s: by what was measured, or, until then, by what the operator expects.
func (s *session) contact(now time.Time) contact {
	rate := s.expects
	if s.window.known {
		rate = s.rate.best()
	}
	return contact{now: parley.MillisOf(now), rate: rate, ahead: s.flight.bytes, delay: s.rtt.delay(s.rate.best()) / 2, until: s.until}
}

// takes returns how long n bytes occupy the line.
func (c contact) takes(n uint64) time.Duration {
	if c.rate <= 0 {
		return 0
	}
	return time.Duration(min(float64(n)/c.rate, maxTakes) * float64(time.Second))
}

// maxTakes bounds an expectation, in seconds: ten years.
const maxTakes = 10 * 365 * 86400

// whole returns when e is whole at the peer, if it goes next.
func (c contact) whole(e *entry) parley.Millis {
	return c.now + parley.Millis((c.takes(e.load()+uint64(c.ahead)) + c.delay).Milliseconds())
}

// late reports whether e expires before it can be whole.
func (c contact) late(e *entry) bool { return e.Expires != 0 && c.whole(e) >= e.Expires }

// inTime reports whether e, which expires, is whole before that and before the contact ends.
func (c contact) inTime(e *entry) bool {
	return !c.late(e) && (c.until == 0 || c.whole(e) < c.until)
}
