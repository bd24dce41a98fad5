package link

import "time"

// paceState spaces the pieces of what is long [LINK-60]. They pass the narrowest place one by one and are acknowledged one by one:
// what goes together is acknowledged together, and the line is idle for a round trip before the next goes. Once the rate is known a
// piece goes shortly before the narrowest place has carried what went before it. When that is, each acknowledgement shows
// anew; one that is lost changes nothing.
type paceState struct {
	next  time.Time // when the next piece may go
	waits bool      // one waits for that
	runs  int       // of leaves at ROUTINE
	empty time.Time // when the narrowest place will have carried all that was sent
	shown uint64    // the newest acknowledged byte that showed it

	pieces int // that were sent
}

// How much faster pieces go than the measured rate at most: so much that a line that gets faster is noticed, and in start-up so
// much that the rate can double with each round trip.
const (
	paceGain  = 1.25
	startGain = 3
)

// paceDip: every so many pieces one goes when the narrowest place is empty, so that its round trip shows the least delay.
const paceDip = 16

const (
	leastPause = 5 * time.Millisecond   // that is worth a timer: on a fast line pieces go together
	paceSlack  = 100 * time.Millisecond // before the narrowest place is empty: for what the peer needs to answer
)

// sent takes in size bytes, sent at rate bytes per second; 0 while not known.
func (p *paceState) sent(now time.Time, size int, rate float64) {
	if p.empty.Before(now) {
		p.empty = now
	}
	if rate > 0 {
		p.empty = p.empty.Add(takes(size, rate))
	}
}

// piece takes in that a piece of size bytes was sent: at rate, none follows sooner.
func (p *paceState) piece(now time.Time, size int, rate float64) {
	p.pieces++
	if p.next.Before(now) {
		p.next = now
	}
	if rate > 0 {
		if pause := takes(size, rate); pause >= leastPause {
			p.next = p.next.Add(pause)
		}
	}
}

// acked takes in that what was sent up to the byte end has been acknowledged, and that behind it the narrowest place will have
// carried everything at the instant empty, or sooner.
func (p *paceState) acked(end uint64, empty time.Time) {
	if end <= p.shown {
		return
	}
	p.shown = end
	if late := empty.Sub(p.empty); late > 0 { // the answer alone may have been late
		empty = p.empty.Add(late / 2)
	}
	p.empty = empty
}

// slack is how long before the narrowest place is empty the next piece goes: where the path is long, so long that the rate can
// grow by a quarter in a round trip.
func (s *session) slack() time.Duration {
	rate := s.share.bound(s.expected())
	if s.pace.pieces%paceDip == 0 || rate <= 0 {
		return 0
	}
	return max(paceSlack, s.rtt.delay(rate)/4-takes(s.frameSize(), rate))
}

// due returns when the next piece may go.
func (s *session) due() time.Time {
	p := &s.pace
	if at := p.empty.Add(-s.slack()); !s.reliable && s.window.start == 0 && at.After(p.next) {
		return at
	}
	return p.next
}

// tooEarly reports whether a piece has to wait, and notes that it does.
func (s *session) tooEarly(now time.Time) bool {
	if now.Before(s.due()) {
		s.pace.waits = true
		return true
	}
	return false
}
