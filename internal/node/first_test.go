package node

import (
	"bytes"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
)

// [LINK-58] Of two parties the first MUST be taken to be the one with the lower place among the parties of the charter whose
// id, compared byte by byte, is the lowest of those to which both are parties, in whatever order they were adopted.
func TestBothAgreeWhoIsFirst(t *testing.T) {
	seen := map[bool]bool{}
	for seed := range uint64(6) {
		synctest.Test(t, func(t *testing.T) {
			w := newStations(t, seed, true, "north", "south")
			defer w.stopAll()
			w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
			same := w.agree(func(c *charter.Charter) { c.RetentionDays = int(seed) }, "north", "south")
			turned := w.agree(func(c *charter.Charter) { slices.Reverse(c.Parties); c.RetentionDays = int(seed) + 100 }, "north", "south")
			one, other := charter.EditionID(same.Text), charter.EditionID(turned.Text)
			northFirst := bytes.Compare(one[:], other[:]) < 0
			seen[northFirst] = true
			w.id = one
			for id, order := range map[parley.PartyID][]Adoption{"north": {same, turned}, "south": {turned, same}} {
				s := w.stations[id]
				s.node = w.open(s)
				for _, a := range order {
					if _, err := s.node.Adopt(t.Context(), a); err != nil {
						t.Fatal(err)
					}
				}
			}
			north, south := w.serve("north"), w.serve("south")
			if n, s := north.allPeers()[0].first(), south.allPeers()[0].first(); n != northFirst || s == n {
				t.Errorf("north takes itself for the first: %v, south itself: %v; want %v", n, s, northFirst)
			}
			time.Sleep(time.Minute)
			before := north.counted(t, "sessions_total") + south.counted(t, "sessions_total")
			w.timed("north", "south")
			time.Sleep(10 * time.Minute)
			if after := north.counted(t, "sessions_total") + south.counted(t, "sessions_total"); after != before {
				t.Errorf("%v sessions, and %v ten minutes later", before, after)
			}
		})
	}
	if len(seen) != 2 {
		t.Error("one order was never tried")
	}
}
