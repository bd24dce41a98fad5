package node

import (
	"errors"
	"fmt"
	"testing"

	"parley/internal/store"
	"parley/internal/store/storetest"
)

// [REC-34] a byte of a message leaves only once the head over its *sent* leaf may be shown: what the lines are told of a
// record is what is committed, and never what a transaction wrote that failed, or that was cut away after it.
func TestEnds(t *testing.T) {
	s, log := storetest.NewMemory(), store.LogID{Party: "north"}
	e := newEnds()
	update := func(gaveUp error, fn func(tx store.Tx) error) {
		err := e.update(s, func(tx store.Tx) error { return errors.Join(fn(tx), gaveUp) })
		if (err == nil) != (gaveUp == nil) {
			t.Fatal(err)
		}
	}
	grow := func(tx store.Tx, from, to uint64, of string) error {
		var leaves []store.Leaf
		for i := from; i < to; i++ {
			leaves = append(leaves, store.Leaf{Index: i, Bytes: fmt.Appendf(nil, "%s %d", of, i)})
		}
		return tx.AppendLeaves(log, leaves, nil)
	}
	want := func(size uint64, from, to uint64, of string) {
		t.Helper()
		if got, err := e.size(s, log); got != size || err != nil {
			t.Errorf("size %d (%v), want %d", got, err, size)
		}
		got := e.between(log, from, to)
		if of == "" && got != nil || of != "" && uint64(len(got)) != to-from {
			t.Fatalf("%d leaves from %d to %d", len(got), from, to)
		}
		for i, b := range got {
			if string(b) != fmt.Sprintf("%s %d", of, from+uint64(i)) {
				t.Errorf("leaf %d is %q", from+uint64(i), b)
			}
		}
	}
	want(0, 0, 1, "")
	update(nil, func(tx store.Tx) error { return errors.Join(grow(tx, 0, 3, "a"), grow(tx, 3, 5, "a")) })
	want(5, 0, 5, "a")
	want(5, 4, 6, "")
	want(5, 3, 3, "")
	update(errors.New("gave up"), func(tx store.Tx) error { return grow(tx, 5, 7, "lost") })
	want(5, 5, 7, "")
	update(nil, func(tx store.Tx) error { return grow(tx, 5, 6, "b") })
	want(6, 5, 6, "b")
	update(nil, func(tx store.Tx) error {
		return errors.Join(tx.CutLog(log, 2, 0), grow(tx, 2, 4, "c"), tx.CutLog(log, 3, 0))
	})
	want(3, 0, 3, "")
	update(nil, func(tx store.Tx) error { return grow(tx, 3, 600, "d") })
	want(600, 599-maxEnd, 600, "")
	want(600, 600-maxEnd, 600, "d")
}
