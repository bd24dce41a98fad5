package node

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/record"
)

// evidenceHolds holds that the evidence of a message verifies.
func (w *world) evidenceHolds(at parley.PartyID, id string) {
	w.t.Helper()
	b, err := w.stations[at].node.Evidence(w.t.Context(), id, Who{})
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := record.VerifyEvidence(b, charter.Fingerprint(w.id))
	if err != nil || r.Verdict != record.Verified {
		w.t.Errorf("the evidence of %s: %v, %+v", id[:8], err, r)
	}
}

// A sheet is taken only if it follows the one held: same party and root, a higher number, the one before it named, and no
// key that stands elsewhere under the charter.
func TestSheetsThatAreNotTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{})
		n := w.start("north")
		south := w.stations["south"]
		first := south.file.Sheet
		again := newStation(t, "south")
		again.file.Sheet = nil
		again.makeSheet(t, nil)
		wrong := newStation(t, "south")
		wrong.file.Sheet = w.stations["north"].file.Sheet // names another sheet before it
		wrong.makeSheet(t, mustSheet(t, first))
		northKey := newStation(t, "south")
		northKey.file.Sheet = first
		northKey.keys["link"] = w.stations["north"].keys["link"]
		northKey.makeSheet(t, mustSheet(t, first))
		stranger := newStation(t, "east")
		for _, c := range []struct {
			name  string
			sheet []byte
			words string
		}{
			{"no bytes", nil, ""},
			{"the same again", first, "held already"},
			{"another sheet 1", again.file.Sheet, "sheet 1 is held already"},
			{"a sheet 2 that does not name sheet 1", wrong.file.Sheet, "does not name the sheet before it"},
			{"a link key that is north's", northKey.file.Sheet, "is the same key as"},
			{"the sheet of a stranger", stranger.file.Sheet, "no common charter"},
			{"a signature changed", append(append([]byte(nil), first[:len(first)-1]...), first[len(first)-1]^1), ""},
		} {
			err := n.learnSheet(c.sheet)
			if err == nil || !strings.Contains(err.Error(), c.words) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if sh := n.tables()[0].seat("south").newest(); sh.Number != 1 {
			t.Errorf("sheet %d is held", sh.Number)
		}
		second := w.next(t, "south", "duty")
		if err := n.learnSheet(second.file.Sheet); err != nil {
			t.Errorf("a good one: %v", err)
		}
	})
}

// next returns a station as it would be with a next sheet, which nobody has seen yet.
func (w *world) next(t *testing.T, id parley.PartyID, role string) *station {
	t.Helper()
	s := newStation(t, id)
	s.file = w.stations[id].file
	s.replace(t, role)
	return s
}

func mustSheet(t testing.TB, b []byte) *charter.Sheet {
	t.Helper()
	sh, err := parseSheet(b)
	if err != nil {
		t.Fatal(err)
	}
	return sh
}

// A message that names a sheet not held yet is shown at once, marked as not checkable, and gets its receipt when the
// sheet has come.
func TestASheetThatComesLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		south := w.start("south")
		w.timed("north", "south")
		next := w.next(t, "north", "operator")
		e := w.sealed("north", next.keys["operator"], "Signed by a key that you do not know yet.", 2)
		if err := south.receiveMessage(e.ID(), e.Encode()); err != nil {
			t.Fatal(err)
		}
		in := w.inbox("south")
		if len(in) != 2 || len(in[1].Marks) == 0 || !strings.Contains(in[1].Marks[0], "not yet checkable") || in[1].Receipts["south"].Recorded != nil {
			t.Fatalf("shown as %+v", in)
		}
		w.replaceRunning("north", "operator")
		id := w.hand("north", e)
		w.wait("north", id, "recorded", time.Minute)
		if in := w.inbox("south"); len(in[1].Marks) != 0 {
			t.Errorf("marks: %q", in[1].Marks)
		}
	})
}

// A peer that comes back with sheet 2 and other keys, its log key among them: the sheet is in its record, its new heads
// are taken, and what was proved before stays proved.
func TestAPeerWithAnotherLogKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		south := w.start("south")
		before := w.send("north", "south", parley.Flash, "Before.")
		w.wait("north", before, "recorded", time.Minute)
		time.Sleep(time.Minute)
		w.stop("north")
		w.stations["north"].keys["log"] = testKey("another log key")
		w.stations["north"].keys["cosigner"] = testKey("another cosigner key")
		w.stations["north"].replace(t, "link")
		w.start("north")
		time.Sleep(2 * time.Minute)
		after := w.send("north", "south", parley.Flash, "After.")
		w.wait("north", after, "recorded", time.Minute)
		time.Sleep(10 * time.Minute)
		if in := w.inbox("south"); len(in) != 2 || *in[1].Text != "After." {
			t.Errorf("shown: %+v", in)
		}
		w.evidenceHolds("south", before)
		w.evidenceHolds("south", after)
		w.evidenceHolds("north", before)
		if v, err := south.VerifyRecord(t.Context()); err != nil || !v.OK {
			t.Errorf("south's records: %v, %+v", err, v)
		}
		w.checkPromises()
	})
}

// [REC-9] Heads that are signed by another key than that of the last sheet below them are not taken: a node that signs with
// a new key and has not entered its sheet is shown, and gets nowhere.
func TestAKeyWithoutItsSheet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		north := w.start("north")
		south := w.start("south")
		w.timed("north", "south")
		north.signers[north.own().hash] = testKey("another log key")
		w.send("north", "south", parley.Flash, "After.")
		time.Sleep(10 * time.Minute)
		if in := w.inbox("south"); len(in) != 2 || *in[1].Text != "After." {
			t.Errorf("shown: %+v", in)
		}
		if south.counted(t, "heads_bad_total") == 0 {
			t.Error("a head under a key that the record does not name was not counted")
		}
		w.send("south", "north", parley.Flash, "The line goes on.")
		time.Sleep(time.Minute)
		if in := w.inbox("north"); len(in) != 1 {
			t.Errorf("north holds %d messages", len(in))
		}
	})
}
