package link

import (
	"testing"
	"time"
)

// The smoothed round trip and its variation are those of RFC 6298, section 2.
func TestSmoothed(t *testing.T) {
	var r rttState
	r.sample(simStart, 800*time.Millisecond, 0)
	if r.smoothed != 800*time.Millisecond || r.variation != 400*time.Millisecond {
		t.Errorf("first sample: %v, %v", r.smoothed, r.variation)
	}
	r.sample(simStart, 400*time.Millisecond, 0)
	if r.smoothed != 750*time.Millisecond || r.variation != 400*time.Millisecond {
		t.Errorf("second sample: %v, %v", r.smoothed, r.variation)
	}
}

// The least delay leaves out the time that the sample's own bytes took, as soon as the rate is known, and is replaced
// only by a smaller one, or when it is old.
func TestLeastDelay(t *testing.T) {
	var r rttState
	r.sample(simStart, 900*time.Millisecond, 360)
	if got := r.delay(1200); got != 600*time.Millisecond {
		t.Errorf("360 bytes at 1,200 bytes/s: %v", got)
	}
	if got := r.delay(10); got != 900*time.Millisecond/8 {
		t.Errorf("a rate much too low: %v", got)
	}
	r.sample(simStart, 950*time.Millisecond, 700)
	if got := r.delay(1200); got != 600*time.Millisecond {
		t.Errorf("a larger delay was taken: %v", got)
	}
	late := simStart.Add(leastLife + 1)
	if !r.old(late) || r.old(simStart.Add(leastLife)) {
		t.Error("it is old after a minute")
	}
	r.stale = true
	r.sample(late, 2*time.Second, 0)
	if got := r.delay(1200); got != 2*time.Second || r.stale || r.old(late) {
		t.Errorf("an old one was not replaced: %v", got)
	}
}
