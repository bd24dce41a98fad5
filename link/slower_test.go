package link

import (
	"testing"
	"time"

	"parley"
)

// [LINK-61] A path that gets a thousand times slower under a session, as from a cable to a radio, is measured anew: a queue
// of 20 packets never overflows, the slow line is full, and a FLASH passes the bulk.
func TestSlowerPath(t *testing.T) {
	s := newSim(t, 1, true, path{rate: 10_000_000, delay: 100 * time.Microsecond, segment: 1400, framing: 10})
	s.connect()
	for range 20 {
		s.nodes[0].send(100_000, true, parley.Routine)
		s.wait(time.Second)
	}
	for i := range s.path {
		s.path[i] = path{rate: 1200, delay: 300 * time.Millisecond, segment: 1400, framing: 10}
	}
	for range 3 {
		s.nodes[0].send(200, false, parley.Flash)
		s.wait(10 * time.Second)
	}
	s.nodes[0].send(256<<10, true, parley.Routine)
	most := 0
	for range 300 {
		s.wait(100 * time.Millisecond)
		most = max(most, s.queued[0])
	}
	before := s.onWire[0]
	s.wait(30 * time.Second)
	used := float64(s.onWire[0]-before) / 30 / 1200
	x := s.nodes[0].m.Stats().Sessions[0]
	t.Logf("at most %d bytes queued, %.0f %% of the line is used; %+v", most, 100*used, x)
	if most > 2800 || used < 0.9 || x.Rate > 1500 {
		t.Errorf("%d bytes queued, %.0f %% used, rate %.0f", most, 100*used, x.Rate)
	}
}
