package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
)

// lastDated returns how long after (or before) the world's time a station's last entry is dated.
func (w *world) lastDated(id parley.PartyID) time.Duration {
	w.t.Helper()
	dates := w.dates(id)
	return dates[len(dates)-1].Time().Sub(wall()).Round(time.Second)
}

// enter has a station enter a leaf now: a text to a party.
func (w *world) enter(from, to parley.PartyID) { w.send(from, to, parley.Routine, "A text.") }

// [REC-55] A node that was off for days cannot know how long. Alone, it dates entries by its last entry and the time
// since its start, and says so; the first peer whose clock agrees with its own confirms that one.
func TestClockAfterDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, _ := twoWorld(t, 1)
		defer w.stopAll()
		time.Sleep(72 * time.Hour)
		n := w.start("north")
		for range 3 {
			w.enter("north", "south")
			if late := w.lastDated("north"); late != -72*time.Hour {
				t.Errorf("alone, an entry is dated %v from now", late)
			}
			time.Sleep(time.Hour)
		}
		if v, err := n.Clock(t.Context()); err != nil || v.Confirmed || v.Followed || v.NextEntry == v.Clock {
			t.Errorf("the clock: %+v, %v", v, err)
		}
		if w.stations["north"].alarms.raised("no other party's clock has confirmed ours") == 0 {
			t.Error("no alarm was raised")
		}
		w.start("south")
		time.Sleep(time.Minute)
		w.enter("north", "south")
		if late := w.lastDated("north"); late != 0 {
			t.Errorf("confirmed by south, an entry is dated %v from now", late)
		}
		if v, err := n.Clock(t.Context()); err != nil || !v.Confirmed || !v.Followed || *v.Peers[0].OffsetMs > 1000 {
			t.Errorf("the clock: %+v, %v", v, err)
		}
	})
}

// A clock set to 2099 while the node was off is confirmed by no peer: no entry is dated by it, until an officer says so.
func TestClockOf2099AtTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, _ := twoWorld(t, 2)
		defer w.stopAll()
		leap := 73 * 365 * 24 * time.Hour
		w.stations["north"].setSkew(leap)
		w.start("south")
		n := w.start("north")
		for range 3 {
			time.Sleep(time.Hour)
			w.enter("north", "south")
			if late := w.lastDated("north"); late != 0 {
				t.Errorf("an entry is dated %v from now", late)
			}
		}
		if v, err := n.AcceptClock(t.Context(), Who{User: "ann"}); err != nil || !v.Followed {
			t.Fatalf("accepted: %+v, %v", v, err)
		}
		w.enter("north", "south")
		if late := w.lastDated("north"); late != leap {
			t.Errorf("accepted, an entry is dated %v from now", late)
		}
		js, err := n.Journal(t.Context())
		if err != nil || js[len(js)-1].Action != "accept-clock" && js[len(js)-2].Action != "accept-clock" {
			t.Errorf("the journal: %+v, %v", js, err)
		}
		w.stations["north"].setSkew(0) // and right again: behind for 73 years
		w.enter("north", "south")
		if late := w.lastDated("north"); late != leap {
			t.Errorf("set back, an entry is dated %v from now", late)
		}
		if _, err := n.AcceptClock(t.Context(), Who{}); parley.CodeOf(err) != parley.CodeClock {
			t.Errorf("accepted although it is behind: %v", err)
		}
	})
}

// [REC-55] [REC-56] A step of an hour while the node runs is followed back by repeating the last date until the time has
// come, and ahead only when an officer accepts it; what peers say does not count then.
func TestClockStepsOfAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, _ := twoWorld(t, 3)
		defer w.stopAll()
		n := w.start("north")
		w.start("south")
		s := w.stations["north"]
		w.enter("north", "south")
		s.setSkew(time.Hour)
		for range 2 {
			time.Sleep(10 * time.Minute)
			w.enter("north", "south")
			if late := w.lastDated("north"); late != 0 {
				t.Errorf("stepped ahead, an entry is dated %v from now", late)
			}
		}
		if s.alarms.raised("alarm: the clock leapt ahead") == 0 {
			t.Error("no alarm for the step ahead")
		}
		if _, err := n.AcceptClock(t.Context(), Who{}); err != nil {
			t.Fatal(err)
		}
		w.enter("north", "south")
		if late := w.lastDated("north"); late != time.Hour {
			t.Errorf("accepted, an entry is dated %v from now", late)
		}
		s.setSkew(0)
		for k := range 7 {
			time.Sleep(10 * time.Minute)
			w.enter("north", "south")
			if late, want := w.lastDated("north"), max(0, time.Hour-time.Duration(k+1)*10*time.Minute); late != want {
				t.Errorf("stepped back %d minutes ago, an entry is dated %v from now, want %v", (k+1)*10, late, want)
			}
		}
		if s.alarms.raised("alarm: the clock went back") == 0 {
			t.Error("no alarm for the step back")
		}
		w.checkPromises()
	})
}

// A day back is taken at the start, and more is refused; entries repeat the last date meanwhile.
func TestClockADayBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, _ := twoWorld(t, 4)
		defer w.stopAll()
		s := w.stations["north"]
		s.setSkew(-23 * time.Hour)
		w.start("south")
		w.start("north")
		last := w.dates("north")
		for range 3 {
			w.enter("north", "south")
			time.Sleep(time.Hour)
		}
		dates := w.dates("north")
		if dates[len(dates)-1] != last[len(last)-1] || s.alarms.raised("alarm: the clock went back") == 0 {
			t.Errorf("entries are dated %v after %v", dates, last)
		}
	})
}
