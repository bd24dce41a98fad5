package link

import (
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/wire"
)

// [LINK-24] What was proved under a root that went down with a session before it was acknowledged MUST be proved again, also where the
// proof was acknowledged on another: under a larger root a reader cannot check it.
func TestProvedUnderARootThatIsLost(t *testing.T) {
	for _, lost := range []bool{false, true} {
		l := newLine(t, true)
		for cost := range 2 {
			l.session++
			l.packet = 0
			l.must(Up{Session: l.session, Reliable: true, MaxFrame: wire.MaxFrame, Cost: 2 - cost, Rate: 40_000})
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
		if !slices.Equal(on[1], []string{"HEAD 0/0 1000 root true", "PROOF 0/0 900 of 1000"}) || !strings.HasSuffix(strings.Join(on[2], ", "), "PROOF 0/0 900 of 1000") {
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
		first      string
	}{
		{"a gap of half a second", 100_000, parley.Immediate, "LEAVES 0/0 2+"},
		{"for a FLASH", 100_000, parley.Flash, "HEAD 0/0 1000 root true"},
		{"a gap of five seconds", 10_000, parley.Immediate, "HEAD 0/0 1000 root true"},
		{"while no rate is known", 0, parley.Immediate, "HEAD 0/0 1000 root true"},
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
		l.grow(1000, parley.Routine, Notable{500, c.precedence}, Notable{900, c.precedence})
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
		alone := len(on[1]) > 20 && len(on[2]) == 3 // leaves of the last two frames, and the head
		if alone != strings.HasPrefix(c.first, "LEAVES") {
			t.Errorf("%s: the other session carries %v", c.name, on[2])
		}
	}
}
