package overlap

import "testing"

// [OVL-16] Of two notices that meet the later one MUST be that whose author's record has the last message of the other before its own
// last one; where neither does and both records are held up to there, that with the later date, and of one date that of the party with
// the greater id: its author had the last message of the other that its record has before, or none. Where neither does and a record is
// not held up to there, nothing MUST be said of either.
func TestSight(t *testing.T) {
	for _, x := range []struct {
		name       string
		one, other Side
		want       Sight
	}{
		{"neither had the other", Side{"north", 5, true, []bool{false}}, Side{"south", 7, true, []bool{false}}, Sight{true, "south", -1, false}},
		{"the first is the later by date", Side{"north", 9, true, []bool{false}}, Side{"south", 7, true, []bool{false}}, Sight{true, "north", -1, false}},
		{"one date", Side{"north", 5, true, []bool{false}}, Side{"south", 5, true, []bool{false}}, Sight{true, "south", -1, false}},
		{"one had the other, whatever the dates say", Side{"north", 5, true, []bool{true}}, Side{"south", 7, true, []bool{false}}, Sight{true, "north", 0, true}},
		{"the other had it", Side{"north", 9, true, []bool{false}}, Side{"south", 7, true, []bool{true}}, Sight{true, "south", 0, true}},
		{"an earlier version", Side{"north", 9, true, []bool{true, true, false}}, Side{"south", 7, true, []bool{false}}, Sight{true, "north", 1, false}},
		{"the later had less than the earlier", Side{"north", 5, true, []bool{true, false}}, Side{"south", 7, true, []bool{false}}, Sight{true, "south", -1, false}},
		{"had, and the other record is not held", Side{"north", 5, true, []bool{true}}, Side{"south", 7, false, []bool{false}}, Sight{true, "north", 0, true}},
		{"not had, and the other record is not held", Side{"north", 5, true, []bool{false}}, Side{"south", 7, false, []bool{false}}, Sight{Had: -1}},
		{"a record that is not held says nothing", Side{"north", 5, false, []bool{true}}, Side{"south", 7, true, []bool{false}}, Sight{Had: -1}},
	} {
		if got := Seen(x.one, x.other); got != x.want {
			t.Errorf("%s: %+v", x.name, got)
		}
		if got := Seen(x.other, x.one); got != x.want {
			t.Errorf("%s, turned: %+v", x.name, got)
		}
	}
}
