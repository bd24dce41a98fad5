package node

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

// A proceeding is opened, answered and confirmed by bundles alone; its pages and roster acts travel with the leaves that
// name them.
func TestProceedingByBundlesAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 1, true, withTalks, "north", "south")
		defer w.stopAll()
		w.start("north")
		w.start("south")
		p := w.submit("north", w.opens("north", "south"))
		w.enterAct("north", w.act("north", enrols("north", "lea", 1)))
		w.carry("south", w.pack("north", "south"))
		accept := w.acts("south", p, "accept", "north")
		seen, _ := parley.ParseHash(p)
		accept.Seen = append(accept.Seen, seen)
		w.submit("south", accept)
		w.carry("north", w.pack("south", "north"))
		w.carry("south", w.pack("north", "south"))
		w.carry("north", w.pack("south", "north"))
		for _, at := range w.order {
			if v := w.stands(at); v.State != "met" || v.Proof != "confirmed" {
				t.Errorf("%s: %+v", at, v)
			}
		}
		v, err := w.stations["south"].node.Roster(t.Context(), "", "north")
		if err != nil || len(v.Officers) != 1 {
			t.Errorf("the roster of north at south: %+v, %v", v, err)
		}
		w.verified()
	})
}

// [COU-11] What a third party signed is taken from whoever hands it in: a message of Northland that Southmark's bundle brings
// to Westmark is recorded there, and the receipt is for Northland.
func TestBundleOfThirdParty(t *testing.T) {
	for _, key := range []string{"south link", "nobody"} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 7, true, "north", "south", "west")
			defer w.stopAll()
			for _, id := range w.order {
				w.start(id)
			}
			id := w.send("north", "west", parley.Flash, "By way of Southmark.")
			r, frames := w.opened("west", w.pack("north", "west"))
			h := r.Head
			h.From = "south"
			v := w.carry("west", w.sealTo("west", h, testKey(key), frames...))
			if v.Signed != (key == "south link") || len(v.Messages) != 1 || v.Messages[0] != id || v.Entries < 3 {
				t.Errorf("%s: %+v", key, v)
			}
			if v := w.carry("north", w.pack("west", "north")); len(v.Receipts) != 1 {
				t.Errorf("%s: the receipt: %+v", key, v)
			}
			w.verified()
		})
	}
}

// A stick brings what a slow line has half: the attachment is whole at once, and neither comes twice.
func TestBundleBesideALine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 7, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 300 * time.Millisecond, Rate: 9600})
		w.start("north")
		w.start("south")
		want := pattern("a map", 100_000)
		id := w.attach("north", "south", "The map.", want)
		time.Sleep(40 * time.Second)
		if held, _ := w.held("south", id); held == 0 || held == 100_000 {
			t.Fatalf("%d bytes are here before the stick", held)
		}
		w.carry("south", w.pack("north", "south"))
		w.wantAttachment("south", w.blobOf("south", id), want)
		w.wait("north", id, "recorded", time.Minute)
		w.send("north", "south", parley.Flash, "The line goes on.")
		time.Sleep(5 * time.Minute)
		if n := len(w.inbox("south")); n != 2 {
			t.Errorf("%d messages", n)
		}
		w.verified()
	})
}

// P1: a disk that fails once while a bundle is taken, at any write and in either way, is said or heals; the same file taken
// again brings all of it, once.
func TestEveryWriteOfAnImportFails(t *testing.T) {
	for _, stored := range []bool{false, true} {
		reached := true
		for k := int64(1); reached; k++ {
			t.Run(fmt.Sprintf("stored=%v/write=%d", stored, k), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { reached = playImportFailure(t, stored, k) })
			})
			if k == 2 && !reached {
				t.Fatal("an import makes only one write")
			}
		}
	}
}

// playImportFailure reports whether the failure was reached.
func playImportFailure(t *testing.T, stored bool, k int64) bool {
	w := byHand(t)
	defer w.stopAll()
	want := pattern("a map", 40_000)
	id := w.attach("north", "south", "With a map.", want)
	file := w.pack("north", "south")
	w.stop("south")
	s := w.stations["south"]
	f := &failingStore{Store: s.memory, stored: stored}
	s.store = f
	w.start("south")
	time.Sleep(time.Minute)
	f.left.Store(k)
	_, err := w.tryImport("south", file)
	if err != nil && parley.CodeOf(err) != parley.CodeStorage {
		t.Errorf("it failed with %v", err)
	}
	reached := f.failed.Load()
	f.left.Store(0)
	time.Sleep(time.Minute)
	if _, err := w.tryImport("south", file); err != nil {
		t.Fatalf("taken again: %v", err)
	}
	time.Sleep(time.Minute)
	if n := len(w.inbox("south")); n != 1 {
		t.Errorf("%d messages", n)
	}
	w.wantAttachment("south", w.blobOf("south", id), want)
	v := w.carry("north", w.pack("south", "north"))
	if len(v.Receipts) != 1 {
		t.Errorf("the receipt: %+v", v)
	}
	w.verified()
	return reached
}
