package sqlite

import (
	"path/filepath"
	"testing"

	"parley"
	"parley/internal/store"
)

// Leaves and hashes that are appended together are all there, each at its place, whatever their number.
func TestManyRows(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	log := store.LogID{Party: "north"}
	size := uint64(0)
	for n := range uint64(170) {
		var leaves []store.Leaf
		var hashes []store.HashAt
		for i := range n {
			at := size + i
			leaves = append(leaves, store.Leaf{Index: at, Kind: 4, Bytes: []byte{byte(at), byte(at >> 8)}})
			hashes = append(hashes, store.HashAt{Pos: at, Hash: parley.Sum([]byte{byte(at), byte(at >> 8)})})
		}
		if err := s.Update(func(tx store.Tx) error { return tx.AppendLeaves(log, leaves, hashes) }); err != nil {
			t.Fatal(err)
		}
		size += n
	}
	err = s.View(func(r store.Reader) error {
		leaves, err := r.Leaves(log, 0, size)
		if err != nil || uint64(len(leaves)) != size {
			t.Fatalf("%d leaves of %d: %v", len(leaves), size, err)
		}
		for i, l := range leaves {
			hashes, err := r.Hashes(log, []uint64{uint64(i)})
			if l.Index != uint64(i) || err != nil || hashes[0] != parley.Sum(l.Bytes) {
				t.Fatalf("leaf %d stands at %d, with another's hash: %v", i, l.Index, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
