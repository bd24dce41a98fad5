package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"parley"
	"parley/internal/store"
)

var logSubjects = []subject{
	{"leaves", testLeaves},
	{"append in the wrong place", testAppendWrong},
	{"tree hashes", testTreeHashes},
	{"heads", testHeads},
	{"cosignatures", testCosignatures},
	{"cut", testCutLog},
	{"end", testEnd},
}

// leaf returns the leaf of the suite at index.
func leaf(index uint64) store.Leaf {
	return store.Leaf{Index: index, Kind: 200, ID: worldIDs[index%3], Mark: [8]byte{1, 0, byte(index)}, Bytes: fmt.Appendf(nil, "leaf %d", index)}
}

func testLeaves(t *testing.T, s store.Store) {
	log, clock := worldLogs[0], store.Leaf{Index: 3, Kind: 3, Bytes: []byte("clock")}
	want := []store.Leaf{leaf(0), leaf(1), leaf(2), clock, leaf(4), leaf(5), leaf(6)}
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.AppendLeaves(log, want[:2], nil), tx.AppendLeaves(log, nil, nil), tx.AppendLeaves(log, want[2:], nil),
			tx.AppendLeaves(worldLogs[1], []store.Leaf{leaf(0)}, nil), tx.AppendLeaves(worldLogs[3], []store.Leaf{leaf(0), leaf(1)}, nil))
	})
	view(t, s, func(r store.Reader) error {
		for i, n := range []uint64{7, 1, 0, 2, 0, 0} {
			if size, err := r.LogSize(worldLogs[i]); size != n {
				t.Errorf("log %d has size %d (%v), want %d", i, size, err, n)
			}
		}
		for from := range uint64(9) {
			for to := range uint64(9) {
				got, err := r.Leaves(log, from, to)
				lo := min(from, 7)
				if part := want[lo:max(lo, min(to, 7))]; fmt.Sprint(got) != fmt.Sprint(part) {
					t.Errorf("leaves from %d to %d: %v (%v), want %v", from, to, got, err, part)
				}
			}
		}
		got, err := r.LeavesByID(log, worldIDs[0])
		if fmt.Sprint(got) != fmt.Sprint([]store.Leaf{leaf(0), leaf(6)}) {
			t.Errorf("leaves by id: %v", got)
		}
		if none, _ := r.LeavesByID(log, parley.Hash{}); len(none) != 0 {
			t.Errorf("a clock leaf was found by the zero id: %v", none)
		}
		return err
	})
}

// "ErrConflict says ... that a leaf is not appended at the end of its log."
func testAppendWrong(t *testing.T, s store.Store) {
	log := worldLogs[0]
	try := func(leaves ...store.Leaf) {
		t.Helper()
		refused(t, s, conflict, func(tx store.Tx) error { return tx.AppendLeaves(log, leaves, nil) })
	}
	try(leaf(1))
	update(t, s, func(tx store.Tx) error { return tx.AppendLeaves(log, []store.Leaf{leaf(0), leaf(1)}, nil) })
	try(leaf(0))
	try(leaf(1))
	try(leaf(3))
	try(leaf(2), leaf(4))
	try(leaf(2), leaf(2))
	try(leaf(2), leaf(1))
	try(store.Leaf{Index: 1<<64 - 1})
}

// Hashes: "in the order asked; ErrNotFound if one is missing".
func testTreeHashes(t *testing.T, s store.Store) {
	log := worldLogs[0]
	at := func(pos uint64) store.HashAt { return store.HashAt{Pos: pos, Hash: parley.Sum([]byte{byte(pos)})} }
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.AppendLeaves(log, []store.Leaf{leaf(0), leaf(1)}, []store.HashAt{at(0), at(1), at(2)}),
			tx.AppendLeaves(worldLogs[1], []store.Leaf{leaf(0)}, []store.HashAt{{Pos: 0, Hash: worldIDs[0]}}))
	})
	view(t, s, func(r store.Reader) error {
		got, err := r.Hashes(log, []uint64{2, 0, 1, 2})
		if !slices.Equal(got, []parley.Hash{at(2).Hash, at(0).Hash, at(1).Hash, at(2).Hash}) {
			t.Errorf("hashes %v", got)
		}
		for _, pos := range [][]uint64{{3}, {0, 3}, {1 << 63}} {
			_, err := r.Hashes(log, pos)
			missing(t, err)
		}
		return err
	})
	again := func(h store.HashAt) func(store.Tx) error {
		return func(tx store.Tx) error { return tx.AppendLeaves(log, []store.Leaf{leaf(2)}, []store.HashAt{h}) }
	}
	refused(t, s, conflict, again(store.HashAt{Pos: 2, Hash: worldIDs[0]}))
	refused(t, s, tooLarge, again(store.HashAt{Pos: store.MaxNumber + 1}))
}

