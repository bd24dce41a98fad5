//go:build linux

package emulator

import (
	"math/rand/v2"
	"sync"
	"time"
)

// A Condition is what a link does to what is put on it, in each direction by itself.
type Condition struct {
	Rate  int           // bit/s; 0: unlimited
	Delay time.Duration // one way, after the last bit
	Loss  float64       // probability that a packet is lost, after it took its time on the line
	Queue int           // packets that wait before the line; 0: 20
}

// defaultQueue is how many packets wait where nothing else was said.
const defaultQueue = 20

// A Link is a Path or a Cable.
type Link interface {
	Set(Condition)
	SetDown(bool)
	UpSince() time.Time
	// Carried returns how many bytes were put on the line, both ways, those lost afterwards counted, and when the last was.
	Carried() (bytes int64, last time.Time)
	// Ways returns how many of them went from the first end, and how many to it.
	Ways() (out, back int64)
}

// A weather is the condition that all directions of a link share.
type weather struct {
	mu        sync.Mutex
	condition Condition
	down      bool
	up        time.Time // since when it is not down
}

// Set changes what the link does to what comes from now on.
func (w *weather) Set(c Condition) {
	if c.Queue == 0 {
		c.Queue = defaultQueue
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.condition = c
}

// SetDown has the link drop everything, or nothing any more. Nobody is told.
func (w *weather) SetDown(down bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.down && !down {
		w.up = time.Now()
	}
	w.down = down
}

// UpSince returns when the link came up last.
func (w *weather) UpSince() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.up
}

func (w *weather) now() (Condition, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.condition, w.down
}

// A meter counts what one direction put on the line.
type meter struct {
	mu    sync.Mutex
	bytes int64
	last  time.Time
}

func (m *meter) count(bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.bytes += int64(bytes)
	m.last = time.Now()
}

func (m *meter) total() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.bytes
}

// carried adds up meters.
func carried(all ...*meter) (bytes int64, last time.Time) {
	for _, m := range all {
		m.mu.Lock()
		bytes += m.bytes
		if m.last.After(last) {
			last = m.last
		}
		m.mu.Unlock()
	}
	return bytes, last
}

// A clock says when the line is free again. It goes by the time of day, not by how long it slept, so that a line is as fast
// as its rate says.
type clock struct{ free time.Time }

// longestSleep is how late this program may be woken at most; who is later was not on the line.
const longestSleep = time.Second

// busy waits until bytes have been put on a line of that rate, and returns when the last bit was. Bytes that waited for the line
// go on it as soon as it is free, however late this program was woken.
func (c *clock) busy(bytes, rate int, waited bool) time.Time {
	if now := time.Now(); c.free.Before(now) && (!waited || now.Sub(c.free) > longestSleep) {
		c.free = now
	}
	if rate > 0 {
		c.free = c.free.Add(time.Duration(float64(bytes*8) / float64(rate) * float64(time.Second)))
		time.Sleep(time.Until(c.free))
	}
	return c.free
}

// A flight is what is on its way and when it arrives.
type flight struct {
	bytes []byte
	due   time.Time
}

// land delivers what flies, in its order.
func land(flying <-chan flight, w *weather, deliver func([]byte)) {
	for f := range flying {
		time.Sleep(time.Until(f.due))
		if _, down := w.now(); !down {
			deliver(f.bytes)
		}
	}
}

func dice(seed, which uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, which)) }
