package storetest

import (
	"errors"
	"fmt"
	"testing"

	"parley"
	"parley/internal/store"
)

var inventorySubjects = []subject{
	{"inventory", testInventory},
	{"no damage", testNoDamage},
	{"many ids", testManyIDs},
	{"stored from", testStoredFrom},
}

// The inventory finds what was stored, in the order and between the bounds that it promises.
func testInventory(t *testing.T, s store.Store) {
	log, other := worldLogs[0], worldLogs[4]
	head := func(size uint64, root byte, reconciled bool) store.Head {
		return store.Head{Size: size, Root: parley.Hash{root}, Signature: []byte{root}, Reconciled: reconciled}
	}
	sig := store.Cosignature{Mirror: "east", Size: 3, Signature: []byte("c")}
	update(t, s, func(tx store.Tx) error {
		return errors.Join(
			tx.PutMeta("clock", nil), tx.PutMeta("a", nil),
			tx.AddSheet(store.Sheet{Root: worldRoots[1], Number: 1, Bytes: []byte("s")}),
			tx.AddSheet(store.Sheet{Root: worldRoots[0], Number: 2, Bytes: []byte("s")}),
			tx.AppendLeaves(log, []store.Leaf{leaf(0), leaf(1)}, []store.HashAt{{Pos: 0}, {Pos: 1}, {Pos: 2, Hash: worldIDs[0]}}),
			tx.PutHead(log, head(2, 2, false)), tx.PutHead(log, head(2, 1, true)), tx.PutHead(log, head(5, 1, false)), tx.PutHead(log, head(1, 9, true)),
			tx.AddCosignature(other, sig),
			tx.OpenBody(store.Body{ID: parley.Hash{2}, Size: 1}), tx.OpenBody(store.Body{ID: parley.Hash{1}, Size: 1}))
	})
	view(t, s, func(r store.Reader) error {
		same := func(name string, got any, err error, want any) {
			t.Helper()
			if fmt.Sprint(got) != fmt.Sprint(want) || err != nil {
				t.Errorf("%s: %v (%v), want %v", name, got, err, want)
			}
		}
		names, err := r.MetaNames()
		same("names", names, err, []string{"a", "clock"})
		sheets, err := r.AllSheets()
		same("sheets", len(sheets), err, 2)
		logs, err := r.Logs()
		same("logs", len(logs), err, 2)
		at, err := r.HashesBetween(log, 1, 3)
		same("hashes", at, err, []store.HashAt{{Pos: 1}, {Pos: 2, Hash: worldIDs[0]}})
		heads, err := r.HeadsBetween(log, 2, 5)
		same("heads", heads, err, []store.Head{head(2, 1, true), head(2, 2, false)})
		none, err := r.HeadsBetween(worldLogs[2], 0, 5)
		same("no heads", len(none), err, 0)
		for to, want := range [][]store.Cosignature{3: {}, 4: {sig}} {
			cs, err := r.CosignaturesBetween(other, 1, uint64(to))
			same("cosignatures", cs, err, want)
		}
		all, err := r.Bodies(parley.Hash{}, 0)
		same("bodies", len(all), err, 2)
		after, err := r.Bodies(parley.Hash{1}, 1)
		same("bodies after", after, err, []store.Body{{ID: parley.Hash{2}, Size: 1}})
		return nil
	})
}

// Whatever the contract allows is no damage.
func testNoDamage(t *testing.T, s store.Store) {
	update(t, s, busy)
	view(t, s, func(r store.Reader) error {
		found, err := r.Damage()
		if len(found) > 0 {
			t.Errorf("damage: %q", found)
		}
		return err
	})
}

// What is held of an author are its messages and the whole size of its attachments, under one charter.
func testStoredFrom(t *testing.T, s store.Store) {
	charter, other := parley.Hash{1}, parley.Hash{2}
	message := func(id byte, charter parley.Hash, author parley.PartyID, size int) store.Message {
		return store.Message{ID: parley.Hash{id}, Charter: charter, Author: author, PayloadHash: parley.Hash{id}, Envelope: make([]byte, size)}
	}
	update(t, s, func(tx store.Tx) error {
		for _, m := range []store.Message{message(1, charter, "east", 7), message(2, charter, "east", 20), message(3, charter, "west", 300), message(4, other, "east", 4000)} {
			if _, err := tx.AddMessage(m); err != nil {
				return err
			}
		}
		return errors.Join(
			tx.OpenBody(store.Body{ID: parley.Hash{5}, Blob: true, Charter: charter, Author: "east", Size: 50000}),
			tx.OpenBody(store.Body{ID: parley.Hash{6}, Charter: charter, Author: "east", Size: 600000}),
			tx.OpenBody(store.Body{ID: parley.Hash{7}, Blob: true, Charter: charter, Author: "west", Size: 7000000}))
	})
	view(t, s, func(r store.Reader) error {
		for author, want := range map[parley.PartyID]uint64{"east": 50027, "west": 7000300, "north": 0} {
			if n, err := r.StoredFrom(charter, author); n != want || err != nil {
				t.Errorf("%s: %d bytes (%v), want %d", author, n, err, want)
			}
		}
		return nil
	})
}
