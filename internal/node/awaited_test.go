package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
)

// A heardStore tells of every question.
type heardStore struct {
	store.Store
	asked func()
}

func (s *heardStore) View(fn func(store.Reader) error) error {
	if s.asked != nil {
		s.asked()
	}
	return s.Store.View(fn)
}

// Rule R6, of a body of which the sent leaf is held: while the store is asked which of a thousand of them are here, nobody who brings one
// waits, and it is asked of many at once.
func TestNobodyWaitsForAwaitedBodies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 81, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 5 * time.Millisecond})
		heard := &heardStore{Store: w.stations["north"].memory}
		w.stations["north"].store = heard
		w.start("north")
		w.start("south")
		time.Sleep(time.Second)
		n := w.stations["north"].node
		table, srv := n.tables()[0], n.server()
		author := table.seat("south")
		id := w.send("south", "north", parley.Routine, "one that is here")
		w.wait("south", id, "recorded", time.Minute)
		here, err := parley.ParseHash(id)
		if err != nil {
			t.Fatal(err)
		}
		to := map[parley.PartyID]bool{"north": true}
		bodies := []*awaitedBody{{t: table, s: author, id: here, to: to, since: time.Now(), pause: bodyPause}}
		for i := range 1000 {
			bodies = append(bodies, &awaitedBody{t: table, s: author, id: parley.Sum([]byte{byte(i), byte(i >> 8)}), to: to, since: time.Now(), pause: bodyPause})
		}
		n.awaitBodies(srv, bodies)
		views := 0
		heard.asked = func() {
			if views++; !n.awaited.mu.TryLock() {
				t.Error("who brings a body waits while the store is asked")
				return
			}
			n.awaited.mu.Unlock()
		}
		if ids, _ := n.withheld(table.id, "south", 0); len(ids) != 1000 || views > 4 {
			t.Errorf("%d bodies are withheld, and %d views", len(ids), views)
		}
		views = 0
		if due := n.overdue(); len(due) != askedAtOnce || views != 1 {
			t.Errorf("%d bodies are asked for, and %d views", len(due), views)
		}
		n.awaited.came(bodies[1].id)
		heard.asked = nil
		if ids, _ := n.withheld(table.id, "south", 0); len(ids) != 999 {
			t.Errorf("%d bodies are withheld after one came", len(ids))
		}
	})
}
