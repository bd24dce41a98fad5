package node

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/wire"
)

// dates returns the dates of a station's own record.
func (w *world) dates(id parley.PartyID) (out []parley.Millis) {
	w.t.Helper()
	log := store.LogID{Charter: w.id, Party: id}
	err := w.stations[id].memory.View(func(r store.Reader) error {
		size, err := r.LogSize(log)
		if err != nil {
			return err
		}
		rows, err := r.Leaves(log, 0, size)
		for _, row := range rows {
			l, err := wire.DecodeLeaf(row.Bytes)
			if err != nil {
				return err
			}
			out = append(out, l.Date)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func (s *station) setSkew(d time.Duration) { s.skew.Store(int64(d)) }

// A clock that cannot be right is refused: before 2020, or more than 24 h behind the last entry.
func TestOpenRefusesAClockThatCannotBeRight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		s := w.stations["north"]
		for _, c := range []struct {
			skew  time.Duration
			words string
		}{
			{-57 * 365 * 24 * time.Hour, "which cannot be right"}, // 1970
			{-7 * 366 * 24 * time.Hour, "which cannot be right"},  // 2019
			{-24*time.Hour - time.Second, "more than 24 hours before the last entry"},
			{-24*time.Hour + time.Second, ""},
			{0, ""},
			{30 * 24 * time.Hour, ""},
		} {
			s.setSkew(c.skew)
			n, err := w.tryOpen(s)
			if c.words == "" {
				if err != nil {
					t.Errorf("%v: %v", c.skew, err)
					continue
				}
				n.Close()
				continue
			}
			if parley.CodeOf(err) != parley.CodeClock || !strings.Contains(err.Error(), c.words) {
				t.Errorf("%v: %v", c.skew, err)
			}
		}
	})
}

// Rule R1: dates in a record never go back: a clock that is an hour behind repeats the last date, an alarm is raised, and
// when the clock has caught up the dates go on.
func TestAClockThatGoesBackRepeatsTheLastDate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{})
		w.start("north")
		w.start("south")
		s := w.stations["north"]
		w.send("north", "south", parley.Routine, "On time.")
		last := parley.MillisOf(wall())
		s.setSkew(-time.Hour)
		time.Sleep(time.Minute)
		for range 3 {
			w.send("north", "south", parley.Routine, "An hour behind.")
			time.Sleep(time.Minute)
		}
		dates := w.dates("north")
		for _, d := range dates[len(dates)-3:] {
			if d != last {
				t.Errorf("an entry is dated %s, want %s", d, last)
			}
		}
		if s.alarms.raised("alarm: the clock went back") == 0 {
			t.Error("no alarm was raised")
		}
		s.setSkew(0)
		id := w.send("north", "south", parley.Routine, "On time again.")
		dates = w.dates("north")
		if got, want := dates[len(dates)-1], parley.MillisOf(wall()); got != want {
			t.Errorf("the clock is right again, and an entry is dated %s, want %s", got, want)
		}
		w.wait("north", id, "recorded", time.Minute)
		w.checkPromises()
	})
}

// The log-writer never dates an entry more than 10 minutes ahead of the last date plus the time elapsed.
func TestALeapAheadIsNotFollowed(t *testing.T) {
	for _, c := range []struct {
		leap     time.Duration
		followed bool
	}{
		{10 * time.Minute, true},
		{10*time.Minute + time.Millisecond, false},
		{73 * 365 * 24 * time.Hour, false}, // 2099
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 1, true, "north", "south")
			defer w.stopAll()
			w.link("north", "south", simnet.Path{})
			w.start("north")
			s := w.stations["north"]
			w.send("north", "south", parley.Routine, "On time.")
			time.Sleep(3 * time.Minute)
			s.setSkew(c.leap)
			for range 2 {
				w.send("north", "south", parley.Routine, "After the leap.")
				dates := w.dates("north")
				want := wall()
				if c.followed {
					want = want.Add(c.leap)
				}
				if got := dates[len(dates)-1]; got != parley.MillisOf(want) {
					t.Errorf("a leap of %v: dated %s, want %s", c.leap, got, parley.MillisOf(want))
				}
				time.Sleep(20 * time.Minute)
			}
			if raised := s.alarms.raised("alarm: the clock leapt ahead") > 0; raised == c.followed {
				t.Errorf("a leap of %v: an alarm was raised: %v", c.leap, raised)
			}
		})
	}
}

// Clocks that differ by hours harm nothing: messages, receipts and acknowledgements pass both ways, and each time is
// that of the clock it says it is of.
func TestClocksThatDiffer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 100 * time.Millisecond, Rate: 9600})
		w.stations["north"].setSkew(5 * time.Hour)
		w.stations["south"].setSkew(-3 * time.Hour)
		w.start("north")
		w.start("south")
		if v, err := w.stations["north"].node.AcceptClock(t.Context(), Who{User: "ann"}); err != nil || !v.Followed {
			t.Fatalf("accepted: %+v, %v", v, err) // no peer's clock confirms it
		}
		for range 3 {
			there := w.send("north", "south", parley.Flash, "From five hours ahead.")
			back := w.send("south", "north", parley.Flash, "From three hours behind.")
			w.wait("north", there, "recorded", time.Minute)
			w.wait("south", back, "recorded", time.Minute)
			w.ack("south", there)
			w.wait("north", there, "acknowledged", time.Minute)
			v, err := w.stations["north"].node.Show(t.Context(), there)
			if err != nil {
				t.Fatal(err)
			}
			south := w.dates("south") // which began before its clock went wrong
			if at := *v.Receipts["south"].Recorded; at != south[0].String() {
				t.Errorf("recorded at %s, by south's clock at %s", at, south[0])
			}
			north := w.dates("north")
			if last := north[len(north)-1]; last < parley.MillisOf(wall().Add(5*time.Hour-time.Minute)) {
				t.Errorf("north's last entry is dated %s", last)
			}
			time.Sleep(time.Minute)
		}
		w.checkPromises()
	})
}
