package storetest

import (
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"parley"
	"parley/internal/store"
)

var transactionSubjects = []subject{
	{"empty store", testEmpty},
	{"rollback", testRollback},
	{"panic", testPanic},
	{"goexit", testGoexit},
	{"view is a snapshot", testSnapshot},
	{"view inside update", testViewInsideUpdate},
	{"view error", testViewError},
	{"bytes are copied", testCopies},
	{"concurrent updates", testConcurrent},
	{"closed", testClosed},
}

// "A missing single row gives ErrNotFound"; a list of nothing is empty.
func testEmpty(t *testing.T, s store.Store) {
	for line := range strings.Lines(all(t, s)) {
		_, answer, _ := strings.Cut(strings.TrimSpace(line), ": ")
		if !slices.Contains([]string{notFound, "[]", "0"}, answer) {
			t.Errorf("an empty store says %s", line)
		}
	}
}

// Update: "either everything in it is on stable storage when Update returns nil, or nothing of it ever happens".
// Everything is what busy writes, by every method.
func testRollback(t *testing.T, s store.Store) {
	before := all(t, s)
	err := s.Update(func(tx store.Tx) error {
		if err := busy(tx); err != nil {
			t.Errorf("busy: %v", err)
		}
		return errGiveUp
	})
	if !errors.Is(err, errGiveUp) {
		t.Errorf("update returned %v", err)
	}
	if after := all(t, s); after != before {
		t.Errorf("left behind: %s", difference(before, after))
	}
	update(t, s, busy)
	if all(t, s) == before {
		t.Error("the same operations, committed, left nothing either")
	}
}

// busy calls every method that writes, once.
func busy(tx store.Tx) error {
	log, id, other := worldLogs[1], worldIDs[0], worldIDs[1]
	m := message(0)
	_, err := tx.AddMessage(m)
	return errors.Join(err,
		tx.PutMeta("clock", []byte("7")),
		tx.AddEdition(store.Edition{Charter: worldCharters[0], Number: 1, Bytes: []byte("edition: 1\n"), Signatures: []string{"a", "b"}}),
		tx.AddSheet(store.Sheet{Root: worldRoots[0], Number: 1, Bytes: []byte("sheet")}),
		tx.AppendLeaves(log, []store.Leaf{leaf(0), leaf(1)}, []store.HashAt{{Pos: 0, Hash: id}, {Pos: 1, Hash: other}}),
		tx.PutHead(log, store.Head{Size: 2, Root: other, Signature: []byte("s"), Reconciled: true}),
		tx.AddCosignature(log, store.Cosignature{Mirror: "south", Size: 2, Root: other, Signature: []byte("c")}),
		tx.SetPlaces(m.ID, 1, 1, 3),
		tx.SetRead(m.ID, 99),
		tx.PutDelivery(store.Delivery{Message: m.ID, Charter: m.Charter, Party: "south", RecordedAt: -1, Refused: -1}),
		tx.OpenBody(store.Body{ID: other, Blob: true, Size: 4}),
		tx.WriteBody(other, 0, []byte("blob")),
		tx.CompleteBody(other),
		tx.OpenBody(store.Body{ID: worldIDs[2], Size: 4}),
		tx.WriteBody(worldIDs[2], 0, []byte("ab")),
		tx.DropBody(worldIDs[2]),
		tx.AddAttachment(store.Attachment{Message: m.ID, Blob: other, Size: 4}),
		tx.PutBlobDelivery(store.BlobDelivery{Blob: other, Charter: m.Charter, Party: "south", Size: 4}),
		tx.AddEntry(store.Entry{User: "officer", Action: "send"}),
		tx.AddEvidence(store.Evidence{Log: log, Hash: id, Bytes: []byte("proof")}),
		tx.PutDraft(store.Draft{ID: store.DraftID{1}, Charter: m.Charter, Payload: []byte("draft"), User: "officer"}),
		tx.PutWatch(store.Watch{ID: store.WatchID{1}, Post: "duty", User: "officer"}),
		tx.PutLineSecret(store.LineSecret{ID: store.SecretID{1}, Secret: []byte{1}}),
		tx.VoidPayload(other, 5))
}

