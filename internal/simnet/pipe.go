package simnet

import (
	"math/rand/v2"
	"time"
)

// pipe is one direction of a link: bits leave it one after the other.
type pipe struct {
	random *rand.Rand
	free   time.Time // when the last bit so far has left
	frames int64
	bytes  int64
	fates  Fates
}

// send puts n bytes behind those that wait, and returns when the last of them has left.
func (p *pipe) send(now time.Time, n, rate int) time.Time {
	p.frames++
	p.bytes += int64(n)
	if p.free.Before(now) {
		p.free = now
	}
	p.free = p.free.Add(sendTime(n, rate))
	return p.free
}

// waiting is how many bytes have not left yet.
func (p *pipe) waiting(now time.Time, rate int) int {
	if rate <= 0 || !p.free.After(now) {
		return 0
	}
	return int(p.free.Sub(now).Seconds() * float64(rate) / 8)
}

// sendTime is how long n bytes take at rate bit/s.
func sendTime(n, rate int) time.Duration {
	if rate <= 0 {
		return 0
	}
	return time.Duration(float64(n) * 8 / float64(rate) * float64(time.Second))
}

// fate is what happens to one frame on its way. Each frame draws it whole, so that a change of the path's other
// numbers leaves the draws in place.
type fate struct {
	lost, repeated, overtaken bool
	late, later               float64 // 0 to 1: how much an overtaken frame, and a second copy, are held back
}

func (p *pipe) draw(path Path) fate {
	return fate{
		lost:      p.random.Float64() < path.Loss,
		repeated:  p.random.Float64() < path.Repeat,
		overtaken: p.random.Float64() < path.Reorder,
		late:      p.random.Float64(),
		later:     p.random.Float64(),
	}
}
