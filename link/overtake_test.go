package link

import (
	"testing"
	"time"

	"parley"
)

// A FLASH of 400 bytes overtakes a 32 KiB attachment at 9,600 bit/s and 300 ms one way.
func TestFlashOvertakesOnANarrowLine(t *testing.T) {
	s := newSim(t, 1, true, path{rate: 1200, delay: 300 * time.Millisecond, framing: 2})
	s.connect()
	north, south := s.nodes[0], s.nodes[1]
	s.wait(5 * time.Second)
	begun := s.now
	blob := north.send(32<<10, true, parley.Routine)
	s.wait(10 * time.Second)
	worst := time.Duration(0)
	for range 5 {
		sent := s.now
		flash := north.send(400, false, parley.Flash)
		s.run(10*time.Second, "the FLASH has arrived", func() bool { return south.whole[flash] != nil })
		took := south.arrived[flash].Sub(sent)
		worst = max(worst, took)
		s.run(10*time.Second, "its receipt is here", func() bool { return north.settled[flash] })
		t.Logf("9,600 bit/s: FLASH at the peer after %v, its receipt here after %v", took, s.now.Sub(sent))
	}
	if worst > 1700*time.Millisecond {
		t.Errorf("the FLASH took %v", worst)
	}
	s.run(2*time.Minute, "the attachment has arrived", func() bool { return south.whole[blob] != nil })
	took := south.arrived[blob].Sub(begun).Seconds()
	used := (32<<10 + 5*400) / (took * 1200)
	t.Logf("9,600 bit/s: the attachment after %.1f s, %.1f %% of the line for payload; %+v", took, 100*used, north.m.Stats().Sessions)
	if used < 0.85 {
		t.Errorf("only %.1f %% of the line is used", 100*used)
	}
}

// A FLASH of 400 bytes overtakes a 20 MiB attachment at 1 Mbit/s and 10 ms one way, though the channel would take
// 256 KiB into its queue.
func TestFlashOvertakesBeforeADeepQueue(t *testing.T) {
	s := newSim(t, 1, true, path{rate: 125000, delay: 10 * time.Millisecond, framing: 24, queue: 256 << 10})
	s.connect()
	north, south := s.nodes[0], s.nodes[1]
	begun := s.now
	blob := north.send(20<<20, true, parley.Routine)
	worst := time.Duration(0)
	for i := range 20 {
		s.wait(time.Duration(i%7+1) * 737 * time.Millisecond)
		sent := s.now
		flash := north.send(400, false, parley.Flash)
		s.run(10*time.Second, "the FLASH has arrived", func() bool { return south.whole[flash] != nil })
		worst = max(worst, south.arrived[flash].Sub(sent))
	}
	t.Logf("measured: simulated line of 1 Mbit/s: worst of 20 FLASH at the peer after %v", worst)
	if worst > 600*time.Millisecond {
		t.Errorf("a FLASH took %v", worst)
	}
	s.run(10*time.Minute, "the attachment has arrived", func() bool { return south.whole[blob] != nil })
	took := south.arrived[blob].Sub(begun).Seconds()
	used := (20 << 20) / (took * 125000)
	t.Logf("1 Mbit/s: the attachment after %.1f s, %.1f %% of the line for payload", took, 100*used)
	if used < 0.9 {
		t.Errorf("only %.1f %% of the line is used", 100*used)
	}
}
