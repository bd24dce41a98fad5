package link

import (
	"math"
	"testing"
	"time"
)

// The rate of a line that is full is that of the line; of one that is not, the largest that was seen.
func TestRate(t *testing.T) {
	var r rateState
	var f flight
	now := simStart
	send := func(size int) *packet {
		p := f.add(now, size, nothing{}, false)
		r.sent(now, p, f.bytes == size)
		return p
	}
	ack := func(after time.Duration, p *packet) bool {
		now = now.Add(after)
		f.take(func(_ int, q *packet) bool { return q == p })
		return r.acked(now, p, p.size)
	}
	r.starved(0)
	if ack(time.Second, send(100)) {
		t.Error("a round trip of a line with nothing to send counts as one under load")
	}
	if got := r.best(); got != 100 {
		t.Errorf("100 bytes in a second: %.0f bytes/s", got)
	}
	r.starved(0)
	ack(2*time.Second, send(100))
	if got := r.best(); got != 100 {
		t.Errorf("less than before on a line with nothing to send: %.0f bytes/s", got)
	}
	queue := []*packet{send(1000), send(1000), send(1000)} // a line of 1,000 bytes/s and 0.5 s both ways
	now = now.Add(500 * time.Millisecond)
	for range 20 {
		ack(time.Second, queue[0])
		queue = append(queue[1:], send(1000))
	}
	if got := r.best(); math.Abs(got-1000) > 1 {
		t.Errorf("on a full line %.1f bytes/s", got)
	}
	for range 60 { // the line gets slower; ten round trips of three packets later the old rate is forgotten
		ack(2*time.Second, queue[0])
		queue = append(queue[1:], send(1000))
	}
	if got := r.best(); math.Abs(got-500) > 1 {
		t.Errorf("on a line half as fast %.1f bytes/s", got)
	}
}