// A panic in the function of an Update or a View goes on to the caller, leaves nothing, and the store goes on.
func testPanic(t *testing.T, s store.Store) {
	before := all(t, s)
	caught := func(fn func()) (p any) {
		defer func() { p = recover() }()
		fn()
		return nil
	}
	for range 8 { // more often than a driver has sessions
		p := caught(func() { s.Update(func(tx store.Tx) error { busy(tx); panic(errGiveUp) }) })
		if p != any(errGiveUp) {
			t.Fatalf("the panic in Update came out as %v", p)
		}
		p = caught(func() { s.View(func(r store.Reader) error { r.Charters(); panic(errGiveUp) }) })
		if p != any(errGiveUp) {
			t.Fatalf("the panic in View came out as %v", p)
		}
	}
	if after := all(t, s); after != before {
		t.Errorf("left behind: %s", difference(before, after))
	}
	update(t, s, busy)
}

// A goroutine that ends inside an Update, as a failed test does, leaves nothing and holds nothing.
func testGoexit(t *testing.T, s store.Store) {
	before := all(t, s)
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Update(func(tx store.Tx) error { busy(tx); runtime.Goexit(); return nil })
	}()
	<-done
	if after := all(t, s); after != before {
		t.Errorf("left behind: %s", difference(before, after))
	}
	update(t, s, busy)
}

// "View sees one consistent state."
func testSnapshot(t *testing.T, s store.Store) {
	log := worldLogs[0]
	grow := func(n uint64) {
		update(t, s, func(tx store.Tx) error {
			return errors.Join(tx.AppendLeaves(log, []store.Leaf{leaf(n)}, nil), tx.AddEntry(store.Entry{}))
		})
	}
	grow(0)
	view(t, s, func(r store.Reader) error {
		before, _ := r.LogSize(log) // the state is fixed by the first question at the latest
		grow(1)
		size, err := r.LogSize(log)
		entries, err2 := r.Journal(0, 0)
		if before != 1 || size != 1 || len(entries) != 1 {
			t.Errorf("sizes %d and %d and %d entries in one View, want 1, 1 and 1", before, size, len(entries))
		}
		return errors.Join(err, err2)
	})
	view(t, s, func(r store.Reader) error {
		if size, _ := r.LogSize(log); size != 2 {
			t.Errorf("size %d in a View after the Update, want 2", size)
		}
		return nil
	})
}

// A View inside an Update sees the state before it; the Update sees what it wrote.
func testViewInsideUpdate(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) error {
		if err := tx.PutMeta("clock", []byte("1")); err != nil {
			return err
		}
		if v, err := tx.Meta("clock"); err != nil || string(v) != "1" {
			t.Errorf("the transaction reads %q, %v", v, err)
		}
		return s.View(func(r store.Reader) error {
			_, err := r.Meta("clock")
			missing(t, err)
			return nil
		})
	})
}

func testViewError(t *testing.T, s store.Store) {
	if err := s.View(func(store.Reader) error { return errGiveUp }); !errors.Is(err, errGiveUp) {
		t.Errorf("view returned %v", err)
	}
}

// "Byte slices that go in are copied by the driver if it keeps them; those that come out belong to the caller."
func testCopies(t *testing.T, s store.Store) {
	b := func() []byte { return []byte("as it was") }
	log, m, ins := worldLogs[0], message(0), [][]byte{}
	in := func() []byte { ins = append(ins, b()); return ins[len(ins)-1] }
	lines := []string{"as it was"}
	m.Envelope = in()
	update(t, s, func(tx store.Tx) error {
		_, err := tx.AddMessage(m)
		return errors.Join(err,
			tx.PutMeta("clock", in()),
			tx.AddEdition(store.Edition{Charter: log.Charter, Bytes: in(), Signatures: lines}),
			tx.AddSheet(store.Sheet{Root: worldRoots[0], Bytes: in()}),
			tx.AppendLeaves(log, []store.Leaf{{Bytes: in(), ID: m.ID}}, nil),
			tx.PutHead(log, store.Head{Signature: in(), Reconciled: true}),
			tx.PutHead(log, store.Head{Size: 1, Signature: in()}),
			tx.AddCosignature(log, store.Cosignature{Signature: in()}),
			tx.OpenBody(store.Body{ID: m.ID, Size: 20}),
			tx.WriteBody(m.ID, 3, in()),
			tx.AddEvidence(store.Evidence{Bytes: in()}))
	})
	before := all(t, s)
	for _, p := range ins {
		clear(p)
	}
	lines[0] = "changed"
	if after := all(t, s); after != before {
		t.Errorf("the store kept the caller's bytes: %s", difference(before, after))
	}
	view(t, s, func(r store.Reader) error { spoil(r, log, m.ID); return nil })
	if after := all(t, s); after != before {
		t.Errorf("the store gave away its own bytes: %s", difference(before, after))
	}
}

