package link

import (
	"time"

	"parley/wire"
)

// lossState finds lost packets on a bearer that is not reliable, and measures how many are [LINK-17] [LINK-75].
type lossState struct {
	largest uint64        // newest packet acknowledged
	trip    time.Duration // and its round trip
	reorder time.Duration // how much later than a later one a packet came
	backoff int           // time-outs since the last acknowledgement

	gone  []*packet // taken as lost lately: they may be acknowledged all the same
	share float64   // of the packets that are lost, about
	known int       // packets that it is known from
}

const (
	lossDistance = 3
	leastTimeout = 200 * time.Millisecond
	firstTimeout = 3 * time.Second
	mostTimeout  = 15 * time.Second
	leastReorder = 10 * time.Millisecond

	maxGone    = 64
	lossMean   = 64 // packets over which the share is averaged
	mostCopies = 3

	lossRun = 3 // losses counted with one acknowledgement: more in a row are an outage
)

// acked takes in acknowledged packets, of which the newest took trip.
func (l *lossState) acked(ps []*packet, trip time.Duration) {
	newest := ps[len(ps)-1]
	if newest.number > l.largest {
		l.largest, l.trip = newest.number, trip
	}
	l.backoff = 0
	for range ps {
		l.count(0)
	}
}

// count takes in that a packet was lost, 1, or came, 0, and returns what that added to the share.
func (l *lossState) count(lost float64) (added float64) {
	l.known = min(l.known+1, lossMean)
	added = (lost - l.share) / float64(min(l.known+8, lossMean))
	l.share += added
	return added
}

// window is how much later than a later one a packet may come.
func (l *lossState) window() time.Duration { return max(leastReorder, l.trip/8, l.reorder) }

// overtaken takes the packets out of f that later ones overtook.
func (l *lossState) overtaken(now time.Time, f *flight) []*packet {
	return l.forget(f.take(func(_ int, p *packet) bool { return l.passed(now, p) }), true)
}

func (l *lossState) passed(now time.Time, p *packet) bool {
	return p.number+lossDistance <= l.largest || p.number < l.largest && !now.Before(p.at.Add(l.trip+l.window()))
}

// forget keeps packets that are taken as lost for a while.
func (l *lossState) forget(ps []*packet, overtaken bool) []*packet {
	for i, p := range ps {
		p.overtaken = overtaken
		if overtaken && i < lossRun {
			p.counted = l.count(1)
		}
	}
	l.gone = append(l.gone, ps...)
	l.gone = l.gone[max(0, len(l.gone)-maxGone):]
	return ps
}

// late takes the packets out of those taken as lost that the peer has all the same.
func (l *lossState) late(now time.Time, ranges []wire.Range) (late []*packet) {
	if len(l.gone) == 0 {
		return nil
	}
	var rest []*packet
	for _, p := range l.gone {
		if !inRanges(p.number, ranges) {
			rest = append(rest, p)
			continue
		}
		late = append(late, p)
		l.share = max(0, l.share-p.counted)
		if p.overtaken {
			l.reorder = min(max(l.reorder, now.Sub(p.at)-l.trip), l.trip)
		}
	}
	l.gone = rest
	return late
}

// missed counts what ran out of time before a later packet was acknowledged.
func (l *lossState) missed() {
	n := 0
	for _, p := range l.gone {
		if p.counted == 0 && !p.missed && p.number < l.largest {
			p.missed = true
			if n++; n <= lossRun {
				p.counted = l.count(1)
			}
		}
	}
}

func inRanges(n uint64, ranges []wire.Range) bool {
	for _, r := range ranges {
		if r.From <= n && n < r.To {
			return true
		}
	}
	return false
}

// copies is how many times more than once an urgent frame goes on a path that loses so much: so often that all are lost
// less than once in 200 times, at most four times in all [LINK-74].
func (l *lossState) copies() int {
	if l.share <= 0.01 {
		return 0
	}
	all, n := l.share, 0
	for all > 0.005 && n < mostCopies {
		all *= l.share
		n++
	}
	return n
}
