package rows

import (
	"bytes"

	"parley"
	"parley/internal/store"
)

// Charters returns the charters in order of adoption; see store.Reader.
func (r *Reader) Charters() ([]parley.Hash, error) {
	return List(r, scanHash, `SELECT charter FROM edition GROUP BY charter ORDER BY MIN(place)`)
}

// Editions returns the editions of a charter; see store.Reader.
func (r *Reader) Editions(charter parley.Hash) ([]store.Edition, error) {
	all, err := List(r, scanEdition,
		`SELECT charter, number, id, bytes FROM edition WHERE charter = $1 ORDER BY number`, charter[:])
	for i := range all {
		if err == nil {
			all[i].Signatures, err = r.signatures(all[i])
		}
	}
	return all, err
}

func (r *Reader) signatures(e store.Edition) ([]string, error) {
	return List(r, func(r Row, line *string) error { return r.Scan(line) },
		`SELECT line FROM edition_signature s JOIN edition e ON s.edition = e.place
		WHERE e.charter = $1 AND e.number = $2 ORDER BY s.place`, e.Charter[:], e.Number)
}

func scanEdition(r Row, e *store.Edition) error {
	return r.Scan(Fixed(e.Charter[:]), &e.Number, Fixed(e.ID[:]), &e.Bytes)
}

// AddEdition keeps an edition; see store.Tx.
func (t *Tx) AddEdition(e store.Edition) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(e.Number); err != nil {
		return err
	}
	n, err := t.exec(`INSERT INTO edition (place, charter, number, id, bytes)
		VALUES ((SELECT COALESCE(MAX(place), 0) + 1 FROM edition), $1, $2, $3, $4)
		ON CONFLICT (charter, number) DO NOTHING`, e.Charter[:], e.Number, e.ID[:], blob(e.Bytes))
	if err != nil {
		return err
	}
	if n == 0 {
		return t.sameEdition(e)
	}
	for i, line := range e.Signatures {
		err := t.put(`INSERT INTO edition_signature (edition, place, line)
			VALUES ((SELECT place FROM edition WHERE charter = $1 AND number = $2), $3, $4)`,
			e.Charter[:], e.Number, i, line)
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) sameEdition(e store.Edition) error {
	held, err := one(&t.Reader, scanBytes,
		`SELECT bytes FROM edition WHERE charter = $1 AND number = $2`, e.Charter[:], e.Number)
	if err == nil && !bytes.Equal(held, e.Bytes) {
		return conflictf("edition %d of charter %s is there with other bytes", e.Number, e.Charter)
	}
	return err
}
