package link

import (
	"testing"
	"time"

	"parley"
)

// [LINK-90] Of what is in part at the peer the one with the fewest bytes left: a half-sent attachment of 200 KiB is not
// begun anew behind another, though after a restart the other is offered first.
func TestHalfSentGoesOn(t *testing.T) {
	s := newSim(t, 1, true, path{rate: 1200, delay: 300 * time.Millisecond})
	s.connect()
	north, south := s.nodes[0], s.nodes[1]
	half := north.send(200<<10, true, parley.Routine)
	s.wait(100 * time.Second)
	other := north.send(100<<10, true, parley.Routine)
	s.wait(5 * time.Second)
	s.cut()
	north.offers[0], north.offers[1] = north.offers[1], north.offers[0]
	north.restart()
	s.connect()
	s.run(time.Hour, "the half-sent attachment has arrived", func() bool { return south.whole[half] != nil })
	if took := s.now.Sub(simStart); took > 200*time.Second {
		t.Errorf("the half-sent attachment took %v", took)
	}
	if b := south.chunks[other]; b != nil {
		t.Errorf("the other was begun: %d bytes", b.set.size())
	}
	s.run(time.Hour, "the other has arrived", func() bool { return south.whole[other] != nil })
}

// [LINK-90] What expires, and can be whole at the peer before that, the earliest first. Of two ROUTINE messages whose
// deadlines cross the one that came later goes first, and both arrive in time; one that cannot goes behind them.
func TestDeadlinesThatCross(t *testing.T) {
	s := newSim(t, 1, true, path{rate: 300, delay: 300 * time.Millisecond})
	s.connect()
	north, south := s.nodes[0], s.nodes[1]
	north.send(2<<10, true, parley.Routine) // shows the rate
	s.wait(20 * time.Second)
	in := func(d time.Duration) parley.Millis { return parley.MillisOf(s.now.Add(d)) }
	north.expire = in(100 * time.Second)
	early := north.send(9<<10, false, parley.Routine)
	north.expire = in(20 * time.Second)
	never := north.send(9<<10, false, parley.Routine)
	north.expire = in(60 * time.Second)
	later := north.send(9<<10, false, parley.Routine)
	s.run(2*time.Minute, "both have arrived", func() bool { return south.whole[early] != nil && south.whole[later] != nil })
	for _, it := range north.offers[2:] {
		if at := parley.MillisOf(south.arrived[it.ID]); at >= it.Expires {
			t.Errorf("one that expires at %s arrived at %s", it.Expires, at)
		}
	}
	if south.arrived[early].Before(south.arrived[later]) {
		t.Error("the one with the later deadline went first")
	}
	if south.whole[never] != nil || south.chunks[never] != nil {
		t.Error("bytes were sent of a message that would have expired on its way")
	}
}

// [LINK-90] In a window of five minutes at 2,400 bit/s, with 40 KiB queued before it: a FLASH, what has a deadline, what is
// half there, and the rest in the order in which it came. First come, first sent, two of the three deadlines would pass.
func TestFiveMinutes(t *testing.T) {
	s := newSim(t, 1, true, path{rate: 300, delay: 300 * time.Millisecond})
	north, south := s.nodes[0], s.nodes[1]
	first := north.send(16<<10, false, parley.Routine)
	north.expire = parley.MillisOf(s.now.Add(150 * time.Second))
	second := north.send(6<<10, false, parley.Routine)
	north.expire = parley.MillisOf(s.now.Add(40 * time.Second))
	third := north.send(6<<10, false, parley.Routine)
	north.expire = parley.MillisOf(s.now.Add(75 * time.Second))
	fourth := north.send(6<<10, false, parley.Routine)
	north.expire = 0
	blob := north.send(6<<10, true, parley.Routine)
	flash := north.send(300, false, parley.Flash)
	s.connect()
	s.wait(5 * time.Minute)
	s.cut()
	want := []parley.Hash{flash, third, fourth, second, first, blob}
	for i, id := range want {
		if i >= len(south.order) || south.order[i] != id {
			t.Fatalf("place %d of %d that arrived is not as it should be", i, len(south.order))
		}
	}
	for _, it := range north.offers {
		if at := parley.MillisOf(south.arrived[it.ID]); it.Expires != 0 && at >= it.Expires {
			t.Errorf("one of %d bytes arrived %v after it expired", it.Size, time.Duration(at-it.Expires)*time.Millisecond)
		}
	}
	t.Logf("2,400 bit/s, 40 KiB: all of it after %v", south.arrived[blob].Sub(simStart))
}

// [LINK-90] First what waited while 10 minutes of the line went to others out of their turn.
func TestFirstComeInTheEnd(t *testing.T) {
	var q queue
	c := contact{now: 1000, rate: 100}
	q.offer(Item{ID: parley.Hash{1}, Size: 50}, 0)
	all := func(*entry) bool { return true }
	for i := range byte(100) {
		id := parley.Hash{2, i}
		q.offer(Item{ID: id, Size: 1000, Expires: c.now + 60_000}, 0)
		e := q.next(parley.Routine, c, all)
		if e.ID == (parley.Hash{1}) {
			if i != 60 { // of 10 seconds each
				t.Errorf("the first goes after %d others", i)
			}
			return
		}
		q.lane(e).sent(e, c.takes(e.left()))
		q.withdraw(id)
		c.now += 10_000
	}
	t.Error("what came first never goes")
}

// [LINK-90] Can be whole before the contact ends, at the measured rate, or until there is one at the rate that the operator
// expects.
func TestWhatAContactCanMeet(t *testing.T) {
	l := newLine(t, true)
	l.must(Up{Session: 1, Reliable: true, MaxFrame: 1000, Rate: 100, Until: parley.MillisOf(l.now) + 50_000})
	s := l.m.sessions[1]
	late := &entry{Item: Item{Size: 4000, Expires: parley.MillisOf(l.now) + 40_000}, counted: tally{bytes: 4000}}
	next := &entry{Item: Item{Size: 6000, Expires: parley.MillisOf(l.now) + 90_000}, counted: tally{bytes: 6000}}
	if c := s.contact(l.now); !c.late(late) || c.inTime(late) || c.late(next) || c.inTime(next) {
		t.Errorf("%+v: a message of 40 s is late at 40 s; one of 60 s is not late at 90 s, nor in time in a contact of 50 s", c)
	}
	s.window.known, s.rate.rounds[0] = true, 1000
	if c := s.contact(l.now); c.late(late) || !c.inTime(late) || !c.inTime(next) {
		t.Errorf("%+v: at the measured rate both are in time", c)
	}
	if got := (contact{rate: 1e-300}).takes(1 << 40); got <= 0 {
		t.Errorf("a rate of almost nothing takes %v", got)
	}
}
