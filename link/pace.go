package link

import "time"

// paceState spaces the pieces of what is long, so that they pass the narrowest place one by one and are acknowledged one by
// one: what goes together is acknowledged together, and the line is idle for a round trip before the next goes [LINK-60].
type paceState struct {
	next  time.Time // when the next piece may go
	waits bool      // one waits for that
	runs  int       // of leaves at ROUTINE
}

// How much faster pieces go than the measured rate: so much that a line that gets faster is noticed, and in start-up so much
// that the rate can double with each round trip.
const (
	paceGain  = 1.25
	startGain = 3
)

// leastPause is the shortest pause that is worth a timer: on a fast line pieces go together.
const leastPause = 5 * time.Millisecond

// sent takes in a piece of size bytes.
func (p *paceState) sent(now time.Time, size int, rate float64) {
	if p.next.Before(now) {
		p.next = now
	}
	if rate > 0 {
		if pause := time.Duration(float64(size) / rate * float64(time.Second)); pause >= leastPause {
			p.next = p.next.Add(pause)
		}
	}
}

// early reports whether a piece has to wait, and notes that it does.
func (p *paceState) early(now time.Time) bool {
	if now.Before(p.next) {
		p.waits = true
		return true
	}
	return false
}
