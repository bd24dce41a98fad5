package node

import "testing"

// A silent alarm is for those who administer the node: no other screen or program is given it, and the list is not changed.
func TestSilentAlarms(t *testing.T) {
	all := []EventView{{Kind: EventDuress, Seq: 1}, {Kind: "line", Seq: 2}, {Kind: EventDuress, Seq: 3}}
	if out := Aloud(all); len(out) != 1 || out[0].Seq != 2 {
		t.Errorf("%+v", out)
	}
	if all[0].Kind != EventDuress || all[2].Seq != 3 {
		t.Errorf("the list is now %+v", all)
	}
}
