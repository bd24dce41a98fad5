package link

import (
	"fmt"
	"testing"
	"time"

	"parley"
)

// traffic offers n bodies from both sides over the next span and returns them.
func (s *sim) traffic(n int, span time.Duration) {
	for range n {
		from, p := s.nodes[s.rnd.IntN(2)], parley.Precedence(s.rnd.IntN(4))
		size, blob := 1+s.rnd.IntN(3000), false
		if s.rnd.IntN(4) == 0 {
			size, blob, p = 1+s.rnd.IntN(60000), true, parley.Routine
		}
		s.after(time.Duration(s.rnd.Int64N(int64(span))), func() { from.send(size, blob, p) })
	}
}

// settled reports whether every body offered so far is at the other side and its receipt is back.
func (s *sim) settled(n int) bool {
	offered := 0
	for i, x := range s.nodes {
		offered += len(x.offers)
		for _, it := range x.offers {
			if !x.settled[it.ID] || s.nodes[1-i].whole[it.ID] == nil {
				return false
			}
		}
	}
	return offered == n
}

// finish runs until everything has settled, then holds that both queues are empty and nothing is left in part.
func (s *sim) finish(n int) {
	s.t.Helper()
	s.run(24*time.Hour, "settled", func() bool { return s.settled(n) })
	for _, x := range s.nodes {
		if st := x.m.Stats(); st.Bytes != 0 || st.Unsettled != [4]int{} || st.Bodies != 0 {
			s.t.Fatalf("%s: something is left: %+v", x.name, st)
		}
	}
}

// Everything arrives once and whole over a bearer that loses, repeats and reorders.
func TestBadContact(t *testing.T) {
	for seed := range uint64(200) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			s := newSim(t, seed, false, path{})
			p := path{rate: 600 << s.rnd.IntN(10), delay: time.Duration(s.rnd.IntN(600)) * time.Millisecond, queue: 64 << 10,
				loss: s.rnd.Float64() * 0.3, repeat: s.rnd.Float64() * 0.2, jitter: time.Duration(s.rnd.IntN(4)) * 50 * time.Millisecond}
			s.path = [2]path{p, p}
			s.connect()
			s.traffic(30, time.Minute)
			s.finish(30)
		})
	}
}

// Everything arrives once and whole though nodes die after they made bytes durable and before they said so.
func TestDeathBeforeTheAnswer(t *testing.T) {
	for seed := range uint64(200) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			s := newSim(t, seed, seed%2 == 0, path{rate: 5000, delay: 100 * time.Millisecond, loss: 0.05})
			s.connect()
			s.traffic(20, time.Minute)
			for i := range 8 {
				s.wait(time.Duration(s.rnd.IntN(10000)) * time.Millisecond)
				s.nodes[i%2].doomed = true
				s.run(10*time.Hour, "dead or done", func() bool { return !s.nodes[i%2].doomed || s.settled(20) })
				s.wait(2 * time.Second)
			}
			s.nodes[0].doomed, s.nodes[1].doomed = false, false
			s.finish(20)
		})
	}
}

// Everything arrives once and whole though the line is cut again and again and both nodes are killed at any moment.
func TestCutsAndRestarts(t *testing.T) {
	for seed := range uint64(200) {
		for _, reliable := range []bool{true, false} {
			t.Run(fmt.Sprint(seed, reliable), func(t *testing.T) {
				s := newSim(t, seed, reliable, path{})
				p := path{rate: 1200 << s.rnd.IntN(8), delay: time.Duration(1+s.rnd.IntN(400)) * time.Millisecond, loss: 0.05, repeat: 0.05}
				s.path = [2]path{p, p}
				s.connect()
				s.traffic(30, time.Minute)
				for range 12 {
					s.wait(time.Duration(s.rnd.IntN(10000)) * time.Millisecond)
					s.interrupt()
				}
				s.finish(30)
			})
		}
	}
}

// interrupt cuts the line, kills one node, both or none, and opens the next session some time later.
func (s *sim) interrupt() {
	kill := s.rnd.IntN(6)
	s.cut()
	if kill == 1 || kill == 3 {
		s.nodes[0].restart()
	}
	if kill == 2 || kill == 3 {
		s.nodes[1].restart()
	}
	s.wait(time.Duration(s.rnd.IntN(5000)) * time.Millisecond)
	s.connect()
}
