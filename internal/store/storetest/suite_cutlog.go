package storetest

import (
	"errors"
	"testing"

	"parley"
	"parley/internal/store"
)

// "CutLog removes from a log all that is not of its first size leaves", and nothing of another log.
func testCutLog(t *testing.T, s store.Store) {
	log, other := worldLogs[0], worldLogs[1]
	hash := func(pos uint64) store.HashAt { return store.HashAt{Pos: pos, Hash: parley.Sum([]byte{byte(pos)})} }
	grow := func(tx store.Tx, log store.LogID) error {
		return errors.Join(
			tx.AppendLeaves(log, []store.Leaf{leaf(0), leaf(1), leaf(2), leaf(3)}, []store.HashAt{hash(0), hash(1), hash(2), hash(3), hash(4)}),
			tx.PutHead(log, store.Head{Size: 2, Reconciled: true}), tx.PutHead(log, store.Head{Size: 4, Reconciled: true}),
			tx.PutHead(log, store.Head{Size: 3}), tx.PutHead(log, store.Head{Size: 5}),
			tx.AddCosignature(log, store.Cosignature{Mirror: "south", Size: 2}), tx.AddCosignature(log, store.Cosignature{Mirror: "south", Size: 4}))
	}
	update(t, s, func(tx store.Tx) error {
		return errors.Join(grow(tx, log), grow(tx, other), tx.CutLog(worldLogs[2], 0, 0))
	})
	update(t, s, func(tx store.Tx) error { return tx.CutLog(log, 9, 9) })
	wantLog(t, s, log, 4, 5, 2, 4, 2)
	update(t, s, func(tx store.Tx) error { return tx.CutLog(log, 2, 3) })
	wantLog(t, s, log, 2, 3, 0, 2, 1)
	wantLog(t, s, other, 4, 5, 2, 4, 2)
	update(t, s, func(tx store.Tx) error {
		return tx.AppendLeaves(log, []store.Leaf{leaf(2), leaf(3)}, []store.HashAt{hash(3), hash(4)})
	})
	wantLog(t, s, log, 4, 5, 0, 2, 1)
	update(t, s, func(tx store.Tx) error { return tx.CutLog(log, 0, 0) })
	wantLog(t, s, log, 0, 0, 0, 0, 0)
}

// wantLog holds a log against its numbers of leaves, hashes, pending heads, the size of its last head, and its number of
// cosignatures.
func wantLog(t *testing.T, s store.Store, log store.LogID, leaves, hashes uint64, pending int, last uint64, cosigned int) {
	t.Helper()
	view(t, s, func(r store.Reader) error {
		size, err := r.LogSize(log)
		rows, _ := r.Leaves(log, 0, 100)
		byID, _ := r.LeavesByID(log, leaf(3).ID)
		if size != leaves || uint64(len(rows)) != leaves || (leaves < 4) != (len(byID) < 2) {
			t.Errorf("%d leaves, size %d, %d by id, want %d", len(rows), size, len(byID), leaves)
		}
		for pos := range uint64(6) {
			if _, err := r.Hashes(log, []uint64{pos}); (err == nil) != (pos < hashes) {
				t.Errorf("hash %d: %v", pos, err)
			}
		}
		heads, _ := r.PendingHeads(log)
		head, _ := r.LastHead(log)
		cs, _ := r.Cosignatures(log)
		if len(heads) != pending || head.Size != last || len(cs) != cosigned {
			t.Errorf("%d pending heads, last head %d, %d cosignatures", len(heads), head.Size, len(cs))
		}
		return err
	})
}
