package link

import (
	"fmt"
	"testing"
	"time"

	"parley"
)

// [LINK-60] What is written together travels together over TCP, and is acknowledged at once: the line is full all the same,
// whatever was sent before, and a FLASH finds no more before it than LINK-11 allows. Pieces follow each other no faster than
// 1.25 times the rate carries them.
func TestFillsALineOfSegments(t *testing.T) {
	for _, rate := range []int{300, 1200, 8000, 125_000} {
		for _, delay := range []time.Duration{20 * time.Millisecond, 300 * time.Millisecond, 800 * time.Millisecond} {
			t.Run(fmt.Sprint(rate, delay), func(t *testing.T) {
				s := newSim(t, 1, true, path{rate: rate, delay: delay, segment: 1400, framing: 10})
				s.connect()
				for range 3 {
					s.nodes[0].send(200, false, parley.Flash)
					s.wait(10 * time.Second)
				}
				s.nodes[0].send(min(20<<20, 400*rate), true, parley.Routine)
				s.wait(45 * time.Second)
				var may time.Time // when the next piece may go; the rate may be measured a little high
				s.trace = func(from int, p Packet) {
					pause := time.Duration(float64(len(p.Frame)) / (1.3 * float64(rate)) * float64(time.Second))
					if from == 0 && len(p.Frame) >= 128 {
						if s.now.Before(may) {
							t.Errorf("a piece of %d bytes goes %v early", len(p.Frame), may.Sub(s.now))
						}
						may = s.now
						if pause > 6*time.Millisecond {
							may = s.now.Add(pause)
						}
					}
				}
				before, queued := s.onWire[0], 0
				for range 1200 {
					s.wait(50 * time.Millisecond)
					queued = max(queued, s.queued[0])
				}
				used := float64(s.onWire[0]-before) / 60 / float64(rate)
				x := s.nodes[0].m.Stats().Sessions[0]
				t.Logf("%.0f %% of the line is used, at most %d bytes queued, rate %.0f", 100*used, queued, x.Rate)
				if used < 0.9 {
					t.Errorf("only %.0f %% of the line is used: %+v", 100*used, x)
				}
				frame := max(firstPiece, rate*4/10)
				if most := 2*frame + int(0.5*float64(rate)*2*delay.Seconds()) + 400; queued > most {
					t.Errorf("%d bytes queued, more than %d", queued, most)
				}
			})
		}
	}
}
