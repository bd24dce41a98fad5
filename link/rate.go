package link

import "time"

// rateState measures at what rate bytes arrive at the peer, after BBR (draft-cardwell-iccrg-bbr-congestion-control,
// section 4.5.2): each acknowledged packet gives one sample, the bytes acknowledged since the last acknowledgement
// before it was sent, over the longer of the times in which they were sent and acknowledged. The rate is the largest
// sample of the last ten round trips.
type rateState struct {
	delivered   uint64    // bytes acknowledged
	deliveredAt time.Time // of the last acknowledgement
	firstSent   time.Time // when the packet was sent that the last sample ended with
	loaded      bool      // a round trip under load has ended
	limited     uint64    // samples of packets sent before delivered reaches this say little: the queue was empty

	rounds   [rateRounds]float64 // the largest sample of each of the last round trips, in a ring
	round    int
	roundEnd uint64 // the round trip ends with the acknowledgement of a packet sent at this delivered
}

const rateRounds = 10

// sent notes in p what its sample will be measured from.
func (r *rateState) sent(now time.Time, p *packet, idle bool) {
	if idle {
		r.firstSent, r.deliveredAt = now, now
	}
	p.firstSent, p.delivered, p.deliveredAt = r.firstSent, r.delivered, r.deliveredAt
	p.limited = r.limited > r.delivered
}

// starved says that there was room in the window and nothing to send, with inFlight bytes out.
func (r *rateState) starved(inFlight int) { r.limited = r.delivered + uint64(max(inFlight, 1)) }

// acked takes in that size bytes were acknowledged at once, p the newest packet among them. It reports whether a
// round trip under load ended with it.
func (r *rateState) acked(now time.Time, p *packet, size int) (roundEnded bool) {
	r.delivered += uint64(size)
	r.deliveredAt = now
	r.firstSent = p.at
	interval := max(p.at.Sub(p.firstSent), now.Sub(p.deliveredAt))
	if interval <= 0 {
		return false
	}
	sample := float64(r.delivered-p.delivered) / interval.Seconds()
	if p.limited && sample <= r.best() {
		return false
	}
	if roundEnded = !p.limited && p.delivered >= r.roundEnd; roundEnded {
		if !r.loaded { // what was measured before says little, and perhaps of another path
			r.loaded, r.rounds = true, [rateRounds]float64{}
		}
		r.roundEnd = r.delivered
		r.round = (r.round + 1) % rateRounds
		r.rounds[r.round] = 0
	}
	r.rounds[r.round] = max(r.rounds[r.round], sample)
	return roundEnded
}

// forget forgets every sample.
func (r *rateState) forget() {
	r.rounds, r.loaded = [rateRounds]float64{}, false
	r.roundEnd, r.limited = r.delivered, r.delivered+1
}

// best returns the rate in bytes per second, 0 while not known.
func (r *rateState) best() float64 {
	var best float64
	for _, s := range r.rounds {
		if s > best {
			best = s
		}
	}
	return best
}
