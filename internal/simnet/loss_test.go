package simnet

import (
	"testing"
	"testing/synctest"
	"time"
)

// tally counts what flood returns: distinct frames, second copies, and frames that came after one of a higher number.
func tally(came []got) (distinct, again, overtaken int) {
	seen := map[int]bool{}
	highest := -1
	for _, g := range came {
		switch {
		case seen[g.number]:
			again++
		case g.number < highest:
			overtaken++
		}
		highest = max(highest, g.number)
		seen[g.number] = true
	}
	return len(seen), again, overtaken
}

func near(t *testing.T, what string, got int, want float64) {
	t.Helper()
	if f := float64(got); f < 0.9*want || f > 1.1*want {
		t.Errorf("%s: %d, want %.0f within a tenth", what, got, want)
	}
}

func TestLossRepetitionReordering(t *testing.T) {
	const count = 10000
	for name, p := range map[string]Path{
		"loss":       {Delay: 50 * time.Millisecond, Loss: 0.3},
		"repetition": {Delay: 50 * time.Millisecond, Repeat: 0.3},
		"reordering": {Delay: 50 * time.Millisecond, Reorder: 0.1},
		"all":        {Delay: 50 * time.Millisecond, Loss: 0.2, Repeat: 0.2, Reorder: 0.1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, a, b := meet(t, 7, p, false)
				distinct, again, overtaken := tally(flood(t, a, b, count, 100, 5*time.Millisecond))
				arrive := count * (1 - p.Loss)
				near(t, "frames that came", distinct, arrive)
				near(t, "second copies", again, arrive*p.Repeat)
				near(t, "frames that were overtaken", overtaken, arrive*p.Reorder)
			})
		})
	}
}

// A reliable session over a path that loses frames is slower, and nothing else.
func TestLossOnAReliableSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := meet(t, 7, Path{Delay: 50 * time.Millisecond, Loss: 0.1, Repeat: 0.5, Reorder: 0.5}, true)
		const count = 2000
		came := flood(t, a, b, count, 100, time.Second)
		late := 0
		for i, g := range came {
			if g.number != i {
				t.Fatalf("frame %d came at place %d", g.number, i)
			}
			if g.at-time.Duration(i)*time.Second >= 350*time.Millisecond { // a round trip and 200 ms more
				late++
			}
		}
		if len(came) != count {
			t.Errorf("%d came", len(came))
		}
		if late < 160 || late > 240 {
			t.Errorf("%d came late, want about 200", late)
		}
	})
}

func TestSameSeedSameFate(t *testing.T) {
	run := func(seed uint64) (came []got) {
		synctest.Test(t, func(t *testing.T) {
			_, a, b := meet(t, seed, Path{Rate: 64000, Delay: 30 * time.Millisecond, Loss: 0.2, Repeat: 0.2, Reorder: 0.2}, false)
			came = flood(t, a, b, 300, 100, 10*time.Millisecond)
		})
		return came
	}
	equal := func(a, b []got) bool {
		if len(a) != len(b) {
			return false
		}
		for i := range a {
			if a[i] != b[i] {
				return false
			}
		}
		return true
	}
	first := run(3)
	if !equal(first, run(3)) {
		t.Error("the same seed gives another run")
	}
	if equal(first, run(4)) {
		t.Error("another seed gives the same run")
	}
}
