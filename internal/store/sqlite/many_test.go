package sqlite

import (
	"path/filepath"
	"testing"

	"parley"
	"parley/internal/store"
)

func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		rows, columns int
		want          string
	}{
		{1, 1, " VALUES ($1)"},
		{1, 3, " VALUES ($1, $2, $3)"},
		{2, 2, " VALUES ($1, $2), ($3, $4)"},
		{3, 1, " VALUES ($1), ($2), ($3)"},
	} {
		if got := places(c.rows, c.columns); got != c.want {
			t.Errorf("%d rows of %d columns: %q, want %q", c.rows, c.columns, got, c.want)
		}
	}
}

// A question about many values asks about each, whatever their number, and has one of a few lengths.
func TestAnyOf(t *testing.T) {
	lengths := map[string]bool{}
	for n := 1; n <= 64; n++ {
		query, args := anyOf("x IN %s", n, func(i int) any { return i })
		lengths[query] = true
		if query != "x IN "+listed[len(args)] || len(args) < n || len(args) > 2*n {
			t.Fatalf("%d values: %q with %d arguments", n, query, len(args))
		}
		for i, a := range args {
			if a != min(i, n-1) {
				t.Errorf("%d values: argument %d is %v", n, i, a)
			}
		}
	}
	if len(lengths) != len(lists) {
		t.Errorf("%d lengths", len(lengths))
	}
}

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
