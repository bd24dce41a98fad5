package link

import (
	"testing"
	"time"

	"parley"
	"parley/wire"
)

// [LINK-75] The least delay and a receipt, or the shortest of the last four if that is longer: on a line that has become longer
// since the session opened, a FLASH goes once, also one of many letters of two bytes.
func TestLongerFlashGoesOnce(t *testing.T) {
	for _, lower := range []int{3, 28} {
		for _, size := range []int{240, 390, 600} {
			s := newSim(t, 1, false, path{rate: 10_000_000, delay: 90 * time.Millisecond, framing: 3, packet: 21 + lower, segment: 1100})
			s.expects = 1200
			s.connect()
			s.wait(5 * time.Second)
			for i := range s.path {
				s.path[i] = narrowPath(9600, 300*time.Millisecond, 0, lower)
			}
			s.flashes(3, 240, 5*time.Second)
			before := s.nodes[0].m.Stats().Sessions[0].Lost + s.nodes[1].m.Stats().Sessions[0].Lost
			s.flashes(10, size, 5*time.Second)
			if after := s.nodes[0].m.Stats().Sessions[0].Lost + s.nodes[1].m.Stats().Sessions[0].Lost; after > before {
				t.Errorf("%d bytes below, a FLASH of %d: %d packets went again, %d before", lower, size, after-before, before)
			}
		}
	}
}

// [LINK-75] Or the shortest of the last four if that is longer: an answer is not missing before one can be there.
func TestAnswersThatCameLaterOfLate(t *testing.T) {
	s := newSession(simStart, Up{MaxFrame: 1200, Rate: 1200}, Config{})
	s.window.expect(1200)
	s.rtt = rttState{smoothed: 1200 * time.Millisecond, variation: 300 * time.Millisecond, least: 200 * time.Millisecond}
	early := s.timeout(&packet{size: 300, ahead: 300, urgent: true})
	s.rtt.seen(1900*time.Millisecond, 200*time.Millisecond)
	s.rtt.seen(650*time.Millisecond, 200*time.Millisecond)
	late := s.timeout(&packet{size: 300, ahead: 300, urgent: true})
	if early > 800*time.Millisecond || late != 900*time.Millisecond*5/4+ackDelay {
		t.Errorf("after %v, and then %v", early, late)
	}
}

// [LINK-96] There it MUST be measured anew, too, when four acknowledgements in a row came more than a quarter and 100 ms later than
// it and the time until the packet will have passed the narrowest place say: bulk fills a line that has become longer within seconds.
func TestBulkOnALineThatBecameLonger(t *testing.T) {
	s := newSim(t, 1, false, path{rate: 10_000_000, delay: 90 * time.Millisecond, framing: 3, packet: 24, segment: 1100})
	s.expects = 1200
	s.connect()
	s.wait(5 * time.Second)
	for i := range s.path {
		s.path[i] = narrowPath(9600, 300*time.Millisecond, 0, 3)
	}
	s.nodes[0].send(256<<10, true, parley.Routine)
	s.wait(20 * time.Second)
	before := s.onWire[0]
	s.wait(30 * time.Second)
	if used := float64(s.onWire[0]-before) / 30 / 1200; used < 0.97 {
		t.Errorf("only %.0f %% of the line is used: %+v", 100*used, s.nodes[0].m.Stats().Sessions[0])
	}
}

// [LINK-96] Eight, if the last time this was in vain, and so on.
func TestVainMeasurement(t *testing.T) {
	r := rttState{}
	r.sample(simStart, 600*time.Millisecond, 0)
	for _, calls := range []int{4, 8, 16} {
		for range calls {
			if r.old(simStart) {
				t.Fatal("measured anew too early")
			}
			r.seen(900*time.Millisecond, r.delay(0))
		}
		if !r.old(simStart) {
			t.Fatalf("not after %d", calls)
		}
		r.stale = true
		r.sample(simStart, 620*time.Millisecond, 14)
	}
	r.seen(700*time.Millisecond, r.delay(0))
	if r.longer != 0 || r.shortest() != 700*time.Millisecond {
		t.Errorf("%+v", r.lately)
	}
}

// [LINK-17] Least delay and rate make of the bytes in flight, what was sent at the same instant and goes in its packet included,
// when an answer may come.
func TestWhatTravelsTogether(t *testing.T) {
	var f flight
	one := f.add(simStart, 500, nothing{}, false)
	two := f.add(simStart, 600, nothing{}, false)
	three := f.add(simStart, 300, nothing{}, false)
	later := f.add(simStart.Add(time.Millisecond), 300, nothing{}, false)
	for i, x := range []struct {
		p    *packet
		want int
	}{{one, 1100}, {two, 1100}, {three, 1400}, {later, 1700}} {
		if x.p.ahead != x.want {
			t.Errorf("packet %d: %d bytes, not %d", i+1, x.p.ahead, x.want)
		}
	}
}

// [LINK-74] Loss is measured over about 64 packets, but not what is acknowledged after that: after packets that only came late a
// FLASH goes once.
func TestLateIsNotLost(t *testing.T) {
	var l lossState
	var late []*packet
	for n := range uint64(6) {
		late = append(late, &packet{number: n + 1, at: simStart})
	}
	l.forget(late[:2], true)
	l.forget(late[2:], false)
	l.largest = 9
	l.missed()
	if l.copies() == 0 {
		t.Fatal("nothing counts as lost")
	}
	l.late(simStart.Add(time.Second), []wire.Range{{From: 1, To: 7}})
	if l.share > 0.001 || l.copies() != 0 {
		t.Errorf("the loss is still %.3f", l.share)
	}
}

// [LINK-61] A node MUST forget rate and round trip and begin as in the first session over a bearer, with the rate that the operator
// expects.
func TestRemeasureKeepsTheOperatorsRate(t *testing.T) {
	s := newSession(simStart, Up{MaxFrame: 1200, Rate: 1200}, Config{})
	s.rtt.sample(simStart, 10*time.Millisecond, 0)
	s.remeasure()
	if s.expected() != 1200 || s.rtt.smoothed != 0 || s.rtt.least != 0 {
		t.Errorf("rate %.0f, %+v", s.expected(), s.rtt)
	}
}
