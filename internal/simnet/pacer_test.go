package simnet

import (
	"testing"
	"time"
)

// A thousand pieces whose reader is 30 ms late each time leave the line in the time of their bytes, if they were there;
// fresh ones leave after the pause.
func TestPacerMakesUpForLateness(t *testing.T) {
	p := pacer{rate: 8000} // a byte a millisecond
	start := time.Unix(0, 0)
	left := p.turn(start, 20, true)
	for range 999 {
		now := left.Add(30 * time.Millisecond)
		left = p.turn(now, 20, false)
	}
	if took := left.Sub(start); took != 20*time.Second {
		t.Errorf("pieces that were there took %v, want 20 s", took)
	}
	if took := p.turn(left.Add(time.Second), 20, true).Sub(left); took != 1020*time.Millisecond {
		t.Errorf("a fresh piece leaves %v later, want 1.02 s", took)
	}
	if took := p.turn(left.Add(time.Hour), 20, false).Sub(left); took != time.Hour-catchUp+20*time.Millisecond {
		t.Errorf("after an hour a piece leaves %v later: more than %v is made up for", took, catchUp)
	}
}

func TestReadTellsWhetherItWaited(t *testing.T) {
	_, near, far := relayed(t, 1_000_000, 1)
	timer := time.AfterFunc(300*time.Millisecond, func() { near[0].Write([]byte("abcd")) })
	defer timer.Stop()
	piece := make([]byte, 2)
	if n, waited, err := read(far[0], piece); n < 1 || !waited || err != nil {
		t.Errorf("the first bytes: %d, waited %v, %v", n, waited, err)
	}
	if n, waited, err := read(far[0], piece); n < 1 || waited || err != nil {
		t.Errorf("bytes that are there: %d, waited %v, %v", n, waited, err)
	}
	far[0].Close()
	if _, _, err := read(far[0], piece); err == nil {
		t.Error("read from a closed connection")
	}
}
