package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/store"
	"parley/officer"
	"parley/wire"
)

// [REC-93] In a later volume the roster acts of the volumes before MUST stand again, in their order, at places 3, 4 and so on.
// The roster goes on, under a root that was replaced meanwhile too, and so does who learns of the volume later.
func TestRosterActsStandAgainInALaterVolume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := rosterWorld(t, 48)
		defer w.stopAll()
		w.enterAct("north", w.act("north", enrols("north", "a", officer.Administer), enrols("north", "b", officer.Administer)))
		w.enterAct("north", w.signAct(w.nextAct("north", enrols("north", "c", officer.Release)), "north", officerKey("north", "a"), officerKey("north", "b")))
		w.sheetAfter("north", 4, "duty")
		w.enterAct("north", w.act("north", enrols("north", "d", officer.Watch)))
		test := w.tested("north", "south")
		w.stop("east")
		for volume := uint64(2); volume <= 3; volume++ {
			w.openVolume("north", "the records are to begin anew")
			time.Sleep(time.Minute)
			for _, id := range []parley.PartyID{"north", "south"} {
				wantActsAt(t, w.stations[id].node, volume, []uint64{2, 3, 5})
			}
			w.wantOfficers("north", "a serves, b serves, c serves, d serves", "north", "south")
			w.tested("north", "south")
		}
		w.enterAct("north", w.signAct(w.nextAct("north", enrols("north", "e", officer.Release)), "north", officerKey("north", "a"), officerKey("north", "b")))
		w.stop("south")
		w.start("south")
		w.start("east")
		time.Sleep(5 * time.Minute)
		w.wantOfficers("north", "a serves, b serves, c serves, d serves, e serves", "north", "south", "east")
		last := w.tested("north", "east")
		for _, id := range w.order {
			w.recordsHold(id)
		}
		w.evidenceHolds("south", test)
		w.evidenceHolds("east", last)
	})
}

