package storetest

import (
	"cmp"
	"slices"

	"parley"
	"parley/internal/store"
)

const pageSize = 512

// A page is a stretch of a body, with a mark on every byte that is there. It never changes once it is in a table.
type page struct {
	bytes [pageSize]byte
	held  [pageSize]bool
}

func copyBody(b store.Body) store.Body {
	b.Ranges = slices.Clone(b.Ranges)
	return b
}

func (r *reader) Body(id parley.Hash) (store.Body, error) {
	b, ok := r.bodies.get(key(id))
	if !ok {
		return store.Body{}, store.ErrNotFound
	}
	return copyBody(b), nil
}

func (r *reader) OpenBodies() ([]store.Body, error) {
	var list []store.Body
	for b := range r.bodies.from("", "") {
		if !b.Complete {
			list = append(list, copyBody(b))
		}
	}
	return list, nil
}

func (r *reader) ReadBody(id parley.Hash, offset uint64, n int) ([]byte, error) {
	b, err := r.Body(id)
	if err != nil {
		return nil, err
	}
	if n < 0 || offset > b.Size || uint64(n) > b.Size-offset {
		return nil, store.ErrNotFound
	}
	p := make([]byte, n)
	for i := range p {
		at := offset + uint64(i)
		pg, ok := r.pages.get(key(id, at/pageSize))
		if !ok || !pg.held[at%pageSize] {
			return nil, store.ErrNotFound
		}
		p[i] = pg.bytes[at%pageSize]
	}
	return p, nil
}

func (t *tx) OpenBody(b store.Body) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(b.Size); err != nil {
		return err
	}
	if old, ok := t.bodies.get(key(b.ID)); ok {
		if old.Size != b.Size {
			return conflictf("the body %s is there with a size of %d, not %d", b.ID, old.Size, b.Size)
		}
		return nil
	}
	b.Complete, b.Ranges = false, nil
	t.bodies = t.bodies.with(key(b.ID), b)
	return nil
}

func (t *tx) WriteBody(id parley.Hash, offset uint64, p []byte) (err error) {
	defer t.failOn(&err)
	b, err := t.Body(id)
	if err != nil {
		return err
	}
	if offset > b.Size || uint64(len(p)) > b.Size-offset {
		return conflictf("%d bytes at %d do not fit the body %s of %d", len(p), offset, id, b.Size)
	}
	if len(p) == 0 {
		return nil
	}
	b.Ranges = merged(append(b.Ranges, store.Range{From: offset, To: offset + uint64(len(p))}))
	t.bodies = t.bodies.with(key(id), b)
	for at := offset; len(p) > 0; {
		n := min(len(p), int(pageSize-at%pageSize))
		t.writePage(id, at, p[:n])
		at, p = at+uint64(n), p[n:]
	}
	return nil
}

// writePage writes p, which does not go beyond its page, where nothing is held yet.
func (t *tx) writePage(id parley.Hash, at uint64, p []byte) {
	var pg page
	if old, ok := t.pages.get(key(id, at/pageSize)); ok {
		pg = *old
	}
	for i, b := range p {
		if j := at%pageSize + uint64(i); !pg.held[j] {
			pg.bytes[j], pg.held[j] = b, true
		}
	}
	t.pages = t.pages.with(key(id, at/pageSize), &pg)
}

// merged sorts ranges and joins those that overlap or touch.
func merged(ranges []store.Range) []store.Range {
	slices.SortFunc(ranges, func(a, b store.Range) int { return cmp.Compare(a.From, b.From) })
	var out []store.Range
	for _, r := range ranges {
		if n := len(out); n > 0 && r.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, r.To)
		} else {
			out = append(out, r)
		}
	}
	return out
}

func (t *tx) CompleteBody(id parley.Hash) (err error) {
	defer t.failOn(&err)
	b, err := t.Body(id)
	if err != nil {
		return err
	}
	whole := []store.Range{{From: 0, To: b.Size}}
	if b.Size > 0 && !slices.Equal(b.Ranges, whole) {
		return conflictf("the body %s lacks bytes", id)
	}
	b.Complete = true
	t.bodies = t.bodies.with(key(id), b)
	return nil
}

func (t *tx) DropBody(id parley.Hash) error {
	b, ok := t.bodies.get(key(id))
	if !ok {
		return nil
	}
	for _, r := range b.Ranges {
		for n := r.From / pageSize; n*pageSize < r.To; n++ {
			t.pages = t.pages.without(key(id, n))
		}
	}
	t.bodies = t.bodies.without(key(id))
	return nil
}
