package procedure

import (
	"flag"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
)

var (
	cases = flag.Int("cases", 4000, "random cases of TestConvergence")
	seed  = flag.Uint64("seed", 1, "seed of the random cases")
	only  = flag.Int("case", -1, "the one case of TestConvergence to play, by its number")
)

// play plays one case and judges it.
func play(v *verdicts, seed uint64, number int, off offRules, as lie) shape {
	rng := rand.New(rand.NewPCG(seed, uint64(number)))
	s := drawShape(rng, number)
	if as >= 0 {
		s.lie = as
		if as == lieCollude {
			s.parties = max(s.parties, 3)
		}
	}
	v.begin(number)
	newWorld(rng, s, off, v).run(s)
	return s
}

// [PROC-14] What is settled MUST NOT change its place or its effect.
// [PROC-15] A final lapse MUST NOT be taken back.
// Random cases at the level of leaves and folds: after every event each node that learnt something folds, and I1 to I3
// are compared; when everything has arrived, I4.
func TestConvergence(t *testing.T) {
	from, to := 0, *cases
	if *only >= 0 {
		from, to = *only, *only+1
	}
	sum := census{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	next := from
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			v := &verdicts{}
			mine := census{}
			for {
				mu.Lock()
				i := next
				next++
				bad := sum.bad
				mu.Unlock()
				if i >= to || bad > 10 {
					break
				}
				s := play(v, *seed, i, offRules{}, -1)
				mine.count(s)
				if v.failed() {
					mu.Lock()
					sum.bad++
					mu.Unlock()
					t.Errorf("-seed %d -case %d: %d parties, %s: %v", *seed, i, s.parties, lieNames[s.lie], v.faults)
				}
			}
			mu.Lock()
			sum.add(mine, v)
			mu.Unlock()
		})
	}
	wg.Wait()
	sum.report(t, to-from)
}

// A census is what the cases of a run were made of.
type census struct {
	bad, crowds                           int
	lies                                  [lieCount]int
	parties                               [8]int
	folds, acts, lapses, crossed, silence int
}

func (c *census) count(s shape) {
	c.lies[s.lie]++
	if s.parties > 7 {
		c.crowds++
	} else {
		c.parties[s.parties]++
	}
}

func (c *census) add(o census, v *verdicts) {
	c.crowds += o.crowds
	for i := range c.lies {
		c.lies[i] += o.lies[i]
	}
	for i := range c.parties {
		c.parties[i] += o.parties[i]
	}
	c.folds, c.acts, c.lapses = c.folds+v.folds, c.acts+v.acts, c.lapses+v.lapses
	c.crossed, c.silence = c.crossed+v.crossed, c.silence+v.served
}

// report prints what the cases were made of, and fails where a run that is large enough was made of something else.
func (c *census) report(t *testing.T, n int) {
	t.Logf("measured: %d cases of seed %d, 2 to 7 parties %v, 31 parties %d; %d folds, %d acts and lapses, %d silences that counted",
		n, *seed, c.parties[2:], c.crowds, c.folds, c.acts, c.silence)
	t.Logf("measured: clocks lapsed in %.1f %% of the cases, acts crossed in %.1f %%, a fork or two who collude in %.1f %%, broken %d",
		share(c.lapses, n), share(c.crossed, n), share(c.lies[lieFork]+c.lies[lieCollude], n), c.bad)
	for l, k := range c.lies {
		t.Logf("  %-22s %d", lieNames[l], k)
	}
	if n < 1000 || t.Failed() {
		return
	}
	within := func(what string, got, low, high float64) {
		if got < low || got > high {
			t.Errorf("%s: %.1f %% of the cases, want %.0f to %.0f", what, got, low, high)
		}
	}
	within("clocks that lapsed", share(c.lapses, n), 30, 40)
	within("acts that crossed", share(c.crossed, n), 30, 45)
	within("forks and colluding liars", share(c.lies[lieFork]+c.lies[lieCollude], n), 9, 11)
	within("31 parties", share(c.crowds, n), 1, 1)
	for p := 2; p <= 7; p++ {
		within("each number of parties", share(c.parties[p], n), 10, 25)
	}
	for l := lieWithhold; l < lieFork; l++ {
		within(lieNames[l], share(c.lies[l], n), 3, 7)
	}
}

func share(k, n int) float64 { return 100 * float64(k) / float64(n) }
