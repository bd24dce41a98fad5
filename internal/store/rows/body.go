package rows

import (
	"parley"
	"parley/internal/store"
)

const bodyColumns = `SELECT id, blob, charter, author, size, precedence, complete FROM body `

func scanBody(r Row, b *store.Body) error {
	err := r.Scan(Fixed(b.ID[:]), &b.Blob, Fixed(b.Charter[:]), &b.Author, &b.Size, &b.Precedence, &b.Complete)
	return damaged(err, "body %s", b.ID)
}

// Body returns what is held of a body; see store.Reader.
func (r *Reader) Body(id parley.Hash) (store.Body, error) {
	b, err := one(r, scanBody, bodyColumns+`WHERE id = $1`, id[:])
	if err == nil {
		b.Ranges, err = r.ranges(id)
	}
	return b, err
}

// OpenBodies returns the bodies that are not complete; see store.Reader.
func (r *Reader) OpenBodies() ([]store.Body, error) {
	all, err := List(r, scanBody, bodyColumns+`WHERE NOT complete ORDER BY id`)
	for i := range all {
		if err == nil {
			all[i].Ranges, err = r.ranges(all[i].ID)
		}
	}
	return all, err
}

// OpenBody makes a body without bytes; see store.Tx.
func (t *Tx) OpenBody(b store.Body) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(b.Size); err != nil {
		return err
	}
	n, err := t.exec(`INSERT INTO body (no, id, blob, charter, author, size, precedence, complete)
		VALUES ((SELECT COALESCE(MAX(no), 0) + 1 FROM body), $1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO NOTHING`, b.ID[:], b.Blob, b.Charter[:], b.Author, b.Size, b.Precedence, false)
	if err != nil || n == 1 {
		return err
	}
	held, err := one(&t.Reader, scanBody, bodyColumns+`WHERE id = $1`, b.ID[:])
	if err == nil && held.Size != b.Size {
		return conflictf("the body %s is there with a size of %d, not %d", b.ID, held.Size, b.Size)
	}
	return err
}

// CompleteBody marks a body whole; see store.Tx.
func (t *Tx) CompleteBody(id parley.Hash) (err error) {
	defer t.failOn(&err)
	b, err := t.Body(id)
	if err != nil {
		return err
	}
	if len(without(store.Range{From: 0, To: b.Size}, b.Ranges)) > 0 {
		return conflictf("the body %s lacks bytes", id)
	}
	err = t.put(`UPDATE body SET complete = $2 WHERE id = $1`, id[:], true)
	return err
}

// DropBody removes a body; see store.Tx.
func (t *Tx) DropBody(id parley.Hash) (err error) {
	defer t.failOn(&err)
	err = t.put(`DELETE FROM body WHERE id = $1`, id[:]) // its ranges and chunks go with it
	return err
}

// WriteBody adds bytes to a body; see store.Tx.
func (t *Tx) WriteBody(id parley.Hash, offset uint64, p []byte) (err error) {
	defer t.failOn(&err)
	no, size, err := t.bodyNo(id)
	if err != nil {
		return err
	}
	if offset > size || uint64(len(p)) > size-offset {
		return conflictf("%d bytes at %d do not fit the body %s of %d", len(p), offset, id, size)
	}
	if len(p) == 0 {
		return nil
	}
	fresh, err := t.claim(no, store.Range{From: offset, To: offset + uint64(len(p))})
	for _, f := range fresh {
		if err == nil {
			err = t.addChunks(no, f.From, p[f.From-offset:f.To-offset])
		}
	}
	return err
}

// bodyNo returns the number and the size of a body.
func (r *Reader) bodyNo(id parley.Hash) (no, size uint64, err error) {
	nos, err := one(r, func(r Row, n *[2]uint64) error { return r.Scan(&n[0], &n[1]) },
		`SELECT no, size FROM body WHERE id = $1`, id[:])
	return nos[0], nos[1], err
}

// ReadBody returns n bytes from offset; see store.Reader.
func (r *Reader) ReadBody(id parley.Hash, offset uint64, n int) ([]byte, error) {
	no, size, err := r.bodyNo(id)
	if err != nil {
		return nil, err
	}
	if n < 0 || offset > size || uint64(n) > size-offset {
		return nil, store.ErrNotFound
	}
	if n == 0 {
		return []byte{}, nil
	}
	return r.readChunks(no, offset, n)
}
