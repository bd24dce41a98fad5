package node

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/bearer"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/wire"
)

// quotaWorld is a world whose charter stores no more than 1 MiB of each party, and in which north and south have a line.
func quotaWorld(t *testing.T) (w *world, south *Node) {
	w = newWorldUnder(t, 8, true, func(c *charter.Charter) {
		c.Limits = charter.Limits{Sessions: 2, UnfinishedBodies: 3, StoredMiB: 1}
	}, "north", "south", "east")
	w.link("north", "south", simnet.Path{Delay: time.Millisecond})
	w.link("east", "south", simnet.Path{Delay: time.Millisecond})
	return w, w.start("south")
}

// rawNorth has a dishonest north greet south.
func rawNorth(w *world, south *Node) *rawPeer {
	p := &rawPeer{t: w.t.(*testing.T), w: w, id: "north", south: south}
	p.dial()
	p.greet()
	return p
}

// [LINK-59] Beyond stored_mib a node MUST NOT take an attachment. A peer over its quota of stored bytes sends no more attachments, and an officer is told once; its texts still come,
// and so do the attachments of others.
func TestQuotaOfStoredBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, south := quotaWorld(t)
		defer w.stopAll()
		w.start("north")
		w.start("east")
		for i := range 3 {
			w.attach("north", "south", "with a map", bytes.Repeat([]byte{byte(i)}, 500<<10))
		}
		w.attach("east", "south", "with a map", bytes.Repeat([]byte{9}, 500<<10))
		time.Sleep(time.Minute)
		if took := w.timed("north", "south"); took > time.Second {
			t.Errorf("a text took %v", took)
		}
		if got := south.counted(t, "attachments_received_total"); got != 3 {
			t.Errorf("%v attachments came, want two of north and one of east", got)
		}
		if n := w.stations["south"].alarms.raised("attachments are not taken"); n != 1 {
			t.Errorf("%d alarms", n)
		}
		if used := south.stored.bytes(w.id, "north"); used < 1000<<10 || used > 1<<20 {
			t.Errorf("%d bytes are counted", used)
		}
	})
}

// [LINK-59] Texts are taken up to a quarter more, at least 64 MiB. Over that reserve too, a message stays with its sender, unrecorded, and comes when there is room again.
func TestQuotaOfTexts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, south := quotaWorld(t)
		defer w.stopAll()
		north := w.start("north")
		w.timed("north", "south")
		south.stored.add(w.id, "north", 1<<20+leastExtra)
		id := w.send("north", "south", parley.Flash, "too much")
		time.Sleep(time.Minute)
		if v, err := north.Show(t.Context(), id); err != nil || v.Receipts["south"].Recorded != nil {
			t.Errorf("it was recorded: %v", err)
		}
		if n := w.stations["south"].alarms.raised("messages are not taken"); n != 1 {
			t.Errorf("%d alarms", n)
		}
		time.Sleep(2 * time.Hour) // counted again
		w.cut("north", "south")
		time.Sleep(time.Minute)
		w.restore("north", "south")
		time.Sleep(2 * time.Minute)
		if v, err := north.Show(t.Context(), id); err != nil || v.Receipts["south"].Recorded == nil {
			t.Errorf("it was not recorded: %v", err)
		}
		w.checkPromises()
	})
}

// [LINK-59] The charter says how many bodies a peer may have here in part.
func TestQuotaOfUnfinishedBodies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, south := quotaWorld(t)
		defer w.stopAll()
		w.start("east")
		p := rawNorth(w, south)
		defer func() { p.conn.Close() }()
		for i := range 10 {
			p.send(halfBody(p.log("north"), uint64(i), 1000))
		}
		if open := w.openBodies("south"); open != 3 {
			t.Errorf("%d bodies in part, want 3", open)
		}
	})
}

// Nobody fills another party's quota: an attachment of a third party is taken only where one of its messages names it.
func TestQuotaOfAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, south := quotaWorld(t)
		defer w.stopAll()
		w.start("east")
		p := rawNorth(w, south)
		defer func() { p.conn.Close() }()
		p.send(halfBody(p.log("east"), 1, 1000))
		p.send(halfBody(p.log("south"), 2, 1000))
		if open := w.openBodies("south"); open != 0 {
			t.Errorf("%d bodies in part", open)
		}
	})
}

