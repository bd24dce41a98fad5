package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/wire"
)

// [REC-33] R2, clock leaf: a node that serves MUST enter a clock leaf each time that line_test_minutes of the charter have
// passed, whether the line is up or not, so that silence has a place in the record; with 0 it enters none. The other side
// holds them under a signed head as soon as the line is up.
func TestClockLeaves(t *testing.T) {
	for minutes, want := range map[int]int{0: 0, 25: 7, 60: 3} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorldUnder(t, 11, true, func(c *charter.Charter) { c.LineTestMinutes = minutes }, "north", "south")
			defer w.stopAll()
			w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 9600})
			begin := parley.MillisOf(wall())
			w.start("north")
			w.start("south")
			time.Sleep(5 * time.Minute)
			w.cut("north", "south")
			time.Sleep(2 * time.Hour)
			w.restore("north", "south")
			time.Sleep(time.Hour - 4*time.Minute)
			for _, at := range w.order {
				dates := w.clocks(at, "north")
				if len(dates) != want {
					t.Errorf("every %d minutes: %s holds %d clock leaves of north after three hours", minutes, at, len(dates))
				}
				for i, d := range dates {
					if due := begin + parley.Millis((i+1)*minutes)*60_000; d < due || d > due+1000 {
						t.Errorf("every %d minutes: clock leaf %d is of %s, not %s", minutes, i, d, due)
					}
				}
			}
			w.checkPromises()
		})
	}
}

// clocks returns the dates of the clock leaves of a party that a station holds under a head.
func (w *world) clocks(at, of parley.PartyID) (dates []parley.Millis) {
	w.t.Helper()
	log := store.LogID{Charter: w.id, Party: of}
	err := w.stations[at].memory.View(func(r store.Reader) error {
		head, err := r.LastHead(log)
		if err != nil {
			return err
		}
		rows, err := r.Leaves(log, 0, head.Size)
		for _, row := range rows {
			if l, err := wire.DecodeLeaf(row.Bytes); err == nil && l.Kind == wire.LeafClock {
				dates = append(dates, l.Date)
			}
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return dates
}
