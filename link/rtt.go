package link

import "time"

// rttState measures the round trip: smoothed with its variation (RFC 6298, section 2), which timers use, and the least
// delay, which the window uses.
type rttState struct {
	smoothed, variation time.Duration // 0 while not known

	// The least delay is kept as the sample that gave it: how long it took, and the bytes that had to pass before it
	// ended. How long those took is known only once the rate is.
	least     time.Duration // 0 while not known
	leastSize int
	leastAt   time.Time
	stale     bool // the next small sample replaces it

	piece pieceSample
	lately
}

// smallSample is how many bytes a sample may have that replaces an old one: of a longer one nobody knows how much is delay.
const smallSample = 256

// leastLife is how long the least delay is trusted on a line that is never idle: a path may get longer.
const leastLife = 2 * time.Minute

// sample takes in that size bytes, sent together, were acknowledged after d.
func (r *rttState) sample(now time.Time, d time.Duration, size int) {
	d = max(d, time.Microsecond)
	if r.smoothed == 0 {
		r.smoothed, r.variation = d, d/2
	} else {
		r.variation += ((r.smoothed - d).Abs() - r.variation) / 4
		r.smoothed += (d - r.smoothed) / 8
	}
	switch {
	case r.least == 0 || r.stale && (size <= smallSample || r.longer >= r.patience()):
		r.replaced(d)
		r.least, r.leastSize, r.leastAt = d, size, now
	case d <= r.least: // fewer bytes would not have taken longer
		r.least, r.leastSize, r.leastAt = d, min(size, r.leastSize), now
	case size < r.leastSize && d <= r.least+r.least/20:
		r.leastSize = size
	}
	r.stale = false
}

// delay returns the least delay without the time that the sample's own bytes took at rate bytes per second.
// It never takes away more than seven eighths, since the rate may be measured too low.
func (r *rttState) delay(rate float64) time.Duration {
	least := netDelay(r.least, r.leastSize, rate)
	if p := r.piece; p.took > 0 && rate > 0 {
		least = min(least, max(least-mostLess, p.took-min(p.own, takes(p.size, rate))))
	}
	return least
}

func netDelay(d time.Duration, size int, rate float64) time.Duration {
	if rate <= 0 {
		return d
	}
	return max(d/8, d-takes(size, rate))
}

// takes is how long size bytes take at rate bytes per second.
func takes(size int, rate float64) time.Duration {
	return time.Duration(float64(size) / rate * float64(time.Second))
}

// old reports whether the least delay should be measured anew.
func (r *rttState) old(now time.Time) bool {
	return r.least != 0 && !r.stale && (now.Sub(r.leastAt) > leastLife || r.longer >= r.patience())
}
