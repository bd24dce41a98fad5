package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store/storetest"
)

// copyOf returns a copy of what a station's store holds now: a backup.
func (s *station) copyOf(t *testing.T) *storetest.Memory {
	t.Helper()
	return s.memory.Snapshot()
}

// putBack puts an older copy in the place of a stopped station's store.
func (s *station) putBack(m *storetest.Memory) { s.memory, s.store = m, m }

// [REC-51] A node restored from an older copy of its directory, the high-water file staying where it was, signs no head
// until its peer has answered; then everything that the peer had recorded is back, and nothing is forked.
func TestRestoredFromAnOlderCopy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		w.start("south")
		sent := map[parley.PartyID][]string{}
		talk := func() {
			for range 3 {
				sent["north"] = append(sent["north"], w.send("north", "south", parley.Immediate, "From north."))
				sent["south"] = append(sent["south"], w.send("south", "north", parley.Immediate, "From south."))
				time.Sleep(20 * time.Second)
			}
		}
		talk()
		old := w.stations["north"].copyOf(t)
		talk()
		w.stop("north")
		w.stations["north"].putBack(old)
		w.start("north")
		if _, is := w.stations["north"].node.tables()[0].recovering(); !is {
			t.Fatal("not recovering")
		}
		time.Sleep(time.Minute)
		if _, is := w.stations["north"].node.tables()[0].recovering(); is {
			t.Fatal("still recovering")
		}
		talk()
		time.Sleep(time.Minute)
		for from, ids := range sent {
			for _, id := range ids {
				w.wait(from, id, "recorded", time.Minute)
			}
		}
		w.checkPromises()
		w.checkArrived(sent)
		for _, s := range w.stations {
			t.Log(s.id, s.alarms.lines)
		}
	})
}
