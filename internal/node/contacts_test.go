package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
)

// "the courier's daily times": the next one is the next of them after now, today or tomorrow, and never now.
func TestNextCourier(t *testing.T) {
	at := func(s string) parley.Millis {
		x, err := time.Parse("02 15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return parley.MillisOf(x.AddDate(2026, 10, 0))
	}
	k := KnownContact{CourierAt: []time.Duration{18 * time.Hour, 6 * time.Hour}}
	for _, c := range [][2]string{{"22 05:59", "22 06:00"}, {"22 06:00", "22 18:00"}, {"22 18:00", "23 06:00"}, {"22 23:59", "23 06:00"}} {
		if got := k.next(at(c[0])); got != at(c[1]) {
			t.Errorf("at %s the next goes %s", c[0], got)
		}
	}
	if got := (KnownContact{}).next(at("22 06:00")); got != 0 {
		t.Error(got)
	}
}

// Of a line whose charter has no directory, what this node's configuration says is said, and when the next test is due.
func TestContactsOfTheConfiguration(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 81, true, "north", "south")
		defer w.stopAll()
		n := w.start("north")
		n.cfg.Contacts = map[parley.PartyID]KnownContact{"south": {Numbers: []string{"+00 55 0142"}, Courier: "Point 12"}}
		v, err := n.Contacts(t.Context(), "south")
		if err != nil || len(v.Own) != 1 || v.Own[0] != "+00 55 0142" || *v.Courier != "Point 12" || v.CourierAt != nil || *v.NextTest != "2026-11-22T04:00:00.000Z" || len(v.Confirmed)+len(v.Listed) != 0 {
			t.Errorf("%+v, %v", v, err)
		}
		for _, id := range []string{"north", "east", ""} {
			if _, err := n.Contacts(t.Context(), id); parley.CodeOf(err) != parley.CodeUnknownParty {
				t.Errorf("%q: %v", id, err)
			}
		}
	})
}
