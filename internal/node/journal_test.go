package node

import (
	"testing"
	"testing/synctest"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store/storetest"
)

// Every local action is journalled with user, post and time, in order, and the journal outlives the node; that it
// cannot be written is an alarm and undoes nothing.
func TestJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{})
		n := w.start("north")
		who := Who{User: "анна", Post: "duty"}
		s, err := n.Submit(t.Context(), w.seal("north", w.message("north", "south", parley.Routine, "A text.")), who)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := n.Evidence(t.Context(), s.ID, who); err != nil {
			t.Fatal(err)
		}
		if err := n.Note(t.Context(), who, "verify", "own record"); err != nil {
			t.Fatal(err)
		}
		w.stop("north")
		n = w.open(w.stations["north"])
		defer n.Close()
		js, err := n.Journal(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := []JournalView{
			{Action: "adopt", Detail: "charter " + w.id.String()}, {User: "анна", Post: "duty", Action: "send", Detail: s.ID},
			{User: "анна", Post: "duty", Action: "evidence", Detail: s.ID}, {User: "анна", Post: "duty", Action: "verify", Detail: "own record"},
		}
		if len(js) != len(want) {
			t.Fatalf("%+v", js)
		}
		for i, j := range js {
			if _, err := parley.ParseMillis(j.Time); err != nil || j.Seq == 0 || i > 0 && j.Seq <= js[i-1].Seq {
				t.Errorf("%+v: %v", j, err)
			}
			j.Seq, j.Time = 0, ""
			if j != want[i] {
				t.Errorf("entry %d is %+v, want %+v", i, j, want[i])
			}
		}
	})
}

// A message and its journal entry are one transaction; of an action that changes nothing, a journal that cannot be written
// is an alarm.
func TestJournalThatCannotBeWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{})
		s := w.stations["north"]
		failing := false
		s.store = storetest.Faulty(s.memory, func(int) storetest.Fault {
			if failing {
				return storetest.NotStored
			}
			return storetest.None
		})
		n := w.start("north")
		failing = true
		if _, err := n.Submit(t.Context(), w.seal("north", w.message("north", "south", parley.Routine, "A text.")), Who{}); parley.CodeOf(err) != parley.CodeStorage {
			t.Errorf("submitted: %v", err)
		}
		if err := n.Note(t.Context(), Who{}, "verify", ""); err != nil || s.alarms.raised("alarm: the journal could not be written") != 1 {
			t.Errorf("%v, alarms: %q", err, s.alarms.lines)
		}
		failing = false
		sent, err := n.Sent(t.Context(), Query{})
		js, err2 := n.Journal(t.Context())
		if err != nil || err2 != nil || len(sent) != 0 || len(js) != 1 {
			t.Errorf("%d messages, %d entries, %v, %v", len(sent), len(js), err, err2)
		}
	})
}