// spoil overwrites every slice that r returns.
func spoil(r store.Reader, log store.LogID, id parley.Hash) {
	meta, _ := r.Meta("clock")
	editions, _ := r.Editions(log.Charter)
	sheets, _ := r.Sheets(worldRoots[0])
	leaves, _ := r.Leaves(log, 0, 1)
	byID, _ := r.LeavesByID(log, id)
	head, _ := r.LastHead(log)
	after, _ := r.HeadAtOrAfter(log, 0)
	pending, _ := r.PendingHeads(log)
	cosigned, _ := r.Cosignatures(log)
	m, _ := r.Message(id)
	many, _ := r.Messages(store.MessageFilter{})
	body, _ := r.Body(id)
	open, _ := r.OpenBodies()
	p, _ := r.ReadBody(id, 3, 4)
	proofs, _ := r.AllEvidence()
	editions[0].Signatures[0] = "spoilt"
	body.Ranges[0].To, open[0].Ranges[0].To = 4, 4
	for _, b := range [][]byte{meta, editions[0].Bytes, sheets[0].Bytes, leaves[0].Bytes, byID[0].Bytes, head.Signature,
		after.Signature, pending[0].Signature, cosigned[0].Signature, m.Envelope, many[0].Envelope, p, proofs[0].Bytes} {
		clear(b[:1])
	}
}

// "It is safe for use by many goroutines." Each appends where it saw the end of the log; of those that meet, one wins.
func testConcurrent(t *testing.T, s store.Store) {
	const writers, each = 4, 10
	log := worldLogs[0]
	appendOne := func() error {
		var size uint64
		err := s.View(func(r store.Reader) (err error) { size, err = r.LogSize(log); return err })
		if err != nil {
			return err
		}
		return s.Update(func(tx store.Tx) error {
			return errors.Join(tx.AddEntry(store.Entry{}), tx.AppendLeaves(log, []store.Leaf{leaf(size)}, nil))
		})
	}
	var group sync.WaitGroup
	for range writers {
		group.Go(func() {
			for done := 0; done < each; {
				switch err := appendOne(); {
				case err == nil:
					done++
				case !errors.Is(err, store.ErrConflict):
					t.Errorf("append: %v", err)
					return
				}
			}
		})
	}
	group.Wait()
	view(t, s, func(r store.Reader) error {
		leaves, _ := r.Leaves(log, 0, 1000)
		entries, err := r.Journal(0, 0)
		if len(leaves) != writers*each || len(entries) != writers*each {
			t.Errorf("%d leaves and %d entries, want %d of both", len(leaves), len(entries), writers*each)
		}
		return err
	})
}

// A closed store answers nothing and takes nothing; closing it again is no error.
func testClosed(t *testing.T, s store.Store) {
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatalf("close: %v", err)
		}
	}
	called := false
	err := s.Update(func(store.Tx) error { called = true; return nil })
	err2 := s.View(func(store.Reader) error { called = true; return nil })
	if called || parley.CodeOf(err) != parley.CodeStorage || parley.CodeOf(err2) != parley.CodeStorage {
		t.Errorf("after Close: function called: %v; Update: %v; View: %v", called, err, err2)
	}
}

// testReopen: what was reported as done is there when the store is opened again.
func testReopen(t *testing.T, s store.Store, reopen func(*testing.T, store.Store) store.Store) {
	update(t, s, busy)
	before := all(t, s)
	s = reopen(t, s)
	if after := all(t, s); after != before {
		t.Errorf("after opening again: %s", difference(before, after))
	}
	update(t, s, func(tx store.Tx) error {
		seq, err := tx.AddMessage(message(1))
		if seq <= 1 {
			t.Errorf("the next message has seq %d", seq)
		}
		return err
	})
}
