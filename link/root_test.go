package link

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/wire"
)

// [LINK-24] What was proved under a root that went down with a session before it was acknowledged MUST be proved again, also where the
// proof was acknowledged on another: under a larger root a reader cannot check it.
func TestProvedUnderARootThatIsLost(t *testing.T) {
	for _, c := range []struct{ lost, first bool }{{false, false}, {true, false}, {false, true}, {true, true}} {
		l, lost := newLine(t, true), c.lost
		for i := range 2 {
			l.session++
			l.packet = 0
			cost := 2 - i
			if c.first {
				cost = i
			}
			l.must(Up{Session: l.session, Reliable: true, MaxFrame: wire.MaxFrame, Cost: cost, Rate: 40_000})
			l.receive(l.hello(2, 2), &wire.Have{})
		}
		l.ready()
		l.grow(1000, parley.Routine, Notable{800, parley.Priority}) // its root goes on one session only, the cheaper
		l.ready()
		l.sent = nil
		l.grow(1000, parley.Routine, Notable{900, parley.Flash})
		l.ready()
		on := map[int][]string{}
		for _, p := range l.sent {
			if d := describe(l.decode(p)); !strings.HasPrefix(d, "LEAVES") && !strings.HasPrefix(d, "ACK") {
				on[p.Session] = append(on[p.Session], d)
			}
		}
		other := 1 // the session on which the root did not go
		if c.first {
			other = 2
		}
		if !slices.Equal(on[other], []string{"HEAD 0/0 1000 root true", "PROOF 0/0 900 of 1000"}) || !slices.Equal(on[3-other], []string{"PROOF 0/0 900 of 1000"}) {
			t.Fatalf("the proof goes on both sessions, on each behind the root: %v", on)
		}
		x := l.m.logs.of[northLog]
		proof, head := proofPiece{x, 900, 1000}, headPiece{x, 1000, true, x.asks}
		if lost { // the proof came over one session, the head went down with the other
			head.lost()
		} else {
			head.acked()
		}
		proof.acked()
		if !lost {
			head.lost()
		}
		if n := x.notableAt(900); n.given == lost || n.proved == lost {
			t.Errorf("head lost: %t; proved: %t, and the peer has it: %t", lost, n.proved, n.given)
		}
		l.sent = nil
		l.ready()
		again := ""
		for _, p := range l.sent {
			again += describe(l.decode(p)) + ", "
		}
		if is := strings.Contains(again, "HEAD 0/0 1000 root true, ") && strings.Contains(again, "PROOF 0/0 900 of 1000, "); is != lost {
			t.Errorf("head lost: %t; then goes %s", lost, again)
		}
	}
}

// A root that is on its way on another session after all counts, and of all that were lost or had only so many are remembered.
func TestRoots(t *testing.T) {
	var r roots
	r.lost(7)
	r.underWay(7)
	if len(r.gone) != 0 {
		t.Error("what is under way is gone")
	}
	r.lost(7)
	r.took(7)
	if len(r.gone) != 0 || len(r.had) != 1 {
		t.Errorf("what came later after all: %+v", r)
	}
	for i := range uint64(1000) {
		r.took(i)
		r.lost(i + 2000)
		r.lost(i + 2000)
	}
	if len(r.had) != maxRootSizes || len(r.gone) != maxRootSizes || r.had[0] != 1000-maxRootSizes {
		t.Errorf("%d and %d sizes are remembered, from %d", len(r.had), len(r.gone), r.had[0])
	}
}

// [LINK-25] Below FLASH a gap that takes no more than a second at the measured or expected rate MUST go in its order, at the highest
// precedence at which one of its leaves is waited for, and on one session up to its last two frames.
func TestABriefGap(t *testing.T) {
	for _, c := range []struct {
		name       string
		rate       float64 // bytes per second
		precedence parley.Precedence
		waiting    int
		first      string
	}{
		{"a gap of half a second", 100_000, parley.Immediate, 2, "LEAVES 0/0 2+"},
		{"for a FLASH", 100_000, parley.Flash, 2, "HEAD 0/0 1000 root true"},
		{"for many of them", 10_000, parley.Flash, 250, "HEAD 0/0 1000 root true"},
		{"a gap of five seconds", 10_000, parley.Immediate, 2, "HEAD 0/0 1000 root true"},
		{"the same, with more proofs than it has bytes", 10_000, parley.Immediate, 125, "LEAVES 0/0 2+"},
		{"while no rate is known", 0, parley.Immediate, 2, "HEAD 0/0 1000 root true"},
		{"a gap of fifty seconds for which a crowd waits", 1000, parley.Immediate, -250, "LEAVES 0/0 2+"},
	} {
		l := newLine(t, true)
		for range 2 {
			l.session++
			l.packet = 0
			l.must(Up{Session: l.session, Reliable: true, MaxFrame: wire.MaxFrame, Rate: c.rate})
			l.receive(l.hello(2, 2), &wire.Have{})
		}
		l.ready()
		l.sent = nil
		size, first := 1000, 500
		if c.waiting < 0 {
			size, first, c.waiting = 10_000, 2000, -c.waiting
		}
		var waiting []Notable
		for i := range c.waiting {
			waiting = append(waiting, Notable{uint64(first + i), c.precedence})
		}
		l.grow(size, parley.Routine, waiting...)
		l.ready()
		on := map[int][]string{}
		for _, p := range l.sent {
			if d := describe(l.decode(p)); strings.HasPrefix(d, "LEAVES") || strings.HasPrefix(d, "HEAD") {
				on[p.Session] = append(on[p.Session], d)
			}
		}
		if len(on[1]) == 0 || !strings.HasPrefix(on[1][0], c.first) {
			t.Errorf("%s: first %v", c.name, on[1])
		}
		jumps := strings.HasPrefix(c.first, "HEAD")
		if jumps != slices.Contains(on[2], "HEAD 0/0 1000 root true") || !jumps && slices.ContainsFunc(on[2], early) {
			t.Errorf("%s: one session carries %v and the other %v", c.name, on[1], on[2])
		}
	}
}

// early reports whether a frame holds leaves that are not among the last 60 of a thousand.
func early(frame string) bool {
	start := 1000
	fmt.Sscanf(frame, "LEAVES 0/0 %d", &start)
	return start < 940
}
