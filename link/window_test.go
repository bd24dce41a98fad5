package link

import (
	"fmt"
	"testing"
	"time"

	"parley"
	"parley/wire"
)

// [LINK-10] A frame that carries a part of something longer MUST NOT take longer than the node's frame time at the
// measured rate (300 ms unless the operator says otherwise), but may have 256 bytes, and 300 while no rate is known.
func TestFrameSize(t *testing.T) {
	for _, c := range []struct {
		rate      float64
		known     bool
		frameTime time.Duration
		maxFrame  int
		want      int
	}{
		{0, false, 300 * time.Millisecond, wire.MaxFrame, 300},
		{0, false, 300 * time.Millisecond, 256, 256},
		{1200, true, 300 * time.Millisecond, wire.MaxFrame, 360},
		{1200, true, 600 * time.Millisecond, wire.MaxFrame, 720},
		{300, true, 300 * time.Millisecond, wire.MaxFrame, 256},
		{1e6, true, 300 * time.Millisecond, wire.MaxFrame, wire.MaxFrame},
	} {
		w := newWindow(c.frameTime, c.maxFrame)
		w.known = c.known
		if got := w.frame(c.rate); got != c.want {
			t.Errorf("%+v: frame of %d bytes", c, got)
		}
	}
}

// [LINK-10] 300 ms, or 400 ms on a bearer that is not reliable and shares no uplink, unless the operator says otherwise.
// [LINK-11] And 1 frame, 2 on a bearer that is not reliable.
func TestFrameTimeOfABearer(t *testing.T) {
	for _, c := range []struct {
		up   Up
		cfg  Config
		want time.Duration
		of   int // frames beyond the pipe
	}{
		{Up{Reliable: true, MaxFrame: 1200}, Config{}, 300 * time.Millisecond, 1},
		{Up{MaxFrame: 1200}, Config{}, 400 * time.Millisecond, 2},
		{Up{MaxFrame: 1200, Uplink: (&Uplink{}).Join()}, Config{}, 300 * time.Millisecond, 2},
		{Up{MaxFrame: 1200}, Config{FrameTime: time.Second}, time.Second, 2},
	} {
		if w := newSession(simStart, c.up, c.cfg).window; w.frameTime != c.want || w.spare != c.of {
			t.Errorf("reliable %v: frames of %v, %d beyond the pipe", c.up.Reliable, w.frameTime, w.spare)
		}
	}
}

// [LINK-11] A window of 2 frames, or what the pipe holds (the measured rate times the least measured delay) and 1 frame,
// or 1.25 times what the pipe holds, whichever is most. While no rate is known the window begins with 1,200 bytes and may double with each round trip that fills it
// without a queue.
func TestWindowSize(t *testing.T) {
	w := newWindow(300*time.Millisecond, wire.MaxFrame)
	if got := w.size(0, 0); got != 1200 {
		t.Errorf("at first %d bytes", got)
	}
	for _, c := range []struct {
		rate  float64
		delay time.Duration
		want  int
	}{
		{1200, time.Second, 2400},       // filled without a queue
		{2400, time.Second, 4800},       // again
		{2500, time.Second, 4800},       // the line is full
		{2500, time.Second, 750 + 2500}, // again: start-up is over
		{1e6, 200 * time.Millisecond, 250000},
		{125000, 20 * time.Millisecond, 32 << 10}, // two frames
	} {
		w.round(c.rate, c.delay)
		if got := w.size(c.rate, c.delay); got != c.want {
			t.Errorf("rate %.0f, delay %v: window of %d bytes, not %d", c.rate, c.delay, got, c.want)
		}
	}
}

// [LINK-11] The bytes in flight, the next frame included, MUST NOT be more than the window, except that a FLASH goes
// while they are not more than it.
func TestInFlightBound(t *testing.T) {
	for _, rate := range []int{300, 1200, 8000, 125000, 1e6} {
		for _, delay := range []time.Duration{time.Millisecond, 50 * time.Millisecond, 800 * time.Millisecond} {
			t.Run(fmt.Sprint(rate, delay), func(t *testing.T) {
				s := newSim(t, 1, true, path{rate: rate, delay: delay})
				s.connect()
				s.nodes[0].send(min(20<<20, 40*rate), true, parley.Routine)
				queued := 0
				for range 400 {
					s.wait(50 * time.Millisecond)
					x := s.nodes[0].m.sessions[1]
					if x.flight.bytes > max(x.windowSize(), 2400) && s.now.Sub(simStart) > 20*time.Second {
						t.Fatalf("%d bytes in flight, window %d", x.flight.bytes, x.windowSize())
					}
					if s.now.Sub(simStart) > 20*time.Second {
						queued = max(queued, s.queued[0])
					}
				}
				// What stands at the narrowest place: two frames, and at most half of what the path holds.
				frame := min(max(firstPiece, rate*4/10), wire.MaxFrame)
				most := 2*frame + int(0.5*float64(rate)*2*delay.Seconds())
				if queued > most {
					t.Errorf("%d bytes queued, more than %d", queued, most)
				}
			})
		}
	}
}

// The rate follows the line when it gets faster, and the least delay when the path gets longer.
func TestFollowsTheLine(t *testing.T) {
	s := newSim(t, 1, true, path{rate: 5000, delay: 100 * time.Millisecond})
	s.connect()
	s.nodes[0].send(32<<20, true, parley.Routine)
	s.wait(20 * time.Second)
	s.path[0].rate = 50000
	s.wait(20 * time.Second)
	x := s.nodes[0].m.Stats().Sessions[0]
	if x.Rate < 45000 || x.Rate > 55000 {
		t.Errorf("on a line of 50,000 bytes/s the rate is %.0f", x.Rate)
	}
	s.path[0].delay, s.path[1].delay = 400*time.Millisecond, 400*time.Millisecond
	s.wait(3 * time.Minute)
	before := s.onWire[0]
	s.wait(20 * time.Second)
	used := float64(s.onWire[0]-before) / 20 / 50000
	t.Logf("after the path got longer %.0f %% of the line is used; %+v", 100*used, s.nodes[0].m.Stats().Sessions[0])
	if used < 0.9 {
		t.Errorf("only %.0f %% of the line is used", 100*used)
	}
}
