package node

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
)

// [REC-83] A node MUST NOT erase the bytes of a message before it is settled: ... of an act, its proceeding has ended and is
// settled. Once it has, every act of it may be erased, the opening first or last.
func TestActsAreErasedAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 3, true, withTalks, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond})
		north := w.start("north")
		w.start("south")
		p := w.submit("north", w.opens("north", "south"))
		w.wait("north", p, "recorded", time.Minute)
		held := w.submit("south", w.acts("south", p, "hold", "north"))
		w.wait("south", held, "recorded", time.Minute)
		for _, id := range []string{p, held} {
			_, err := north.Erase(t.Context(), id, "too early", Who{})
			if parley.CodeOf(err) != parley.CodeNotYet || !strings.Contains(err.Error(), "the proceeding talks "+p[:8]+", which has not ended for good (it stands at open)") {
				t.Errorf("while it is open: %v", err)
			}
		}
		decline := w.submit("south", w.acts("south", p, "decline", "north"))
		w.wait("south", decline, "recorded", time.Minute)
		time.Sleep(time.Minute)
		for _, id := range []string{p, decline, held} {
			if _, err := north.Erase(t.Context(), id, "its time is over", Who{}); err != nil {
				t.Errorf("after the end: %v", err)
			}
		}
		if all, err := north.Proceedings(t.Context(), ""); err != nil || len(all) != 1 || all[0].State != "declined" || !all[0].Final {
			t.Errorf("%+v, %v", all, err)
		}
		w.recordsHold("north")
		w.stop("north")
		w.start("north")
		w.recordsHold("north")
		if v := w.stands("north"); v.State != "declined" {
			t.Errorf("after a start: %+v", v)
		}
	})
}

// "The charter is the edition in force at the place of the opening in its author's record": an act is made by it also when
// another is in force since.
func TestActsKeepTheEditionOfTheOpening(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 4, true, withTalks, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond})
		w.start("north")
		south := w.start("south")
		p := w.submit("north", w.opens("north", "south"))
		w.wait("north", p, "recorded", time.Minute)
		first := w.text
		a := w.amend("north", func(c *charter.Charter) { c.Procedures[0].Acts[1].Title["en"] = "Does not come" })
		w.adopt("north", a)
		w.adopt("south", a)
		time.Sleep(time.Minute)
		if text, err := south.Edition(t.Context(), ""); err != nil || !bytes.Equal(text, a.Text) {
			t.Fatalf("in force: %v", err)
		}
		text, err := south.ProceedingEdition(t.Context(), p[:10])
		if err != nil || !bytes.Equal(text, first) {
			t.Errorf("of the proceeding: %v", err)
		}
		if _, err := south.ProceedingEdition(t.Context(), "00000000"); parley.CodeOf(err) != parley.CodeNotFound {
			t.Errorf("of none: %v", err)
		}
	})
}
