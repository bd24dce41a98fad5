package node

import (
	"time"

	"parley/wire"
)

// Limits are what one session, and those who dial, may take of the node. A zero field stands for its default.
type Limits struct {
	FrameBytes int // bytes of frames read from one session in a second; 32 MiB
	Frames     int // frames read from one session in a second; 20,000
}

const (
	defaultFrameBytes = 32 << 20
	defaultFrames     = 20000
	sessionsRate      = 2 // sessions that one peer may open in a second, after the first sessionsBurst
	sessionsBurst     = 32
)

func (l Limits) withDefaults() Limits {
	if l.FrameBytes <= 0 {
		l.FrameBytes = defaultFrameBytes
	}
	if l.Frames <= 0 {
		l.Frames = defaultFrames
	}
	return l
}

// A bucket lets through rate units a second, and at most a second's worth at once. It belongs to one goroutine.
type bucket struct {
	rate, most float64
	left       float64
	at         time.Time
}

func newBucket(rate, most float64) bucket { return bucket{rate: rate, most: most, left: most} }

// take takes n units and returns how long to wait before anything more is taken.
func (b *bucket) take(now time.Time, n float64) time.Duration {
	if !b.at.IsZero() {
		b.left = min(b.most, b.left+now.Sub(b.at).Seconds()*b.rate)
	}
	b.at = now
	b.left -= n
	if b.left >= 0 {
		return 0
	}
	return time.Duration(-b.left / b.rate * float64(time.Second))
}

// A pace bounds what is read from one session: whoever sends faster waits, in his own kernel.
type pace struct{ bytes, frames bucket }

func newPace(l Limits) pace {
	l = l.withDefaults()
	return pace{newBucket(float64(l.FrameBytes), float64(l.FrameBytes)), newBucket(float64(l.Frames), float64(l.Frames))}
}

// read returns how long the session is to be left alone after a frame.
func (p *pace) read(now time.Time, frame []byte) time.Duration {
	return max(p.bytes.take(now, float64(len(frame))), p.frames.take(now, weight(frame)))
}

// weight is how many plain frames a frame counts for. Those that have the node search its store or check signatures
// count for more.
func weight(frame []byte) float64 {
	switch wire.PeekType(frame) {
	case wire.TypeHello:
		return 500
	case wire.TypeAsk, wire.TypeSheet, wire.TypeFork, wire.TypePart:
		return 20
	}
	return 1
}
