package link

import (
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/wire"
)

// crowd makes n leaves of north's record notable at p, from the place first on.
func (l *line) crowd(first, n int, p parley.Precedence) {
	l.t.Helper()
	var all []Notable
	for i := range n {
		all = append(all, Notable{uint64(first + i), p})
	}
	l.grow(len(l.src.leaves[northLog]), parley.Routine, all...)
}

// next returns the next n frames that are sent, ACKs left out, and acknowledges them.
func (l *line) next(n int) (frames []string) {
	l.t.Helper()
	for len(frames) < n {
		l.sent = nil
		if l.ready(); len(l.sent) == 0 {
			l.t.Fatalf("nothing is sent after %v", frames)
		}
		for _, p := range l.sent {
			if wire.PeekType(p.Frame) != wire.TypeAck {
				frames = append(frames, describe(l.decode(p)))
			}
		}
		l.ackAll()
	}
	return frames[:n]
}

// [LINK-25] A node that remembers only so many of these leaves MUST forget one that the peer has before one that it
// lacks, and else the lowest precedence first. So however many are waited for, a FLASH goes ahead; of one precedence the
// oldest is forgotten.
func TestTooManyNotables(t *testing.T) {
	l := backlog(t)
	l.grow(1000, parley.Routine, Notable{500, parley.Flash})
	l.crowd(600, maxNotable, parley.Priority)
	l.crowd(550, 2, parley.Immediate)
	x := l.m.logs.of[northLog]
	for _, c := range []struct {
		index uint64
		kept  bool
	}{{500, true}, {600, false}, {601, false}, {602, false}, {603, true}, {855, true}, {550, true}, {551, true}} {
		if got := x.notableAt(c.index) != nil; got != c.kept {
			t.Errorf("leaf %d is remembered: %v", c.index, got)
		}
	}
	if len(x.notable) != maxNotable {
		t.Errorf("%d notable leaves", len(x.notable))
	}
	want := []string{"HEAD 0/0 1000 root true", "PROOF 0/0 500 of 1000", "PROOF 0/0 550 of 1000", "PROOF 0/0 551 of 1000"}
	got := l.next(len(want) + 1)
	if !slices.Equal(got[:len(want)], want) || !strings.HasPrefix(got[len(want)], "LEAVES") { // a crowd waits at PRIORITY: they go in their order
		t.Errorf("sent %v, not %v and leaves", got, want)
	}
}

// One that is of lower precedence than all that are remembered is forgotten itself, and goes at ROUTINE.
func TestTheLeastOfTooManyNotables(t *testing.T) {
	l := backlog(t)
	l.crowd(600, maxNotable, parley.Immediate)
	l.grow(1000, parley.Routine, Notable{500, parley.Priority})
	if x := l.m.logs.of[northLog]; x.notableAt(500) != nil || x.notableAt(600) == nil {
		t.Error("a PRIORITY pushed out an IMMEDIATE")
	}
}

// A leaf that the peer has makes way for one that it waits for, whatever the precedence of the two.
func TestNotablesThatWereGiven(t *testing.T) {
	for how, frames := range map[string][]string{
		"PROOF":  {"HEAD 0/0 1000 root true", "PROOF 0/0 900 of 1000"},
		"LEAVES": {"LEAVES 0/0 999+1 frontier 1", "HEAD 0/0 1000 root false"},
	} {
		l := backlog(t)
		x := l.m.logs.of[northLog]
		given := uint64(900)
		if how == "LEAVES" {
			given = 999
		}
		l.crowd(int(given), 1, parley.Flash)
		if got := l.next(len(frames)); !slices.Equal(got, frames) {
			t.Fatalf("%s: sent %v", how, got)
		}
		l.crowd(600, maxNotable-1, parley.Flash)
		l.crowd(550, 1, parley.Priority)
		if x.notableAt(550) == nil || x.notableAt(600) == nil || x.notableAt(given) != nil || len(x.notable) != maxNotable {
			t.Errorf("%s: a leaf that waits is forgotten for one that the peer has", how)
		}
	}
}

// Until the peer has acknowledged a leaf that was sent, it is not forgotten for one of lower precedence.
func TestNotablesUnderWay(t *testing.T) {
	l := backlog(t)
	l.crowd(900, 1, parley.Flash)
	l.ready()
	l.crowd(600, maxNotable, parley.Priority)
	if x := l.m.logs.of[northLog]; x.notableAt(900) == nil || x.notableAt(600) != nil {
		t.Error("a FLASH under way is forgotten for a PRIORITY")
	}
}