// wantActsAt holds that the roster acts with these numbers stand in north's volume, from place 3 on.
func wantActsAt(t *testing.T, n *Node, volume uint64, numbers []uint64) {
	t.Helper()
	s := n.tables()[0].seat("north")
	if s.log.Volume != volume {
		t.Errorf("%s knows volume %d, want %d", n.cfg.Party, s.log.Volume, volume)
	}
	err := n.cfg.Store.View(func(r store.Reader) error {
		for i, number := range numbers {
			at := volumeStart + uint64(i)
			leaves, err := r.Leaves(s.log, at, at+1)
			if err != nil || len(leaves) != 1 {
				t.Fatalf("%s, volume %d: nothing at %d: %v", n.cfg.Party, volume, at, err)
			}
			if a := s.actNamed(leaves[0].ID); a == nil || a.Number != number || wire.LeafKind(leaves[0].Kind) != wire.LeafSheet {
				t.Errorf("%s, volume %d: at %d stands %+v, want roster act %d", n.cfg.Party, volume, at, leaves[0], number)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// [REC-92] After the root was replaced, by a statement that stands below, it signs roster acts, and the root before does not;
// in a later volume the acts that the root before signed stand again.
func TestRosterActsUnderAReplacedRoot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := rosterWorld(t, 49)
		defer w.stopAll()
		w.enterAct("north", w.act("north", enrols("north", "a", officer.Release)))
		old := w.stations["north"].keys["root"]
		x := w.rootChange("north", "recovery")
		s := w.stations["north"]
		previous := *mustSheet(t, s.file.Sheet)
		previous.Number = 2
		s.keys["root"], s.keys["recovery"] = s.keys["new root"], s.keys["new recovery"]
		s.makeSheet(t, &previous)
		if _, err := s.node.ReplaceRoot(t.Context(), RootReplacement{Statements: [][]byte{x.Encode()}, PartyFile: s.file.Encode()}); err != nil {
			t.Fatal(err)
		}
		next := w.nextAct("north", enrols("north", "b", officer.Release))
		if _, err := s.node.EnterRosterAct(t.Context(), ActEntering{Act: w.signAct(next, "north", officer.Ed25519(old))}); parley.CodeOf(err) != parley.CodeBadRoster {
			t.Errorf("signed by the root before: %v", err)
		}
		for _, reserved := range []parley.Signer{old, s.keys["recovery"], s.keys["duty"], testKey("north recovery")} {
			taken := w.nextAct("north", enrols("north", "b", officer.Release))
			taken.Entries[0].(*officer.Enrol).Keys = []officer.Key{officer.Ed25519(reserved).Key()}
			if b, err := taken.Sign(officer.Ed25519(reserved), officer.Ed25519(s.keys["root"])); err != nil {
				t.Error(err)
			} else if _, err := s.node.EnterRosterAct(t.Context(), ActEntering{Act: b}); parley.CodeOf(err) != parley.CodeBadRoster && parley.CodeOf(err) != parley.CodeBadKey {
				t.Errorf("a reserved key became an officer's: %v", err)
			}
		}
		w.enterAct("north", w.act("north", enrols("north", "b", officer.Release)))
		time.Sleep(time.Minute)
		w.wantOfficers("north", "a serves, b serves", "north", "south", "east")
		w.openVolume("north", "anew")
		time.Sleep(time.Minute)
		w.enterAct("north", w.act("north", enrols("north", "c", officer.Release)))
		time.Sleep(time.Minute)
		w.wantOfficers("north", "a serves, b serves, c serves", "north", "south", "east")
		last := w.tested("north", "south")
		for _, id := range w.order {
			w.recordsHold(id)
		}
		w.evidenceHolds("south", last)
	})
}

// [REC-52] A node that is restored from an older copy is handed back its record and with it the roster acts that it lacks;
// an act that nobody has seen is entered again where it still follows.
func TestRosterActsComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := rosterWorld(t, 50)
		defer w.stopAll()
		w.enterAct("north", w.act("north", enrols("north", "a", officer.Administer), &officer.Quorum{Needed: 1}))
		time.Sleep(time.Minute)
		old := w.stations["north"].memory.Snapshot()
		for _, id := range []officer.ID{"b", "c"} {
			w.enterAct("north", w.signAct(w.nextAct("north", enrols("north", id, officer.Release)), "north", officerKey("north", "a")))
		}
		w.tested("north", "south")
		w.stop("north")
		w.stations["north"].putBack(old)
		w.start("north")
		time.Sleep(3 * time.Minute)
		w.wantState("north", "recovered")
		w.wantOfficers("north", "a serves, b serves, c serves", "north", "south", "east")
		w.enterAct("north", w.act("north", enrols("north", "d", officer.Release)))
		w.tested("north", "south")
		w.cut("north", "south")
		w.cut("north", "east")
		w.enterAct("north", w.act("north", enrols("north", "e", officer.Release))) // nobody sees it
		time.Sleep(time.Minute)
		w.stop("north")
		w.stations["north"].marks = &memoryMarks{m: map[store.LogID]Mark{}} // lost
		w.start("north")
		w.restore("north", "south")
		w.restore("north", "east")
		time.Sleep(5 * time.Minute)
		w.wantState("north", "recovered")
		w.wantOfficers("north", "a serves, b serves, c serves, d serves, e serves", "north", "south", "east")
		w.tested("north", "south")
		for _, id := range w.order {
			w.recordsHold(id)
		}
		w.wantForks("south", 0)
	})
}

// [REC-52] Of the pages that nobody has seen only those are entered again that follow what was handed back: a node that was
// set back unaware had given their numbers to others.
func TestAPageThatNobodyHasSeenAndThatDoesNotFollow(t *testing.T) {
	for name, c := range map[string]struct {
		again bool // the act that nobody has seen is the one that follows
		want  string
	}{"another with its number": {false, "a serves, b serves"}, "the one that follows": {true, "a serves, z serves"}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := rosterWorld(t, 51)
				defer w.stopAll()
				w.enterAct("north", w.act("north", enrols("north", "a", officer.Release)))
				time.Sleep(time.Minute)
				back := w.setBack("north")
				if !c.again {
					w.enterAct("north", w.act("north", enrols("north", "b", officer.Release)))
				}
				w.tested("north", "south")
				w.tested("north", "east")
				time.Sleep(time.Minute)
				w.stop("north")
				back()
				w.cut("north", "south")
				w.cut("north", "east")
				w.start("north")
				w.enterAct("north", w.act("north", enrols("north", "z", officer.Release)))
				w.restore("north", "south")
				w.restore("north", "east")
				time.Sleep(5 * time.Minute)
				w.wantOfficers("north", c.want, "north", "south", "east")
				w.tested("north", "south")
				for _, id := range w.order {
					w.recordsHold(id)
				}
			})
		})
	}
}
