package link

import (
	"slices"
	"time"
)

// alone takes in that a piece of something long, which is acknowledged at once, was acknowledged after d; idle says that it went
// on an idle line, and rate is the measured one in bytes per second.
func (r *rttState) alone(now time.Time, d time.Duration, size int, rate float64, idle bool) {
	least := r.delay(rate)
	net := netDelay(d, size, rate)
	if net <= least+least/20+paceSlack {
		r.leastAt = now
	}
	switch {
	case net >= least && r.piece.took > 0:
	case idle:
		r.piece = pieceSample{d, size, d}
	case net < least:
		r.piece = pieceSample{d, size, takes(size, rate)}
	}
}

// mostLess is how much less a piece may show: what the peer waits with an acknowledgement, and some bytes of an answer.
const mostLess = 4 * ackDelay

// A pieceSample shows a delay that is less than the least one: the shorter samples were acknowledged with something else, or
// later. A rate that was measured too low does no harm: the piece counts for no longer than it did then.
type pieceSample struct {
	took time.Duration // 0: none
	size int
	own  time.Duration // at most
}

// lately is what the last acknowledgements said of the delay, each without the time until its packet will have passed the narrowest place. The least
// delay holds for two minutes; a path may be longer before they are over.
type lately struct {
	nets   [4]time.Duration // in a ring; 0: none
	n      int
	longer int // samples in a row that were much longer than the least
	vain   int // times in a row that it was measured anew for that, and was the same
}

// longerLeast is how many samples in a row call for a new measurement; after each that was in vain, twice as many.
const longerLeast = 4

func (l *lately) patience() int { return longerLeast << min(l.vain, 6) }

// seen takes in a sample; least is the delay that is trusted.
func (l *lately) seen(net, least time.Duration) {
	l.nets[l.n%len(l.nets)] = max(net, time.Microsecond)
	l.n++
	if l.longer++; net <= least+least/4+paceSlack {
		l.longer = 0
	}
}

// shortest returns the least of the last samples, 0 where there is none.
func (l *lately) shortest() time.Duration {
	if l.n == 0 {
		return 0
	}
	return slices.Min(l.nets[:min(l.n, len(l.nets))])
}

// replaced takes in that the least delay is measured anew as d.
func (r *rttState) replaced(d time.Duration) {
	if r.longer < r.patience() || r.least == 0 || d > r.least+r.least/4 {
		r.vain = 0
	} else {
		r.vain++
	}
	r.longer, r.piece = 0, pieceSample{}
}
