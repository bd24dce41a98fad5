package node

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/keystore"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// An objectingStore takes no sheet while it objects: the node of a party that will not hear of it.
type objectingStore struct {
	store.Store
	objects atomic.Bool
}

func (s *objectingStore) Update(fn func(store.Tx) error) error {
	return s.Store.Update(func(tx store.Tx) error { return fn(objectingTx{tx, s}) })
}

type objectingTx struct {
	store.Tx
	s *objectingStore
}

func (tx objectingTx) AddSheet(sh store.Sheet) error {
	if tx.s.objects.Load() {
		return parley.Errorf(parley.CodeBadSheet, "this party objects")
	}
	return tx.Tx.AddSheet(sh)
}

// forgedHead signs, with any key, a head of north's record in which the leaves from a place on are others.
func (w *world) forgedHead(at *Node, from, size uint64, key *keystore.Key) wire.Head {
	w.t.Helper()
	f := &forgery{hashes: map[uint64]parley.Hash{}}
	log := at.tables()[0].seat("north").log
	err := at.cfg.Store.View(func(r store.Reader) error {
		rows, err := r.Leaves(log, 0, from)
		for _, row := range rows {
			l, err := wire.DecodeLeaf(row.Bytes)
			if err != nil {
				return err
			}
			f.add(w.t.(*testing.T), l)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	f.clocks(w.t.(*testing.T), int(size-from), 7)
	root, err := record.Root(size, f.read)
	if err != nil {
		w.t.Fatal(err)
	}
	sig, err := record.SignHead(key, record.Origin(w.id, "north"), size, root)
	if err != nil {
		w.t.Fatal(err)
	}
	return wire.Head{Size: size, Root: &root, Signature: sig}
}

// show has a node look at a head of north's record.
func (w *world) showHead(at *Node, h wire.Head) {
	w.t.Helper()
	t := at.tables()[0]
	if _, _, err := at.settleHead(at.mirrorOf(at.peerOf(t, "north"), t, t.seat("north")), h); err != nil {
		w.t.Fatal(err)
	}
}

// [REC-82] A node MUST NOT take for proof of a fork one with a head that the log key in force at its size did not sign.
// [REC-80] A message that was sent before a key was replaced is not refused when it comes after. A stolen log key is replaced under traffic while the other side objects to everything. The others go on; the other
// side's receipts wait until it relents, and then nothing is lost and nothing double. Old heads verify; what the thief
// signs for places after the replacement is refused, and convicts nobody.
func TestAStolenLogKeyIsReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south", "east")
		defer w.stopAll()
		for _, pair := range [][2]parley.PartyID{{"north", "south"}, {"north", "east"}, {"south", "east"}} {
			w.link(pair[0], pair[1], simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		}
		objecting := &objectingStore{Store: w.stations["south"].memory}
		w.stations["south"].store = objecting
		north, south, east := w.start("north"), w.start("south"), w.start("east")
		stolen := w.stations["north"].keys["log"]
		sent, arrived := map[parley.PartyID][]string{}, map[parley.PartyID][]string{}
		say := func(from, to parley.PartyID, text string) string {
			id := w.write(from, to, text)
			sent[from] = append(sent[from], id)
			arrived[to] = append(arrived[to], id)
			return id
		}
		traffic := func(rounds int) {
			for i := range rounds {
				say("north", "south", fmt.Sprintf("To south, %d, %d.", i, len(sent["north"])))
				say("south", "north", fmt.Sprintf("To north, %d, %d.", i, len(sent["south"])))
				say("north", "east", fmt.Sprintf("To east, %d, %d.", i, len(sent["north"])))
				time.Sleep(3 * time.Second)
			}
		}
		traffic(5)
		time.Sleep(time.Minute)
		oldHead := lastHead(t, north)
		say("north", "south", "Under way while the key is replaced.")
		objecting.objects.Store(true)
		w.replaceRunning("north", "log")
		place := lastHead(t, north).Size - 1
		traffic(5)
		time.Sleep(time.Minute)
		w.wait("north", say("north", "east", "East goes on."), "recorded", time.Minute)
		text := say("north", "south", "Shown, and without a receipt.")
		time.Sleep(time.Minute)
		if in := w.inbox("south"); in[len(in)-1].ID != text || in[len(in)-1].Receipts["south"].Recorded != nil {
			t.Errorf("south shows %+v", in[len(in)-1])
		}
		say("south", "north", "South still writes.")

		w.showHead(east, w.forgedHead(east, place, place+3, stolen))
		w.showHead(east, w.forgedHead(east, 3, place+1, stolen))
		if n := len(evidence(t, east)); n != 0 {
			t.Errorf("what a thief signed after the replacement is held as %d proofs", n)
		}
		at := east.tables()[0]
		if ok, err := east.verifyHead(east.mirrorOf(east.peerOf(at, "north"), at, at.seat("north")), wire.Head{Size: oldHead.Size, Signature: oldHead.Signature}, oldHead.Root); !ok || err != nil {
			t.Errorf("an old head: %v, %v", ok, err)
		}

		w.stop("south") // it objects across a restart
		south = w.start("south")
		traffic(2)
		objecting.objects.Store(false)
		traffic(2)
		time.Sleep(5 * time.Minute)
		for from, ids := range sent {
			for _, id := range ids {
				w.wait(from, id, "recorded", time.Minute)
				w.evidenceHolds(from, id)
			}
		}
		for _, n := range []*Node{north, south, east} {
			w.recordsHold(n.cfg.Party)
		}
		w.evidenceHolds("south", sent["north"][0])
		w.evidenceHolds("south", text)
		for to, ids := range arrived {
			var got []string
			for _, m := range w.inbox(to) {
				got = append(got, m.ID)
			}
			slices.Sort(ids)
			slices.Sort(got)
			if !slices.Equal(ids, got) {
				t.Errorf("%s was sent %d messages and holds %d, or others", to, len(ids), len(got))
			}
		}
		w.checkPromises()
		w.showHead(east, w.forgedHead(east, 3, place-1, stolen)) // of the time before: two heads of one record
		if n := len(evidence(t, east)); n != 1 {
			t.Errorf("a fork before the replacement is held as %d proofs", n)
		}
	})
}

func lastHead(t *testing.T, n *Node) (h store.Head) {
	t.Helper()
	err := n.cfg.Store.View(func(r store.Reader) (err error) { h, err = r.LastHead(n.tables()[0].own().log); return err })
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// [REC-81] A node that lacks the sheet that a leaf names MUST NOT take a head over it before it has it. Of sheets that are made one after the other, a peer that was away is given both: the heads of the time between
// verify by the first.
func TestTwoSheetsWhileAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		w.start("south")
		w.wait("north", w.write("north", "south", "Sheet 1."), "recorded", time.Minute)
		w.stop("south")
		var ids []string
		for i := range 3 {
			w.stations["north"].keys["log"] = testKey(fmt.Sprint("log key ", i))
			old := mustSheet(t, w.stations["north"].file.Sheet)
			w.stations["north"].keys["operator"] = testKey(fmt.Sprint("operator key ", i))
			w.stations["north"].makeSheet(t, old)
			if _, err := w.stations["north"].node.ReplaceSheet(t.Context(), Replacement{PartyFile: w.stations["north"].file.Encode()}); err != nil {
				t.Fatal(err)
			}
			ids = append(ids, w.write("north", "south", fmt.Sprint("Sheet ", i+2)))
		}
		w.start("south")
		for _, id := range ids {
			w.wait("north", id, "recorded", 5*time.Minute)
			w.evidenceHolds("north", id)
			w.evidenceHolds("south", id)
		}
		w.recordsHold("south")
		if v, err := w.stations["south"].node.VerifyRecord(t.Context()); err != nil || !v.OK {
			t.Errorf("%v %+v", err, v)
		}
	})
}
