package node

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/procedure"
)

// When the deadline of our move is near an event says so, once, also across a start: a quarter of the time before it, or so
// long before as the charter says. Who waits for the other is told nothing, and no clock leaf is entered for it.
func TestDeadlineNear(t *testing.T) {
	for minutes, want := range map[int]time.Duration{0: 45 * time.Minute, 50: 10 * time.Minute} {
		t.Run(fmt.Sprint(minutes), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorldUnder(t, 5, true, func(c *charter.Charter) {
					withTalks(c)
					c.LineTestMinutes = 24 * 60
					if minutes > 0 {
						c.Constants = []charter.Constant{{Name: "deadline_near", Value: minutes, Unit: "minutes"}}
					}
				}, "north", "south")
				defer w.stopAll()
				w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond})
				w.start("north")
				w.start("south")
				w.wait("north", w.submit("north", w.opens("north", "south")), "recorded", time.Minute)
				time.Sleep(want - time.Minute)
				if near := w.near("south"); near != "" {
					t.Errorf("a minute before: %s", near)
				}
				w.stop("south")
				w.start("south")
				size := w.leaves("south")
				time.Sleep(2 * time.Minute)
				if near := w.near("south"); strings.Count(near, "is near") != 1 || !strings.Contains(near, "the deadline of our move in the state open is near: 2026-") {
					t.Errorf("when it is near: %q", near)
				}
				if now := w.leaves("south"); now != size {
					t.Errorf("%d leaves before, %d after", size, now)
				}
				w.stop("south")
				w.start("south")
				time.Sleep(time.Minute)
				if near := w.near("south") + w.near("north"); near != "" {
					t.Errorf("after a start, and to who waits: %q", near)
				}
				time.Sleep(time.Hour)
				if v := w.stands("south"); v.State != "unanswered" || v.Lapse != "final" {
					t.Errorf("after the deadline: %+v", v)
				}
				w.recordsHold("south")
			})
		})
	}
}

// near returns what a station was told of deadlines that are near.
func (w *world) near(at parley.PartyID) (out string) {
	w.t.Helper()
	es, err := w.stations[at].node.Events(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range es {
		if e.Kind == EventNear {
			out += strings.Repeat(e.Sentence+"\n", e.Count)
		}
	}
	return out
}

// leaves returns the size of a station's own record.
func (w *world) leaves(at parley.PartyID) (size uint64) {
	w.t.Helper()
	err := w.stations[at].memory.View(func(r store.Reader) (err error) {
		size, err = r.LogSize(store.LogID{Charter: w.id, Party: at})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return size
}

// How long before a deadline it is near, where the charter says nothing.
func TestNearFrom(t *testing.T) {
	const minute = parley.Millis(60_000)
	for _, c := range []struct{ lasts, before parley.Millis }{
		{3 * minute, 0}, {6 * minute, 5 * minute}, {20 * minute, 5 * minute}, {40 * minute, 10 * minute}, {24 * 60 * minute, 6 * 60 * minute}, {30 * 24 * 60 * minute, 24 * 60 * minute},
	} {
		r := &procedure.Result{Since: 1_700_000_000_000, Until: 1_700_000_000_000 + c.lasts, Lapse: procedure.LapseRunning}
		want := parley.Millis(0)
		if c.before > 0 {
			want = r.Until - c.before
		}
		if got := nearFrom(&charter.Charter{}, r); got != want {
			t.Errorf("a state of %d minutes: near at %d, want %d", c.lasts/minute, got, want)
		}
		r.Lapse = procedure.LapseElapsed
		if nearFrom(&charter.Charter{}, r) != 0 {
			t.Error("near after it elapsed")
		}
	}
}
