package link

import "time"

// lossState finds lost packets on a bearer that is not reliable: a packet is lost when one sent at least three later
// was acknowledged, or when nothing was acknowledged for the time-out (RFC 6298, with a least value of 200 ms), which
// doubles each time it passes [LINK-17].
type lossState struct {
	largest uint64 // newest packet acknowledged
	backoff int    // time-outs since the last acknowledgement
}

const (
	lossDistance = 3
	leastTimeout = 200 * time.Millisecond
	firstTimeout = 3 * time.Second
	mostTimeout  = 15 * time.Second
)

// timeout returns after how long without acknowledgement the oldest packet is lost.
func (l *lossState) timeout(r *rttState) time.Duration {
	t := firstTimeout
	if r.smoothed > 0 {
		t = max(leastTimeout, r.smoothed+4*r.variation+ackDelay)
	}
	return min(t<<min(l.backoff, 10), mostTimeout)
}

// acked takes in acknowledged packets.
func (l *lossState) acked(ps []*packet) {
	for _, p := range ps {
		l.largest = max(l.largest, p.number)
	}
	l.backoff = 0
}

// overtaken takes the packets out of f that later ones overtook.
func (l *lossState) overtaken(f *flight) []*packet {
	return f.take(func(_ int, p *packet) bool { return p.number+lossDistance <= l.largest })
}

// due returns when the time-out of the oldest packet passes.
func (l *lossState) due(f *flight, r *rttState) (time.Time, bool) {
	if len(f.packets) == 0 {
		return time.Time{}, false
	}
	return f.packets[0].at.Add(l.timeout(r)), true
}

// expired takes the packets out of f whose time-out has passed.
func (l *lossState) expired(now time.Time, f *flight, r *rttState) []*packet {
	t := l.timeout(r)
	lost := f.take(func(_ int, p *packet) bool { return !now.Before(p.at.Add(t)) })
	if len(lost) > 0 {
		l.backoff++
	}
	return lost
}
