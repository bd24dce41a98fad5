package node

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/wire"
)

// handsOver has a user of north prepare a hand-over.
func (w *world) handsOver(user, notes string) WatchView {
	w.t.Helper()
	v, err := w.stations["north"].node.PrepareHandOver(w.t.Context(), HandOver{Notes: notes, Who: Who{User: user, Post: "duty"}})
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// sheetSigned is the signature of an officer of north over a sheet.
func (w *world) sheetSigned(v WatchView, name, use string) []byte {
	w.t.Helper()
	s, err := staffKey("north", name).Sign(use, w.id[:], []byte(*v.Sheet))
	if err != nil {
		w.t.Fatal(err)
	}
	return wire.Marshal(s)
}

func (w *world) takes(x WatchTaking) (WatchView, error) {
	return w.stations["north"].node.TakeWatch(w.t.Context(), x)
}

// watchOf says who has the watch of a post of north.
func (w *world) watchOf(post string) *WatchView {
	w.t.Helper()
	all, err := w.stations["north"].node.Posts(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, p := range all {
		if p.Post == post {
			return p.Watch
		}
	}
	return nil
}

// "the sheet names two users, and is not signed": without a roster the watch goes from one user to another, and nobody hands it
// over or takes it for another.
func TestHandOverBetweenUsers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 61, true, "north", "south")
		defer w.stopAll()
		w.start("north")
		n, ann, bob := w.stations["north"].node, Who{User: "ann", Post: "duty"}, Who{User: "bob", Post: "duty"}
		if w.watchOf("duty") != nil {
			t.Error("somebody has the watch of a new node")
		}
		if _, err := n.PrepareHandOver(t.Context(), HandOver{Who: ann}); parley.CodeOf(err) != parley.CodeNotFound {
			t.Errorf("handed over by nobody: %v", err)
		}
		if _, err := w.takes(WatchTaking{Who: Who{User: "ann", Post: "kitchen"}}); parley.CodeOf(err) != parley.CodeUnknownParty {
			t.Errorf("a post that is none: %v", err)
		}
		first, err := w.takes(WatchTaking{Who: ann})
		again, err2 := w.takes(WatchTaking{Who: ann})
		if err != nil || err2 != nil || first.ID != again.ID || first.User != "ann" {
			t.Errorf("%+v %v; again %+v %v", first, err, again, err2)
		}
		_, err = w.takes(WatchTaking{Who: bob})
		w.refusedAs(err, parley.CodePolicy)
		_, err = n.PrepareHandOver(t.Context(), HandOver{Who: bob})
		w.refusedAs(err, parley.CodePolicy)
		time.Sleep(8 * time.Hour)
		v := w.handsOver("ann", "Southmark calls back.\r\nEXERCISE\n\x1b[31m")
		_, err = w.takes(WatchTaking{Sheet: *v.Hash, Who: bob}) // it is prepared and not given
		w.refusedAs(err, parley.CodePolicy)
		_, err = n.GiveWatch(t.Context(), WatchSigning{Sheet: *v.Hash, Who: bob})
		w.refusedAs(err, parley.CodePolicy)
		given, err := n.GiveWatch(t.Context(), WatchSigning{Sheet: *v.Hash, Who: ann})
		if err != nil || given.Offered == nil || given.Charter != nil || len(given.Marks) != 1 {
			t.Errorf("%+v, %v", given, err)
		}
		_, err = w.takes(WatchTaking{Sheet: *v.Hash, Who: ann})
		w.refusedAs(err, parley.CodePolicy)
		_, err = w.takes(WatchTaking{Sheet: strings.Repeat("0", 64), Who: bob})
		w.refusedAs(err, parley.CodePolicy)
		second, err := w.takes(WatchTaking{Sheet: *v.Hash, Who: bob})
		if err != nil || second.User != "bob" || w.watchOf("duty").ID != second.ID {
			t.Errorf("%+v, %v", second, err)
		}
		third, err := w.takes(WatchTaking{Without: true, Who: ann})
		if err != nil || third.User != "ann" {
			t.Errorf("%+v, %v", third, err)
		}
		log, err := n.WatchLog(t.Context(), "duty", second.Taken[:10])
		if err != nil || len(log) != 3 || log[0].Relief.User != "bob" || !strings.Contains(log[1].Marks[0], "without a hand-over") || log[2].Ended != nil {
			t.Errorf("%+v, %v", log, err)
		}
		journal, err := n.Journal(t.Context())
		if err != nil || strings.Count(fmt.Sprint(journal), "watch-take") != 3 || !strings.Contains(fmt.Sprint(journal), "sheet "+*v.Hash) {
			t.Errorf("%v, %v", journal, err)
		}
	})
}

