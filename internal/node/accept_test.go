package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

// A node that comes back before the other side has noticed that it was gone is taken up at once: who dials again has
// lost the session that he dialled before.
func TestAPeerThatComesBackUnnoticed(t *testing.T) {
	for _, id := range []parley.PartyID{"north", "south"} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 1, false, "north", "south") // a bearer on which nobody says that he goes
			defer w.stopAll()
			w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
			for _, at := range []parley.PartyID{"south", "north"} {
				if at != id { // so that it is the other one that dials
					w.start(at)
				}
			}
			time.Sleep(4 * time.Second)
			w.start(id)
			time.Sleep(20 * time.Second)
			for range 5 {
				w.timed("north", "south")
				w.stop(id)
				w.start(id)
				begin := time.Now()
				w.timed("south", "north")
				if took := time.Since(begin); took > 6*time.Second {
					t.Errorf("%s came back, and a FLASH took %v", id, took)
				}
				time.Sleep(time.Minute)
			}
			w.checkPromises()
		})
	}
}

// Both sides dial at once, again and again: one session stays, and it is the same one at both ends.
func TestBothDialAtOnce(t *testing.T) {
	for seed := uint64(1); seed <= 5; seed++ {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, seed, true, "north", "south")
			defer w.stopAll()
			w.link("north", "south", simnet.Path{Delay: time.Duration(seed) * 300 * time.Millisecond, Rate: 64000})
			for range 4 {
				w.cut("north", "south")
				for _, id := range w.order {
					if w.stations[id].node == nil {
						w.start(id)
					}
				}
				time.Sleep(time.Duration(seed) * 4 * time.Second)
				w.restore("north", "south")
				time.Sleep(2 * time.Minute)
				if !w.up("north") || !w.up("south") {
					t.Fatal("the line is not up")
				}
				before := w.stations["north"].node.counted(t, "sessions_total")
				time.Sleep(10 * time.Minute)
				if after := w.stations["north"].node.counted(t, "sessions_total"); after != before {
					t.Errorf("on a quiet line %v sessions were opened", after-before)
				}
				w.timed("north", "south")
				w.timed("south", "north")
				w.stopAll()
			}
		})
	}
}
