package node

import (
	"errors"
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

// [REC-33] A node that is never up when a clock leaf falls due enters one at its next start, once for all that it missed;
// one that is up enters it once, however often it starts again.
func TestClockLeavesOfANodeThatIsRestarted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 12, true, func(c *charter.Charter) { c.LineTestMinutes = 60 }, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("south")
		for i := range 5 { // up for ten minutes before each full hour, away over it
			w.start("north")
			time.Sleep(10 * time.Minute)
			if n := len(w.clocks("north", "north")); n != i {
				t.Errorf("at start %d: %d clock leaves", i+1, n)
			}
			w.stop("north")
			time.Sleep(50 * time.Minute)
		}
		time.Sleep(3 * time.Hour)
		for range 5 {
			w.start("north")
			time.Sleep(5 * time.Minute)
			w.stop("north")
		}
		if n := len(w.clocks("north", "north")); n != 5 {
			t.Errorf("after five starts within an hour: %d clock leaves", n)
		}
	})
}

// [REC-33] A clock leaf that cannot be stored is tried again, with pauses, until it can: one leaf and one event in a row.
func TestAClockLeafIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 13, true, func(c *charter.Charter) { c.LineTestMinutes = 60 }, "north", "south")
		defer w.stopAll()
		s := &heldUpStore{Store: w.stations["north"].memory}
		w.stations["north"].store = s
		w.start("north")
		time.Sleep(55 * time.Minute)
		tries := 0
		s.set(func() (time.Duration, error) { tries++; return 0, errors.New("disk full") })
		time.Sleep(20 * time.Minute)
		if tries < 5 || tries > 100 || len(w.clocks("north", "north")) != 0 {
			t.Errorf("%d tries, %d clock leaves", tries, len(w.clocks("north", "north")))
		}
		s.set(nil)
		time.Sleep(lastAgain + time.Second)
		if n := len(w.clocks("north", "north")); n != 1 {
			t.Errorf("%d clock leaves", n)
		}
		time.Sleep(2 * time.Hour)
		if n := len(w.clocks("north", "north")); n != 3 {
			t.Errorf("two hours later: %d clock leaves", n)
		}
	})
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
