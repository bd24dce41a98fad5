package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/record"
)

// [CHR-57] [REC-57] A volume is opened by the root that is in force: the one that was replaced opens none, the new one
// does, and what was said under either root and in either volume verifies, also at a party that was away for all of it.
func TestAVolumeUnderANewRoot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := noticeWorld(t, 0)
		defer w.stopAll()
		ids := []string{w.send("north", "south", parley.Flash, "The first root, the first volume.")}
		w.wait("north", ids[0], "recorded", time.Minute)
		w.stop("east")
		old := w.stations["north"].keys["root"]
		w.replaceRoot("north", w.rootChange("north", "recovery"), "log")
		ids = append(ids, w.write("north", "south", "The new root, the first volume."))
		w.wait("north", ids[1], "recorded", time.Minute)

		stale, err := record.SignVolume(old, w.draft("north", "by a thief"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.stations["north"].node.OpenVolume(t.Context(), VolumeOpening{Statement: stale}); parley.CodeOf(err) != parley.CodeBadSignature {
			t.Errorf("a volume under the root that was replaced: %v", err)
		}
		w.openVolume("north", "a new machine")
		ids = append(ids, w.write("north", "south", "The new root, the second volume."))
		w.wait("north", ids[2], "recorded", time.Minute)

		w.start("east")
		time.Sleep(5 * time.Minute)
		if got := w.stations["east"].node.tables()[0].seat("north").log.Volume; got != 2 {
			t.Errorf("east knows volume %d", got)
		}
		for range 2 {
			ids = append(ids, w.write("north", "east", "You were away."))
			w.wait("north", ids[len(ids)-1], "recorded", 5*time.Minute)
			answer := w.write("east", "north", "I have heard.")
			w.wait("east", answer, "recorded", 5*time.Minute)
			w.evidenceHolds("east", answer)
			for _, id := range w.order {
				w.recordsHold(id)
				w.stop(id)
			}
			for _, id := range w.order {
				w.start(id)
			}
			time.Sleep(time.Minute)
		}
		for _, id := range ids {
			w.evidenceHolds("north", id)
		}
	})
}

// [CHR-57] [REC-81] Who joins after a root was replaced is given the statement among the editions, in its place; without it,
// or before the edition that it changes, the chain is refused. Then it knows the party by its new root.
func TestAPartyJoinsUnderANewRoot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := joiningWorld(t)
		defer w.stopAll()
		x := w.rootChange("north", "recovery")
		w.replaceRoot("north", x, "log", "operator")
		w.wait("north", w.write("north", "south", "With a new root."), "recorded", time.Minute)
		a := w.amend("south", func(*charter.Charter) {}, "east")
		w.adopt("north", a)
		w.adopt("south", a)

		east := w.stations["east"]
		east.node = w.open(east)
		first, change := EditionFile{w.text, w.lines}, EditionFile{Text: x.Encode()}
		joins := a
		for _, id := range []parley.PartyID{"north", "south"} {
			joins.Parties = append(joins.Parties, w.stations[id].file.Encode())
		}
		for name, chain := range map[string][]EditionFile{"without it": {first}, "before the edition": {change, first}, "twice": {first, change, change}} {
			joins.Earlier = chain
			if _, err := east.node.Adopt(t.Context(), joins); err == nil {
				t.Errorf("%s: adopted", name)
			}
		}
		joins.Earlier = []EditionFile{first, change}
		w.adopt("east", joins)
		w.serve("east")
		fromNorth := w.write("north", "east", "Welcome.")
		w.wait("north", fromNorth, "recorded", 5*time.Minute)
		w.wait("east", w.write("east", "south", "South, too."), "recorded", 5*time.Minute)
		if tab := east.node.tables()[0]; tab.rootOf(tab.seat("north")) != rootKey(x.Root) {
			t.Error("east knows north by another root")
		}
		w.stop("east")
		w.start("east")
		w.wait("east", w.write("east", "north", "After a restart."), "recorded", 5*time.Minute)
		for _, at := range w.order {
			w.recordsHold(at)
		}
		w.evidenceHolds("east", fromNorth)
	})
}
