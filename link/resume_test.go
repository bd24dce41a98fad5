package link

import (
	"testing"
	"time"

	"parley"
)

// A body is resumed after any break from the byte where it stopped: over many cuts, and kills of both nodes, its bytes
// on the line are in total at most 1.1 times its size.
func TestResume(t *testing.T) {
	for _, c := range []struct {
		name  string
		rate  int
		size  int
		every time.Duration
		kill  bool
	}{
		{"1 Mbit/s, 20 MiB, cut", 125000, 20 << 20, 17 * time.Second, false},
		{"1 Mbit/s, 5 MiB, killed", 125000, 5 << 20, 7 * time.Second, true},
		{"9,600 bit/s, 256 KiB, cut", 1200, 256 << 10, 41 * time.Second, false},
		{"9,600 bit/s, 256 KiB, killed", 1200, 256 << 10, 41 * time.Second, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSim(t, 1, true, path{rate: c.rate, delay: 50 * time.Millisecond})
			s.connect()
			blob := s.nodes[0].send(c.size, true, parley.Routine)
			for i := 0; s.nodes[1].whole[blob] == nil; i++ {
				s.wait(c.every)
				s.cut()
				if c.kill {
					s.nodes[i%2].restart()
				}
				s.wait(time.Second)
				s.connect()
			}
			s.finish(1)
			ratio := float64(s.onWire[0]) / float64(c.size)
			t.Logf("measured: %s: %d cuts, %.3f times the size on the line", c.name, s.cuts, ratio)
			if ratio > 1.1 || s.cuts < 3 {
				t.Errorf("%d cuts, %.3f times the size", s.cuts, ratio)
			}
		})
	}
}

// A body goes on over another session while the first still seems to live, and ends whole.
func TestTwoSessions(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	id := l.offer(text("map", 5000), true, parley.Routine)
	l.want("on the first", "BLOB n=1 0+251 opens "+id.String()[:4]+" of 5000 routine", "BLOB n=1 251+291", "BLOB n=1 542+290", "BLOB n=1 832+290")
	first := l.session
	l.up()
	l.receive(l.hello(2, 2), haveOf(id, 5000, 251))
	l.want("on the second, which costs as much", "HELLO 1 charters", "HAVE", "PING", "ACK")
	l.must(Down{first})
	l.ackAll()
	l.ready()
	for i, want := range []string{"BLOB n=1 251+250 opens " + id.String()[:4] + " of 5000 routine", "BLOB n=1 501+290", "BLOB n=1 791+290", "BLOB n=1 1081+290"} {
		if got := describe(l.decode(l.sent[i])); got != want {
			t.Errorf("what the first did not bring, then the rest: %s, not %s", got, want)
		}
	}
}
