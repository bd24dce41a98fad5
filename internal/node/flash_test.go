package node

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/wire"
)

// entries has a running station enter n leaves that nobody waits for.
func (w *world) entries(at parley.PartyID, n int) {
	w.t.Helper()
	r := w.stations[at].node.recorder
	t := w.stations[at].node.tables()[0]
	for i := range n - 1 {
		r.add(&job{t: t, kind: wire.LeafGotBlob, id: parley.Sum(fmt.Appendf(nil, "%s %d %s", at, i, wall()))})
	}
	if _, _, err := r.do(&job{t: t, kind: wire.LeafClock}); err != nil {
		w.t.Fatal(err)
	}
}

// timed sends a FLASH and returns when its receipt was here.
func (w *world) timed(from, to parley.PartyID) time.Duration {
	w.t.Helper()
	begin := time.Now()
	w.wait(from, w.send(from, to, parley.Flash, "Aircraft in difficulty will cross the line at 1530Z."), "recorded", 10*time.Minute)
	return time.Since(begin)
}

// P4: FLASH waits for nothing of lower precedence beyond one frame: behind an attachment of 1 MiB it is recorded within
// the time of its own bytes, two frames and the round trips.
func TestFlashOvertakesAnAttachment(t *testing.T) {
	for rate, most := range map[int]time.Duration{9600: 2500 * time.Millisecond, 64000: 1500 * time.Millisecond} {
		t.Run(fmt.Sprint(rate), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 2, true, "north", "south")
				defer w.stopAll()
				w.link("north", "south", simnet.Path{Delay: 100 * time.Millisecond, Rate: rate})
				w.start("north")
				w.start("south")
				w.timed("north", "south")
				alone := w.timed("north", "south")
				salt := [16]byte{1}
				id := w.sendBlobs("north", "south", salt, w.upload("north", salt, "map.bin", pattern("a map", 1<<20)))
				w.wait("north", id, "recorded", time.Minute)
				time.Sleep(20 * time.Second)
				worst := time.Duration(0)
				for i := range 20 {
					worst = max(worst, w.timed("north", "south"), w.timed("south", "north"))
					time.Sleep(time.Duration(1000+137*i) * time.Millisecond)
				}
				held, size := w.held("south", id)
				t.Logf("%d bit/s: alone %v, worst of 40 behind the attachment %v; %d of %d bytes are there", rate, alone, worst, held, size)
				if worst > most || held == 0 || held == size {
					t.Errorf("worst %v, want at most %v", worst, most)
				}
			})
		})
	}
}

// A backlog of 5,000 entries on both sides, minutes of a line of 9,600 bit/s, delays a FLASH and its receipt by 3 s at
// most, each way, while it is under way.
func TestFlashOvertakesABacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 2, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 100 * time.Millisecond, Rate: 9600})
		w.start("north")
		w.start("south")
		w.timed("north", "south")
		time.Sleep(time.Minute)
		without := max(w.timed("north", "south"), w.timed("south", "north"))
		w.backlog(5000)
		worst := time.Duration(0)
		for range 5 {
			worst = max(worst, w.timed("north", "south"), w.timed("south", "north"))
			time.Sleep(3 * time.Second)
		}
		for _, at := range w.order {
			if left := w.unseen(at); left < 2000 {
				t.Errorf("only %d entries of %s are still to come", left, at)
			}
		}
		t.Logf("without a backlog %v, with it at worst %v", without, worst)
		if worst > without+3*time.Second {
			t.Errorf("without a backlog %v, with it %v", without, worst)
		}
		time.Sleep(15 * time.Minute)
		for _, at := range w.order {
			if left := w.unseen(at); left != 0 {
				t.Errorf("%d entries of %s never came", left, at)
			}
		}
		w.checkPromises()
	})
}

// backlog has both sides enter n leaves each while they cannot reach each other, and returns when they can.
func (w *world) backlog(n int) {
	w.t.Helper()
	w.cut("north", "south")
	for _, at := range w.order {
		w.entries(at, n)
	}
	w.reconnect()
}

// reconnect restores a cut line and returns a few seconds after it is up.
func (w *world) reconnect() {
	w.t.Helper()
	time.Sleep(simnet.BreakTime + time.Second)
	w.restore("north", "south")
	for range 300 {
		if time.Sleep(time.Second); w.up("north") && w.up("south") {
			time.Sleep(3 * time.Second)
			return
		}
	}
	w.t.Fatal("the line did not come up")
}

func (w *world) up(at parley.PartyID) bool {
	w.t.Helper()
	lines, err := w.stations[at].node.Lines(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return lines[0].Bearers[0].State == "up"
}

// unseen returns how many leaves of a station's record the other one does not hold.
func (w *world) unseen(at parley.PartyID) uint64 {
	w.t.Helper()
	log := w.stations[at].node.tables()[0].own().log
	whole, err := w.stations[at].node.size(log)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, other := range w.order {
		if other == at {
			continue
		}
		held, err := w.stations[other].node.size(log)
		if err != nil {
			w.t.Fatal(err)
		}
		return whole - held
	}
	return 0
}

// A FLASH that was entered during a cut, in the middle of a backlog or at its end, is recorded long before the backlog is
// there: by the leaves behind it with their frontier, or by a proof of its own.
func TestFlashFromABacklog(t *testing.T) {
	for _, c := range []struct {
		after   int
		restart bool
	}{{0, false}, {5, false}, {1000, false}, {0, true}, {1000, true}} {
		t.Run(fmt.Sprintf("%d entries after it, restart %v", c.after, c.restart), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 2, true, "north", "south")
				defer w.stopAll()
				w.link("north", "south", simnet.Path{Delay: 100 * time.Millisecond, Rate: 9600})
				w.start("north")
				w.start("south")
				w.timed("north", "south")
				w.cut("north", "south")
				ids := map[parley.PartyID]string{}
				for i, at := range w.order {
					w.entries(at, 2000)
					ids[at] = w.send(at, w.order[1-i], parley.Flash, "Entered during the cut.")
					w.entries(at, c.after+1)
				}
				if c.restart {
					for _, at := range w.order {
						w.stop(at)
						w.start(at)
					}
				}
				w.reconnect()
				begin := time.Now()
				for at, id := range ids {
					w.wait(at, id, "recorded", 10*time.Second)
				}
				t.Logf("recorded %v after the line was up for some seconds", time.Since(begin))
				for _, at := range w.order {
					if left := w.unseen(at); left < 1000 {
						t.Errorf("only %d entries of %s are still to come", left, at)
					}
				}
				time.Sleep(10 * time.Minute)
				if w.unseen("north") != 0 || w.unseen("south") != 0 {
					t.Errorf("%d and %d entries never came", w.unseen("north"), w.unseen("south"))
				}
				w.checkPromises()
			})
		})
	}
}
