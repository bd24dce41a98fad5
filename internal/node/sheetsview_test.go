package node

import (
	"strings"
	"testing"
	"testing/synctest"
)

// A party's people are shown with the acts that made them so, by number, on both sides; and every party with the keys of its
// newest sheet, each by its id.
func TestActsAndSheets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newDraftingWorld(t)
		defer w.stopAll()
		for _, side := range w.order {
			v, err := w.stations[side].node.Roster(t.Context(), "", "north")
			if err != nil || len(v.Acts) != 1 || v.Acts[0].Number != v.Page || v.Acts[0].Entered == nil || !strings.Contains(v.Acts[0].Words, "enrol dan at duty") {
				t.Errorf("%s: %+v, %v", side, v.Acts, err)
			}
		}
		if v, err := w.stations["south"].node.Roster(t.Context(), "", ""); err != nil || len(v.Acts) != 0 {
			t.Errorf("south: %+v, %v", v.Acts, err)
		}
		list, err := w.stations["south"].node.Sheets(t.Context(), "")
		if err != nil || len(list) != 2 || list[0].Party != "north" || list[1].Party != "south" {
			t.Fatalf("%+v, %v", list, err)
		}
		seen := map[string]bool{}
		for _, k := range list[0].Keys {
			seen[k.Role] = true
			if len(k.ID) != 16 || (k.Role == "operator") != (k.Post != "") {
				t.Errorf("%+v", k)
			}
		}
		if len(seen) != 6 || list[0].Number != 1 {
			t.Errorf("%+v", list[0])
		}
	})
}