// "Where the record has a roster with officers for the post, both sign the sheet": neither without the other, nobody else, and
// not for another sheet or in another's place.
func TestHandOverSigned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newDraftingWorld(t)
		defer w.stopAll()
		n, who := w.stations["north"].node, Who{User: "desk", Post: "duty"} // both sit at one machine
		if _, err := w.takes(WatchTaking{Who: who}); err != nil {
			t.Fatal(err)
		}
		old := w.handsOver("desk", "one")
		stale := w.sheetSigned(old, "wim", UseGiveWatch)
		v := w.handsOver("desk", "two")
		if v.Charter == nil || *v.Charter != w.id.String() {
			t.Fatalf("%+v", v)
		}
		give := func(signature []byte) error {
			_, err := n.GiveWatch(t.Context(), WatchSigning{Sheet: *v.Hash, Signature: signature, Who: who})
			return err
		}
		w.refusedAs(give(nil), parley.CodePolicy)
		w.refusedAs(give(stale), parley.CodeBadSignature)
		w.refusedAs(give(w.sheetSigned(v, "wim", UseTakeWatch)), parley.CodeBadSignature)
		w.refusedAs(give(w.sheetSigned(v, "dan", UseGiveWatch)), parley.CodePolicy) // has no watch
		w.refusedAs(give([]byte{0xff}), parley.CodeBadEncoding)
		if err := give(w.sheetSigned(v, "wim", UseGiveWatch)); err != nil {
			t.Fatal(err)
		}
		take := func(signature []byte) error {
			_, err := w.takes(WatchTaking{Sheet: *v.Hash, Signature: signature, Who: who})
			return err
		}
		w.refusedAs(take(nil), parley.CodePolicy)
		w.refusedAs(take(w.sheetSigned(v, "wim", UseTakeWatch)), parley.CodePolicy) // gives it
		w.refusedAs(take(w.sheetSigned(v, "all", UseGiveWatch)), parley.CodeBadSignature)
		if err := take(w.sheetSigned(v, "all", UseTakeWatch)); err != nil {
			t.Fatal(err)
		}
		log, err := n.WatchLog(t.Context(), "", wall().UTC().Format(time.DateOnly))
		if err != nil || len(log) != 2 || *log[0].Gave != "wim" || *log[0].Took != "all" || *log[0].Officer != "wim" || *log[1].Officer != "all" || len(log[0].Marks) != 0 {
			t.Errorf("%+v, %v", log, err)
		}
		w.refusedAs(give(nil), parley.CodePolicy) // over
		next := w.handsOver("desk", "")
		_, err = n.GiveWatch(t.Context(), WatchSigning{Sheet: *next.Hash, Signature: w.sheetSigned(next, "wim", UseGiveWatch), Who: who})
		w.refusedAs(err, parley.CodePolicy) // all has it now
		err = n.cfg.Store.Update(func(tx store.Tx) error {
			x, err := tx.Watch(watchIDOf(t, log[0].ID))
			x.Sheet = append(x.Sheet, '!')
			return errors.Join(err, tx.PutWatch(x))
		})
		log, err2 := n.WatchLog(t.Context(), "", wall().UTC().Format(time.DateOnly))
		if err != nil || err2 != nil || log[0].Gave != nil || log[0].Took != nil || len(log[0].Marks) != 2 {
			t.Errorf("a sheet that was altered: %+v, %v %v", log[0], err, err2)
		}
	})
}

// Store writes fail twice: "failed, not stored", "failed, but stored". Whoever does the same again ends where he wanted to be, once.
func TestWatchWritesFailTwice(t *testing.T) {
	for _, stored := range []bool{false, true} {
		for k := int64(1); k <= 4; k++ {
			t.Run(fmt.Sprintf("stored=%v/write=%d", stored, k), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { playWatchFailure(t, stored, k) })
			})
		}
	}
}

func playWatchFailure(t *testing.T, stored bool, k int64) {
	w := newWorld(t, 62, true, "north", "south")
	defer w.stopAll()
	w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
	f := &failingStore{Store: w.stations["north"].memory, stored: stored}
	w.stations["north"].store = f
	n := w.start("north")
	time.Sleep(time.Minute)
	ann, bob := Who{User: "ann", Post: "duty"}, Who{User: "bob", Post: "duty"}
	f.left.Store(k)
	twice := func(fn func() (WatchView, error)) WatchView {
		t.Helper()
		v, err := fn()
		if parley.CodeOf(err) == parley.CodeStorage {
			v, err = fn()
		}
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	twice(func() (WatchView, error) { return w.takes(WatchTaking{Who: ann}) })
	v := twice(func() (WatchView, error) { return n.PrepareHandOver(t.Context(), HandOver{Notes: "n", Who: ann}) })
	twice(func() (WatchView, error) { return n.GiveWatch(t.Context(), WatchSigning{Sheet: *v.Hash, Who: ann}) })
	twice(func() (WatchView, error) { return w.takes(WatchTaking{Sheet: *v.Hash, Who: bob}) })
	log, err := n.WatchLog(t.Context(), "", wall().UTC().Format(time.DateOnly))
	if err != nil || len(log) != 2 || log[0].User != "ann" || *log[0].Hash != *v.Hash || log[1].User != "bob" || !f.failed.Load() {
		t.Errorf("%+v, %v, failed %v", log, err, f.failed.Load())
	}
}

func watchIDOf(t *testing.T, name string) (id store.WatchID) {
	t.Helper()
	if n, err := hex.Decode(id[:], []byte(name)); err != nil || n != len(id) {
		t.Fatal(name, err)
	}
	return id
}
