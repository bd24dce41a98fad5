package node

import (
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/store"
)

// [REC-37] R6, hand on: a node MUST hand every peer its own cosignatures over the records of others.
// Those that were made late, since the cosigner key gave no signature while a record grew, go to third parties too, when
// that record has not grown any more.
func TestLateCosignaturesAreHandedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := meshWorld(t, nil, "north", "south", "east")
		defer w.stopAll()
		keys := w.outside("north")
		for _, id := range w.order {
			w.start(id)
		}
		time.Sleep(time.Minute)
		keys["cosigner"].set(true)
		w.wait("east", w.send("east", "south", parley.Flash, "To one of the two."), "recorded", time.Minute)
		time.Sleep(5 * time.Minute)
		if c := w.cosigners("south", "east"); c["north"] || !c["south"] {
			t.Errorf("while the key of north is away, south holds cosignatures by %v", c)
		}
		keys["cosigner"].set(false)
		time.Sleep(5 * time.Minute)
		if c := w.cosigners("south", "east"); !c["north"] || !c["south"] {
			t.Errorf("with the key of north, south holds cosignatures by %v", c)
		}
		w.stations["north"].alarms.take()
	})
}

// A cosignature that comes while the leaves under it are being stored is kept: none waits for leaves that are held.
func TestACosignatureBesideItsLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := meshWorld(t, nil, "north", "south", "east")
		defer w.stopAll()
		for _, id := range w.order {
			w.start(id)
		}
		w.wait("east", w.send("east", "south", parley.Flash, "To one of the two."), "recorded", time.Minute)
		time.Sleep(2 * time.Minute)
		n := w.stations["south"].node
		table := n.tables()[0]
		east, north := table.seat("east"), n.peerOf(table, "north")
		var newest *store.Cosignature
		if err := n.cfg.Store.View(func(r store.Reader) (err error) { newest, err = newestOf(r, east.log, "north"); return err }); err != nil || newest == nil {
			t.Fatal(newest, err)
		}
		frame := cosigFrame(n.wireLog(north, table, east), table.place("north"), *newest)
		n.ends.mu.Lock()
		whole := n.ends.of[east.log]
		n.ends.mu.Unlock()
		set := func(size uint64) {
			n.ends.mu.Lock()
			defer n.ends.mu.Unlock()
			n.ends.put(east.log, end{size: size})
		}
		for i := range 300 {
			set(newest.Size - 1)
			n.cosigs.mu.Lock()
			delete(n.cosigs.newest, cosigKey{east.log, "north"})
			n.cosigs.mu.Unlock()
			begun, done := make(chan struct{}), make(chan struct{})
			go func() { close(begun); n.takeCosignature(north, table, east, "north", frame); close(done) }()
			<-begun
			for range i { // until it looks at the signature
				runtime.Gosched()
			}
			set(newest.Size) // as a commit does, and what follows it
			n.cosignedAhead(east, newest.Size)
			<-done
			if !n.cosigs.knows(east.log, "north", newest.Size) {
				t.Fatal("the cosignature waits for leaves that are held")
			}
		}
		n.ends.mu.Lock()
		n.ends.put(east.log, whole)
		n.ends.mu.Unlock()
	})
}
