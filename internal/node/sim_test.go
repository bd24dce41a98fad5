package node

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

var seeds = flag.Uint64("seeds", 12, "simulated worlds of each kind")

// Two whole nodes under loss, repetition, reorder, partition and kills: what was accepted arrives exactly once, both
// records verify, and FLASH is not held up by what is below it. The seed of each run is in its name.
func TestTwoNodesOnABadLine(t *testing.T) {
	for _, reliable := range []bool{true, false} {
		for seed := uint64(1); seed <= *seeds; seed++ {
			t.Run(fmt.Sprintf("reliable=%v/seed=%d", reliable, seed), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { playBadLine(t, seed, reliable) })
			})
		}
	}
}

func playBadLine(t *testing.T, seed uint64, reliable bool) {
	rnd := rand.New(rand.NewPCG(seed, 7))
	w := newWorld(t, seed, reliable, "north", "south")
	defer w.stopAll()
	path := simnet.Path{Delay: time.Duration(rnd.IntN(800)) * time.Millisecond, Rate: 2400 << rnd.IntN(6)}
	if !reliable {
		path.Loss, path.Repeat, path.Reorder = 0.2*rnd.Float64(), 0.1*rnd.Float64(), 0.2*rnd.Float64()
	}
	w.link("north", "south", path)
	w.start("north")
	w.start("south")
	sent := map[parley.PartyID][]string{}
	down := map[parley.PartyID]bool{}
	for i := range 40 {
		from, to := parley.PartyID("north"), parley.PartyID("south")
		if rnd.IntN(2) == 0 {
			from, to = to, from
		}
		switch k := rnd.IntN(10); {
		case k < 6 && !down[from]:
			sent[from] = append(sent[from], w.send(from, to, parley.Precedence(rnd.IntN(4)), fmt.Sprintf("Text %d of %s %x.", len(sent[from]), from, make([]byte, rnd.IntN(2000)))))
		case k == 6:
			w.cut("north", "south")
		case k == 7:
			w.restore("north", "south")
		case k == 8 && !down[from]:
			w.stop(from)
			down[from] = true
		case down[from]:
			w.start(from)
			delete(down, from)
		}
		time.Sleep(time.Duration(rnd.IntN(20000)) * time.Millisecond)
		if seed <= 2 || i%5 == 4 { // it takes most of the time
			w.checkPromises()
		}
	}
	w.restore("north", "south")
	for id := range down {
		w.start(id)
	}
	for from, ids := range sent {
		for _, id := range ids {
			w.wait(from, id, "recorded", time.Hour)
		}
	}
	w.checkPromises()
	w.checkArrived(sent)
}

// checkPromises verifies every record that can be read now.
func (w *world) checkPromises() {
	w.t.Helper()
	for _, id := range w.order {
		n := w.stations[id].node
		if n == nil {
			continue
		}
		v, err := n.VerifyRecord(w.t.Context())
		if err != nil || !v.OK {
			w.t.Fatalf("record of %s: %v %+v", id, err, v)
		}
	}
}

// checkArrived holds each inbox against what the other side sent: each once, and nothing else.
func (w *world) checkArrived(sent map[parley.PartyID][]string) {
	w.t.Helper()
	for _, from := range w.order {
		for _, to := range w.order {
			if to == from {
				continue
			}
			in, err := w.stations[to].node.Inbox(w.t.Context(), Query{})
			if err != nil {
				w.t.Fatal(err)
			}
			count := map[string]int{}
			for _, m := range in {
				count[m.ID]++
			}
			if len(count) != len(sent[from]) {
				w.t.Fatalf("%s sent %d messages, %s holds %d", from, len(sent[from]), to, len(count))
			}
			for _, id := range sent[from] {
				if count[id] != 1 {
					w.t.Fatalf("message %s of %s stands %d times at %s", id[:8], from, count[id], to)
				}
			}
		}
	}
}
