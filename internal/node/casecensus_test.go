package node

import (
	"sync"
	"testing"

	"parley/procedure"
)

// A caseCensus is what the cases of a run were made of.
type caseCensus struct {
	mu                                                                              sync.Mutex
	cases, folds, alike, acts, lapsed, crossed, cheats, disputed, partitions, kills int
	parties                                                                         [8]int
	lies                                                                            map[string]int
}

// count takes up a case that is at its end.
func (c *caseCensus) count(x *caseRun) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cases++
	c.partitions += x.partitions
	c.folds, c.alike = c.folds+x.folds, c.alike+x.alike
	c.parties[len(x.takes)]++
	if x.liar != nil {
		if c.lies == nil {
			c.lies = map[string]int{}
		}
		c.lies[x.liar.how]++
		c.cheats++
	}
	for _, n := range x.deaths {
		c.kills += n
	}
	lapsed, crossed, disputed := 0, 0, 0
	seen := map[string]bool{}
	for by, res := range x.last {
		if len(res.Disputed) > 0 {
			disputed = 1
		}
		first := !seen[by.id.String()]
		seen[by.id.String()] = true
		for i := range res.Entries {
			switch e := &res.Entries[i]; {
			case e.Lapse:
				lapsed = 1
			case e.Standing == procedure.Crossed:
				crossed = 1
			}
			if first {
				c.acts++
			}
		}
	}
	c.lapsed, c.crossed, c.disputed = c.lapsed+lapsed, c.crossed+crossed, c.disputed+disputed
}

// report prints what the cases were made of, and fails where a run that is large enough was made of something else.
func (c *caseCensus) report(t *testing.T) {
	t.Logf("measured: %d proceedings of whole nodes, seed %d: participants 2 to 7 %v; %d folds judged, %d of them of what another had held too; %d acts and lapses, %d partitions, %d kills",
		c.cases, *caseSeed, c.parties[2:], c.folds, c.alike, c.acts, c.partitions, c.kills)
	t.Logf("measured: whole nodes: clocks lapsed in %.1f %% of the cases, acts crossed in %.1f %%, a cheat in %.1f %%; outcomes disputed in %d cases", c.share(c.lapsed), c.share(c.crossed), c.share(c.cheats), c.disputed)
	t.Logf("  cheats: %v", c.lies)
	if c.cases < 100 || t.Failed() {
		return
	}
	within := func(what string, got, low, high float64) {
		if got < low || got > high {
			t.Errorf("%s: %.1f %% of the cases, want %.0f to %.0f", what, got, low, high)
		}
	}
	within("clocks that lapsed", c.share(c.lapsed), 28, 42)
	within("acts that crossed", c.share(c.crossed), 28, 45)
	within("a cheat", c.share(c.cheats), 9, 11)
	for p := 2; p <= 5; p++ {
		within("each number of participants", c.share(c.parties[p]), 10, 40)
	}
	within("more than five participants", c.share(c.parties[6]+c.parties[7]), 1, 5)
}

func (c *caseCensus) share(k int) float64 { return 100 * float64(k) / float64(max(1, c.cases)) }
