package rows

import (
	"bytes"

	"parley/internal/store"
)

// Sheets returns the sheets of the party with that root key; see store.Reader.
func (r *Reader) Sheets(root [32]byte) ([]store.Sheet, error) {
	return List(r, scanSheet, `SELECT root, number, hash, bytes FROM sheet WHERE root = $1 ORDER BY number`, root[:])
}

func scanSheet(r Row, s *store.Sheet) error {
	return r.Scan(Fixed(s.Root[:]), &s.Number, Fixed(s.Hash[:]), &s.Bytes)
}

// AddSheet keeps a sheet; see store.Tx.
func (t *Tx) AddSheet(s store.Sheet) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(s.Number); err != nil {
		return err
	}
	n, err := t.exec(`INSERT INTO sheet (root, number, hash, bytes) VALUES ($1, $2, $3, $4)
		ON CONFLICT (root, number) DO NOTHING`, s.Root[:], s.Number, s.Hash[:], blob(s.Bytes))
	if err != nil || n == 1 {
		return err
	}
	held, err := one(&t.Reader, scanBytes,
		`SELECT bytes FROM sheet WHERE root = $1 AND number = $2`, s.Root[:], s.Number)
	if err == nil && !bytes.Equal(held, s.Bytes) {
		return conflictf("sheet %d of root %x is there with other bytes", s.Number, s.Root)
	}
	return err
}
