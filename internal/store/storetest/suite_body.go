package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"

	"parley"
	"parley/internal/store"
)

var bodySubjects = []subject{
	{"bodies", testBodies},
	{"body bytes", testBodyBytes},
	{"large writes", testLargeWrites},
	{"body errors", testBodyErrors},
}

func testBodies(t *testing.T, s store.Store) {
	a := store.Body{ID: parley.Hash{1}, Blob: true, Charter: worldCharters[0], Author: "north", Size: 3, Precedence: parley.Immediate}
	b := store.Body{ID: parley.Hash{2}, Charter: worldCharters[1], Author: "south", Size: 4}
	given := b
	given.Complete, given.Ranges = true, []store.Range{{From: 0, To: 4}}
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.OpenBody(given), tx.OpenBody(a), tx.WriteBody(a.ID, 0, []byte("abc")), tx.OpenBody(a))
	})
	a.Ranges = []store.Range{{From: 0, To: 3}}
	check := func(want ...store.Body) {
		t.Helper()
		view(t, s, func(r store.Reader) error {
			got, err := r.OpenBodies()
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
			return err
		})
	}
	check(a, b)
	update(t, s, func(tx store.Tx) error { return tx.CompleteBody(a.ID) })
	check(b)
	view(t, s, func(r store.Reader) error {
		got, err := r.Body(a.ID)
		a.Complete = true
		if fmt.Sprint(got) != fmt.Sprint(a) {
			t.Errorf("got  %+v\nwant %+v", got, a)
		}
		return err
	})
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.DropBody(a.ID), tx.DropBody(b.ID), tx.DropBody(parley.Hash{3}), // "a missing one is no error"
			tx.OpenBody(store.Body{ID: a.ID, Size: 9}))
	})
	check(store.Body{ID: a.ID, Size: 9})
	view(t, s, func(r store.Reader) error { // with none of the bytes that it had
		_, err := r.ReadBody(a.ID, 0, 1)
		missing(t, err)
		return nil
	})
}

// WriteBody: "adds bytes; those held already stay as they are". ReadBody: "only bytes in Ranges; else ErrNotFound".
// Compared with an array of bytes and an array of marks.
func testBodyBytes(t *testing.T, s store.Store) {
	const size = 300
	c, id := newChooser(1), parley.Hash{7}
	var want [size]byte
	var held [size]bool
	update(t, s, func(tx store.Tx) error { return tx.OpenBody(store.Body{ID: id, Size: size}) })
	for range 25 {
		offset := c.IntN(size)
		p := c.bytes(min(size-offset, 60))
		update(t, s, func(tx store.Tx) error { return tx.WriteBody(id, uint64(offset), p) })
		for i, b := range p {
			if at := offset + i; !held[at] {
				want[at], held[at] = b, true
			}
		}
		view(t, s, func(r store.Reader) error {
			b, err := r.Body(id)
			if got := marksOf(b.Ranges, size); got != held || !apart(b.Ranges) {
				t.Fatalf("ranges %v", b.Ranges)
			}
			for range 20 {
				from := c.IntN(size)
				n := c.IntN(size - from + 1)
				got, err := r.ReadBody(id, uint64(from), n)
				if slices.Contains(held[from:from+n], false) {
					missing(t, err)
				} else if err != nil || !bytes.Equal(got, want[from:from+n]) {
					t.Fatalf("%d bytes at %d: %x, %v; want %x", n, from, got, err, want[from:from+n])
				}
			}
			return err
		})
	}
}

func marksOf(ranges []store.Range, size int) (marks [300]bool) {
	for _, r := range ranges {
		for i := r.From; i < r.To && i < uint64(size); i++ {
			marks[i] = true
		}
	}
	return marks
}

// apart reports whether ranges are ascending and none empty or touching the next.
func apart(ranges []store.Range) bool {
	for i, r := range ranges {
		if r.From >= r.To || i > 0 && r.From <= ranges[i-1].To {
			return false
		}
	}
	return true
}

// Whatever the size of the pieces that went in, any range comes out.
func testLargeWrites(t *testing.T, s store.Store) {
	const size = 200_000
	id, whole := parley.Hash{8}, make([]byte, size)
	newChooser(2).fill(whole)
	for _, piece := range []int{size, 70_000, 16_384, 16_385, 1200} {
		update(t, s, func(tx store.Tx) error {
			err := errors.Join(tx.DropBody(id), tx.OpenBody(store.Body{ID: id, Blob: true, Size: size}))
			for at := 0; at < size && err == nil; at += piece {
				err = tx.WriteBody(id, uint64(at), whole[at:min(at+piece, size)])
			}
			return errors.Join(err, tx.CompleteBody(id))
		})
		view(t, s, func(r store.Reader) error {
			for _, at := range []int{0, 1, 1199, 1200, 7919, 16_383, 16_384, 16_385, 32_767, 32_768, 69_999, 70_000, 150_000, size - 1} {
				for _, n := range []int{1, 1200, 16_384, 40_000} {
					n = min(n, size-at)
					if got, err := r.ReadBody(id, uint64(at), n); err != nil || !bytes.Equal(got, whole[at:at+n]) {
						t.Fatalf("pieces of %d: %d bytes at %d are wrong (%v)", piece, n, at, err)
					}
				}
			}
			return nil
		})
	}
}

func (c chooser) fill(p []byte) {
	for i := range p {
		p[i] = byte(c.Uint32())
	}
}

func testBodyErrors(t *testing.T, s store.Store) {
	id, empty := worldIDs[0], worldIDs[1]
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.OpenBody(store.Body{ID: id, Size: 10}), tx.WriteBody(id, 4, []byte("abc")),
			tx.OpenBody(store.Body{ID: empty}), tx.WriteBody(empty, 0, nil), tx.CompleteBody(empty))
	})
	try := func(want string, fn func(tx store.Tx) error) { t.Helper(); refused(t, s, want, fn) }
	try(conflict, func(tx store.Tx) error { return tx.OpenBody(store.Body{ID: id, Size: 11}) })
	try(tooLarge, func(tx store.Tx) error { return tx.OpenBody(store.Body{ID: worldIDs[2], Size: store.MaxNumber + 1}) })
	try(conflict, func(tx store.Tx) error { return tx.CompleteBody(id) })
	try(notFound, func(tx store.Tx) error { return tx.CompleteBody(worldIDs[2]) })
	try(notFound, func(tx store.Tx) error { return tx.WriteBody(worldIDs[2], 0, nil) })
	try(conflict, func(tx store.Tx) error { return tx.WriteBody(id, 8, []byte("abc")) })
	try(conflict, func(tx store.Tx) error { return tx.WriteBody(id, 11, nil) })
	try(conflict, func(tx store.Tx) error { return tx.WriteBody(id, 1<<64-2, []byte("abc")) })
	try(conflict, func(tx store.Tx) error { return tx.WriteBody(empty, 0, []byte("a")) })
	view(t, s, func(r store.Reader) error {
		for _, c := range []struct {
			at uint64
			n  int
		}{{3, 1}, {4, 4}, {7, 1}, {0, 10}, {11, 0}, {4, -1}, {1<<64 - 1, 1}, {4, 1<<63 - 1}} {
			_, err := r.ReadBody(id, c.at, c.n)
			missing(t, err)
		}
		p, err := r.ReadBody(id, 4, 3)
		if string(p) != "abc" {
			t.Errorf("read %q", p)
		}
		return err
	})
}
