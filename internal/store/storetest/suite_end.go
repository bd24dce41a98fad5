package storetest

import (
	"errors"
	"fmt"
	"testing"

	"parley"
	"parley/internal/store"
)

// "Update runs its function in one transaction": the end of a log, which each append asks for, is what the transactions
// before it stored, whether or not one of them was rolled back or cut the log; and "byte slices that go in are copied by
// the driver if it keeps them; those that come out belong to the caller".
func testEnd(t *testing.T, s store.Store) {
	log := worldLogs[0]
	add := func(tx store.Tx, index uint64, text string) error {
		b := []byte(text)
		l := store.Leaf{Index: index, Kind: 200, ID: worldIDs[1], Bytes: b}
		err := tx.AppendLeaves(log, []store.Leaf{l}, []store.HashAt{{Pos: index, Hash: parley.Sum(b)}})
		clear(b)
		return err
	}
	update(t, s, func(tx store.Tx) error {
		return errors.Join(add(tx, 0, "a"), add(tx, 1, "b"), wantEnd(tx, log, 1, "b"))
	})
	update(t, s, func(tx store.Tx) error { return wantEnd(tx, log, 1, "b") })
	s.Update(func(tx store.Tx) error {
		return errors.Join(add(tx, 2, "given up"), wantEnd(tx, log, 2, "given up"), errGiveUp)
	})
	update(t, s, func(tx store.Tx) error {
		return errors.Join(wantEnd(tx, log, 1, "b"), add(tx, 2, "c"), wantEnd(tx, log, 2, "c"))
	})
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.CutLog(log, 1, 1), wantEnd(tx, log, 0, "a"), add(tx, 1, "d"), wantEnd(tx, log, 1, "d"))
	})
	update(t, s, func(tx store.Tx) error {
		return errors.Join(wantEnd(tx, log, 1, "d"), tx.CutLog(log, 1, 1), wantEnd(tx, log, 0, "a"))
	})
	view(t, s, func(r store.Reader) error { return wantEnd(r, log, 0, "a") })
}

// wantEnd holds the last leaf of a log, and the hash at its index, against what was appended there; nothing is beyond it.
func wantEnd(r store.Reader, log store.LogID, index uint64, text string) error {
	size, err := r.LogSize(log)
	if err != nil || size != index+1 {
		return fmt.Errorf("size %d (%v), want %d", size, err, index+1)
	}
	for range 2 {
		rows, err := r.Leaves(log, index, size+1)
		if err != nil || len(rows) != 1 || rows[0].Index != index || string(rows[0].Bytes) != text {
			return fmt.Errorf("last leaf %v (%v), want %q at %d", rows, err, text, index)
		}
		clear(rows[0].Bytes)
	}
	got, err := r.Hashes(log, []uint64{index})
	if err != nil || got[0] != parley.Sum([]byte(text)) {
		return fmt.Errorf("hash %v (%v) at %d", got, err, index)
	}
	if beyond, err := r.Hashes(log, []uint64{index + 1}); !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("hash %v (%v) beyond the end", beyond, err)
	}
	return nil
}
