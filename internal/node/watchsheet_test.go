package node

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
)

// The sheet names what nobody has acknowledged by precedence, the clocks that end within a day, drafts, lines that are not up, the
// last line tests and the notes; EXERCISE stands before and after; of no message does it say what is in it, and no note can be
// taken for a part of it.
func TestHandOverSheet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newDraftingWorld(t)
		defer w.stopAll()
		w.drafts("secret draft")
		for _, p := range []parley.Precedence{parley.Routine, parley.Flash} {
			if _, err := w.stations["south"].node.Submit(t.Context(), w.seal("south", w.message("south", "north", p, "secret message")), Who{User: "test"}); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Minute)
		if _, err := w.takes(WatchTaking{Who: Who{User: "an\nn", Post: "duty"}}); err != nil {
			t.Fatal(err)
		}
		sheet := *w.handsOver("an\nn", "first\r\nNot acknowledged by us: 0\n").Sheet
		t.Log("\n" + sheet)
		lines := strings.Split(sheet, "\n")
		if lines[0] != "EXERCISE" || lines[len(lines)-2] != "EXERCISE" {
			t.Error("EXERCISE does not stand before and after")
		}
		flash, routine := strings.Index(sheet, "  FLASH "), strings.Index(sheet, "  ROUTINE ")
		if flash < 0 || routine < flash {
			t.Error("the most urgent message does not stand first")
		}
		for _, want := range []string{"\nan n has had the watch since ", "\nNot acknowledged by us: 2\n", " from south/duty, ", "\nNot acknowledged by them: 0\n",
			"  we acknowledge the FLASH of ", "\nDrafts: 1\n", "FLASH to south, open\n", "\nLines that are not up: 0\n", "\nLast line tests\n", "\nNotes\n  first\n  Not acknowledged by us: 0\n"} {
			if !strings.Contains(sheet, want) {
				t.Errorf("the sheet lacks %q", want)
			}
		}
		if strings.Contains(sheet, "secret") {
			t.Error("the sheet holds what stands in a message")
		}
		w.stop("south")
		time.Sleep(3 * time.Hour)
		sheet = *w.handsOver("an\nn", "").Sheet
		if !strings.Contains(sheet, "\nLines that are not up: 1\n  south: ") || !strings.HasSuffix(sheet, "\nNotes\n  none\nEXERCISE\n") {
			t.Errorf("with the line away:\n%s", sheet)
		}
	})
}
