package node

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/link"
	"parley/record"
)

// openVolume has a station's root open the next volume.
func (w *world) openVolume(id parley.PartyID, reason string) VolumeView {
	w.t.Helper()
	n := w.stations[id].node
	statement, err := record.SignVolume(w.stations[id].keys["root"], w.draft(id, reason))
	if err != nil {
		w.t.Fatal(err)
	}
	view, err := n.OpenVolume(w.t.Context(), VolumeOpening{Statement: statement, Who: Who{User: "ann"}})
	if err != nil {
		w.t.Fatal(err)
	}
	return view
}

// draft is what a station's root signs to open the next volume.
func (w *world) draft(id parley.PartyID, reason string) *record.Volume {
	w.t.Helper()
	d, err := w.stations[id].node.DraftVolume(w.t.Context(), "", reason)
	if err != nil {
		w.t.Fatal(err)
	}
	v := &record.Volume{Charter: d.Charter, Party: d.Party, Number: d.Number, Reason: d.Reason}
	for _, h := range d.Heads {
		v.Heads = append(v.Heads, record.HeadAt(h))
	}
	return v
}

// forkedWorld is a world in which north's record was forked, south having taken over one branch and having been shown the
// other.
func forkedWorld(t *testing.T, seed uint64) (*world, *talk) {
	w, x := twoWorld(t, seed)
	w.start("north")
	w.start("south")
	x.both(1)
	back := w.setBack("north")
	x.both(1)
	time.Sleep(time.Minute)
	w.stop("north")
	w.stop("south")
	back()
	w.start("north")
	x.say("north", "south", 6)
	w.start("south")
	time.Sleep(5 * time.Minute)
	w.wantState("north", "forked")
	return w, x
}

// [REC-57] After a fork the root opens a new volume. What was not receipted in the old one is entered again, each message
// stands once at the other side, receipts flow again, both records verify, and a restart of either side finds it all.
func TestANewVolumeAfterAFork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, x := forkedWorld(t, 20)
		defer w.stopAll()
		x.say("north", "south", 1)
		x.say("south", "north", 1)
		v := w.openVolume("north", "the machine was set back")
		if v.Volume != 2 || !strings.HasSuffix(v.Origin, "/north/2") || v.Entered < 7 {
			t.Errorf("opened: %+v", v)
		}
		time.Sleep(time.Minute)
		for range 2 {
			w.wantState("north", "sound")
			if got := w.stations["south"].node.tables()[0].seat("north").log.Volume; got != 2 {
				t.Fatalf("south knows volume %d", got)
			}
			x.both(1)
			for from, ids := range x.sent {
				for _, id := range ids {
					if _, err := w.stations[from].node.Show(t.Context(), id); err == nil {
						w.wait(from, id, "recorded", 10*time.Minute)
					}
				}
			}
			time.Sleep(time.Minute)
			w.checkPromises()
			in, err := w.stations["south"].node.Inbox(t.Context(), Query{})
			count := map[string]int{}
			for _, m := range in {
				count[m.ID]++
			}
			if err != nil || len(count) != len(in) || len(in) != len(x.sent["north"]) {
				t.Errorf("south holds %d messages, %d of them different, of %d; %v", len(in), len(count), len(x.sent["north"]), err)
			}
			for _, id := range w.order {
				w.stop(id)
			}
			for _, id := range w.order {
				w.start(id)
			}
		}
		south := w.stations["south"].node
		for volume, taken := range map[uint64]bool{0: false, 2: true} { // [REC-58]
			got := false
			log := link.LogKey{Charter: w.id, Party: "north", Volume: volume}
			if err := south.takeLog(south.allPeers()[0], log, func(*mirror) error { got = true; return nil }); err != nil || got != taken {
				t.Errorf("more of volume %d is taken: %v, %v", volume, got, err)
			}
		}
		if proofs, _ := w.stations["south"].node.disputed(w.id, "north"); len(proofs) != 0 {
			t.Error("the new volume is disputed")
		}
	})
}

// [REC-58] [REC-59] A third party learns of the volume from whoever has it, and a node that was not there when it was opened when it comes.
func TestAVolumeIsHandedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := meshWorld(t, nil, "east", "north", "south")
		defer w.stopAll()
		for _, id := range w.order {
			w.start(id)
		}
		w.wait("north", w.send("north", "south", parley.Flash, "In the first."), "recorded", time.Minute)
		w.stop("east")
		w.openVolume("north", "a new machine")
		id := w.send("north", "south", parley.Flash, "In the second.")
		w.wait("north", id, "recorded", time.Minute)
		w.cut("east", "north")
		w.start("east")
		time.Sleep(5 * time.Minute)
		if got := w.stations["east"].node.tables()[0].seat("north").log.Volume; got != 2 || w.sizeAt("east", "north") < 4 {
			t.Errorf("east knows volume %d with %d entries", got, w.sizeAt("east", "north"))
		}
		w.openVolume("north", "once more")
		w.wait("north", w.send("north", "south", parley.Flash, "In the third."), "recorded", time.Minute)
		time.Sleep(5 * time.Minute)
		if got := w.stations["east"].node.tables()[0].seat("north").log.Volume; got != 3 {
			t.Errorf("east knows volume %d", got)
		}
		if v := w.show("south", id); len(v.Places) < 2 || v.Places[0].Volume != 2 {
			t.Errorf("places: %+v", v.Places)
		}
		w.checkPromises()
	})
}

// [REC-72] [REC-5] A statement that our root did not sign, of another number, or of another party, opens nothing.
func TestStatementsThatOpenNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, x := twoWorld(t, 21)
		defer w.stopAll()
		w.start("north")
		w.start("south")
		x.both(1)
		n, south := w.stations["north"].node, w.stations["south"].node
		draft := *w.draft("north", "no reason")
		later := draft
		later.Number = 3
		for name, c := range map[string]struct {
			v   record.Volume
			key string
		}{"another key": {draft, "log"}, "the number after next": {later, "root"}} {
			statement, err := record.SignVolume(w.stations["north"].keys[c.key], &c.v)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := n.OpenVolume(t.Context(), VolumeOpening{Statement: statement}); err == nil {
				t.Errorf("%s: opened", name)
			}
			if err := south.learnVolume(south.allPeers()[0], w.id, statement); err == nil {
				t.Errorf("%s: taken", name)
			}
		}
		if got := south.tables()[0].seat("north").log.Volume; got != 0 {
			t.Errorf("south knows volume %d", got)
		}
		x.both(1)
		x.settled()
	})
}

// A directory that is older than the volume learns of it from its peer, and recovers in it.
func TestAnOlderCopyLearnsOfItsOwnVolume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, x := twoWorld(t, 22)
		defer w.stopAll()
		w.start("north")
		w.start("south")
		x.both(1)
		back := w.setBack("north")
		w.openVolume("north", "a new machine")
		x.both(2)
		time.Sleep(time.Minute)
		w.stop("north")
		back()
		w.start("north")
		time.Sleep(3 * time.Minute)
		if v := w.wantState("north", "recovered"); len(v.Back) != 4 || !strings.Contains(*v.Why, "a volume of it was opened") {
			t.Errorf("recovered: %+v", v)
		}
		x.both(1)
		x.settled()
		x.all("north")
		w.wantForks("south", 0)
	})
}
