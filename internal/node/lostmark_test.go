package node

import (
	"maps"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/record"

	"parley/internal/store"
)

// setBack puts a station back to an earlier state as a whole, its high-water file included, as a machine is set back to
// a snapshot: nothing on it tells.
func (w *world) setBack(id parley.PartyID) func() {
	s := w.stations[id]
	old, marks := s.memory.Snapshot(), maps.Clone(s.marks.(*memoryMarks).m)
	return func() {
		s.putBack(old)
		s.marks = &memoryMarks{m: marks}
	}
}

// A node that was set back together with its high-water file cannot know it. The first peer that shows a later head with
// our signature tells: before anything was signed since, nothing is forked and everything comes back.
func TestSetBackWithTheHighWaterFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, x := twoWorld(t, 4)
		defer w.stopAll()
		w.start("north")
		w.start("south")
		x.both(3)
		back := w.setBack("north")
		x.both(3)
		time.Sleep(time.Minute)
		w.stop("north")
		back()
		w.start("north")
		time.Sleep(2 * time.Minute)
		v := w.wantState("north", "recovered")
		if len(v.Back) != 6 || !strings.Contains(*v.Why, "south holds a later head with our signature") {
			t.Errorf("recovered: %+v", v)
		}
		x.both(2)
		x.settled()
		x.all("north")
		w.wantForks("north", 0)
		w.wantForks("south", 0)
	})
}

// What was signed meanwhile, while no peer was there, nobody has seen: it is entered again after what came back.
func TestEntriesThatNobodySawAreMoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, x := twoWorld(t, 5)
		defer w.stopAll()
		w.start("north")
		w.start("south")
		x.both(3)
		back := w.setBack("north")
		x.both(3)
		time.Sleep(time.Minute)
		w.stop("north")
		w.stop("south")
		back()
		w.start("north")
		x.say("north", "south", 2)
		w.wantState("north", "sound")
		w.stop("north") // and it is killed once more
		w.start("north")
		w.start("south")
		time.Sleep(2 * time.Minute)
		v := w.wantState("north", "recovered")
		if len(v.Back) != 6 || len(v.Moved) != 2 || v.Moved[0] != x.sent["north"][6] {
			t.Errorf("recovered: %+v", v)
		}
		x.both(2)
		x.settled()
		x.all("north")
		w.wantForks("north", 0)
		w.wantForks("south", 0)
	})
}

// More was signed since than the peer holds, and the peer was shown it before it could tell: the record is forked. Both
// sides hold the proof, which an outsider can check, the record goes on no more, and texts flow.
func TestAForkOfOurOwnIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, x := twoWorld(t, 6)
		defer w.stopAll()
		w.start("north")
		w.start("south")
		x.both(1)
		back := w.setBack("north")
		x.both(1)
		time.Sleep(time.Minute)
		w.stop("north")
		w.stop("south")
		back()
		w.start("north")
		x.say("north", "south", 6)
		w.start("south")
		time.Sleep(5 * time.Minute)
		w.wantState("north", "forked")
		later := w.send("north", "south", parley.Flash, "After the fork.")
		time.Sleep(time.Minute)
		w.show("south", later)
		for _, id := range w.order {
			all := []store.Evidence{}
			w.stations[id].memory.View(func(r store.Reader) (err error) { all, err = r.AllEvidence(); return err })
			if len(all) == 0 || w.stations[id].alarms.raised("contradict each other") == 0 {
				t.Fatalf("%s holds %d proofs", id, len(all))
			}
			if r, err := record.VerifyEvidence(all[0].Bytes, charter.Fingerprint(w.id)); err != nil || r.Verdict != record.Verified {
				t.Errorf("the proof at %s: %v, %v", id, r, err)
			}
		}
		if _, err := w.stations["north"].node.GoOn(t.Context(), GoingOn{}); err == nil || !strings.Contains(err.Error(), "new volume") {
			t.Errorf("a decision: %v", err)
		}
		w.stop("north")
		w.start("north")
		w.wantState("north", "forked")
	})
}

// An officer may decide to go on without a peer. If it held more, and nobody saw what was signed since, that is entered
// again after what comes back.
func TestAnOfficerDecides(t *testing.T) {
	for _, more := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w, x := twoWorld(t, 7)
			defer w.stopAll()
			w.start("north")
			w.start("south")
			x.both(2)
			time.Sleep(time.Minute)
			old := w.stations["north"].memory.Snapshot()
			if more {
				x.both(2)
			}
			time.Sleep(time.Minute)
			w.stop("north")
			w.stop("south")
			w.stations["north"].putBack(old)
			w.stations["north"].marks = &memoryMarks{m: map[store.LogID]Mark{}}
			n := w.start("north")
			x.say("north", "south", 1)
			w.wantState("north", "recovering")
			v, err := n.GoOn(t.Context(), GoingOn{Reason: "south is gone", Who: Who{User: "ann"}})
			if err != nil || v.State != "recovered" || v.Decision == nil || v.Decision.User != "ann" {
				t.Fatalf("decided: %+v, %v", v, err)
			}
			if js, err := n.Journal(t.Context()); err != nil || js[len(js)-1].Action != "recover" || !strings.Contains(js[len(js)-1].Detail, "south is gone") {
				t.Errorf("the journal: %+v, %v", js, err)
			}
			x.say("north", "south", 1)
			w.start("south")
			time.Sleep(5 * time.Minute)
			v = w.wantState("north", "recovered")
			if more && (len(v.Back) != 4 || len(v.Moved) != 2) || !more && v.Decision == nil {
				t.Errorf("recovered: %+v", v)
			}
			if w.lineTo("south", "north").Recovered == nil {
				t.Error("south was not told")
			}
			x.both(1)
			x.settled()
			w.wantForks("south", 0)
		})
	}
}

// After an officer's decision one peer saw what was signed since, and another one holds more of what was before: that is
// a fork, which all three hold proof of.
func TestAnOfficersDecisionCanFork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := meshWorld(t, nil, "east", "north", "south")
		defer w.stopAll()
		for _, id := range w.order {
			w.start(id)
		}
		x := newTalk(w)
		x.both(2)
		time.Sleep(time.Minute)
		w.stop("east")
		old := w.stations["north"].memory.Snapshot()
		x.both(2)
		time.Sleep(time.Minute)
		w.stop("north")
		w.stop("south")
		w.stations["north"].putBack(old)
		n := w.start("north")
		w.start("east")
		time.Sleep(time.Minute)
		if v := w.wantState("north", "recovering"); !v.Peers[0].Answered || v.Peers[1].Answered || v.Unheard != 4 {
			t.Errorf("answers: %+v", v)
		}
		if _, err := n.GoOn(t.Context(), GoingOn{Reason: "south is gone"}); err != nil {
			t.Fatal(err)
		}
		w.wait("north", w.send("north", "east", parley.Flash, "On another branch."), "recorded", time.Minute)
		w.start("south")
		time.Sleep(10 * time.Minute)
		w.wantState("north", "forked")
		for _, id := range w.order {
			w.stations[id].memory.View(func(r store.Reader) error {
				if all, err := r.AllEvidence(); len(all) == 0 {
					t.Errorf("%s holds no proof, %v", id, err)
				}
				return nil
			})
		}
	})
}