// PutHead: "by (log, size, root); a second time updates Reconciled only".
func testHeads(t *testing.T, s store.Store) {
	log, a, b := worldLogs[0], parley.Hash{1}, parley.Hash{2}
	head := func(size uint64, root parley.Hash, reconciled bool) store.Head {
		return store.Head{Size: size, Root: root, Signature: fmt.Appendf(nil, "%d %x", size, root[0]), Seen: parley.Millis(size), Reconciled: reconciled}
	}
	put := func(heads ...store.Head) {
		update(t, s, func(tx store.Tx) error {
			for _, h := range heads {
				if err := tx.PutHead(log, h); err != nil {
					return err
				}
			}
			return nil
		})
	}
	put(head(9, a, false), head(4, a, true), head(2, a, true), head(9, b, false), head(300, a, false), head(0, a, true))
	check := func(name string, want store.Head, ask func(r store.Reader) (store.Head, error)) {
		t.Helper()
		view(t, s, func(r store.Reader) error {
			got, err := ask(r)
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s: got %v, want %v", name, got, want)
			}
			return err
		})
	}
	last := func(r store.Reader) (store.Head, error) { return r.LastHead(log) }
	check("last", head(4, a, true), last)
	check("at or after", head(4, a, true), func(r store.Reader) (store.Head, error) { return r.HeadAtOrAfter(log, 3) })
	check("at", head(2, a, true), func(r store.Reader) (store.Head, error) { return r.HeadAtOrAfter(log, 2) })
	check("at or before", head(2, a, true), func(r store.Reader) (store.Head, error) { return r.HeadAtOrBefore(log, 3) })
	check("before all", head(0, a, true), func(r store.Reader) (store.Head, error) { return r.HeadAtOrBefore(log, 0) })
	view(t, s, func(r store.Reader) error {
		_, err := r.HeadAtOrAfter(log, 5)
		missing(t, err)
		_, err = r.LastHead(worldLogs[1])
		missing(t, err)
		pending, err := r.PendingHeads(log)
		if fmt.Sprint(pending) != fmt.Sprint([]store.Head{head(9, a, false), head(9, b, false), head(300, a, false)}) {
			t.Errorf("pending: %v", pending)
		}
		return err
	})
	put(store.Head{Size: 9, Root: b, Reconciled: true, Signature: []byte("another"), Seen: 1})
	check("reconciled", head(9, b, true), last)
	view(t, s, func(r store.Reader) error {
		pending, err := r.PendingHeads(log)
		if fmt.Sprint(pending) != fmt.Sprint([]store.Head{head(9, a, false), head(300, a, false)}) {
			t.Errorf("pending after one was reconciled: %v", pending)
		}
		return err
	})
	put(store.Head{Size: 9, Root: b})
	check("reconciled no more", head(4, a, true), last)
	refused(t, s, tooLarge, func(tx store.Tx) error { return tx.PutHead(log, head(store.MaxNumber+1, a, true)) })
}

// AddCosignature: "by (log, mirror, size); keeps the first". Cosignatures: "ascending size, then mirror".
func testCosignatures(t *testing.T, s store.Store) {
	log := worldLogs[0]
	sig := func(mirror parley.PartyID, size uint64) store.Cosignature {
		return store.Cosignature{Mirror: mirror, Size: size, Root: worldIDs[size], Time: size + 5, Signature: []byte(mirror)}
	}
	other := sig("east", 2)
	other.Signature, other.Root = []byte("second"), worldIDs[5]
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.AddCosignature(log, sig("south", 2)), tx.AddCosignature(log, sig("east", 4)),
			tx.AddCosignature(log, sig("east", 2)), tx.AddCosignature(log, other), tx.AddCosignature(worldLogs[1], sig("east", 3)))
	})
	view(t, s, func(r store.Reader) error {
		got, err := r.Cosignatures(log)
		want := []store.Cosignature{sig("east", 2), sig("south", 2), sig("east", 4)}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
		for size, from := range []int{0, 0, 0, 2, 2, 3} {
			part, err := r.CosignedAtOrAfter(log, uint64(size))
			if fmt.Sprint(part) != fmt.Sprint(want[from:]) {
				t.Errorf("at or after %d: %v (%v)", size, part, err)
			}
		}
		return err
	})
	big, late := sig("east", 1), sig("east", 1)
	big.Size, late.Time = store.MaxNumber+1, store.MaxNumber+1
	refused(t, s, tooLarge, func(tx store.Tx) error { return tx.AddCosignature(log, big) })
	refused(t, s, tooLarge, func(tx store.Tx) error { return tx.AddCosignature(log, late) })
}