// halfBody is the first byte of an attachment.
func halfBody(log wire.Log, n uint64, size uint64) *wire.Body {
	id := parley.Hash{byte(n), 1}
	return &wire.Body{Type: wire.TypeBlob, N: n + 1, Open: &wire.Open{ID: &id, Log: log, Size: size}, Bytes: []byte{1}}
}

func (w *world) openBodies(id parley.PartyID) (n int) {
	w.t.Helper()
	time.Sleep(time.Second)
	err := w.stations[id].memory.View(func(r store.Reader) error {
		open, err := r.OpenBodies()
		n = len(open)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// [LINK-21] Bodies that a peer began and left keep their places while they get anything, and lose them to those that it begins ten
// minutes after: the bytes go, and so do they from the count.
func TestAbandonedBodiesMakeRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, south := quotaWorld(t)
		defer w.stopAll()
		w.start("east")
		p := rawNorth(w, south)
		defer func() { p.conn.Close() }()
		for i := range 3 {
			p.send(halfBody(p.log("north"), uint64(i), 1000))
		}
		time.Sleep(9 * time.Minute)
		p.again()
		p.send(halfBody(p.log("north"), 3, 1000))
		if open := w.openBodies("south"); open != 3 || p.ended() {
			t.Errorf("after nine minutes: %d bodies in part", open)
		}
		time.Sleep(2 * time.Minute)
		p.again()
		for i := range 3 {
			p.send(halfBody(p.log("north"), uint64(10+i), 1000))
			if !p.ended() {
				t.Error("the session goes on")
			}
			p.again()
			p.send(halfBody(p.log("north"), uint64(10+i), 1000))
		}
		if open := w.openBodies("south"); open != 3 || south.stored.bytes(w.id, "north") != 3000 {
			t.Errorf("after eleven minutes: %d bodies in part, %d bytes", open, south.stored.bytes(w.id, "north"))
		}
		for _, i := range []byte{10, 11, 12} {
			if _, err := south.bodyOf(parley.Hash{i, 1}); err != nil {
				t.Errorf("body %d: %v", i, err)
			}
		}
	})
}

// [LINK-59] What a peer sends of another party's attachment stands on its shelf, and in its quota, now and after the hourly count.
func TestQuotaOfAShelf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, south := quotaWorld(t)
		defer w.stopAll()
		w.start("east")
		w.keepBack("east", wire.TypeBlob)
		w.attach("east", "south", "with a map", bytes.Repeat([]byte{9}, 300<<10))
		time.Sleep(time.Minute)
		blob := w.namedIn("south")
		p := rawNorth(w, south)
		defer func() { p.conn.Close() }()
		p.send(&wire.Body{Type: wire.TypeBlob, N: 1, Open: &wire.Open{ID: &blob, Log: p.log("east"), Size: 300 << 10}, Bytes: []byte{9}})
		if open := w.openBodies("south"); open != 1 {
			t.Fatalf("%d bodies in part", open)
		}
		for range 2 {
			north, east := south.stored.bytes(w.id, "north"), south.stored.bytes(w.id, "east")
			if north != 300<<10 || east > 10<<10 {
				t.Errorf("north is charged with %d bytes, east with %d", north, east)
			}
			time.Sleep(quotaCount + time.Minute)
		}
	})
}

// namedIn returns the id of the one attachment that a message at a station names.
func (w *world) namedIn(at parley.PartyID) (id parley.Hash) {
	w.t.Helper()
	for _, m := range w.inbox(at) {
		for _, a := range m.Attachments {
			id, _ = parley.ParseHash(a.ID)
		}
	}
	if id.IsZero() {
		w.t.Fatal("no attachment is named")
	}
	return id
}

// [LINK-59] Of a peer's sessions no more are open at once than the charter grants, whoever dialled them.
func TestSessionsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, south := quotaWorld(t)
		defer w.stopAll()
		p := south.allPeers()[0]
		p.mu.Lock()
		defer p.mu.Unlock()
		for alive, may := range []bool{true, true, false, false} {
			p.alive = alive
			if p.mayOpen(dialledHere{}) != may {
				t.Errorf("with %d: %v", alive, !may)
			}
		}
		p.alive = 0
	})
}

// dialledHere is a session that we dialled.
type dialledHere struct{ bearer.Session }

func (dialledHere) Dialled() bool { return true }
