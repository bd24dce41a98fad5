package rows

import (
	"parley"
	"parley/internal/store"
)

// Statements returns the statements under a charter; see store.Reader.
func (r *Reader) Statements(charter parley.Hash) ([]store.Statement, error) {
	return List(r, scanRootStatement, `SELECT charter, party, hash, bytes FROM statement WHERE charter = $1 ORDER BY hash`, charter[:])
}

// AllStatements returns the statements under all charters; see store.Inventory.
func (r *Reader) AllStatements() ([]store.Statement, error) {
	return List(r, scanRootStatement, `SELECT charter, party, hash, bytes FROM statement ORDER BY hash`)
}

func scanRootStatement(r Row, s *store.Statement) error {
	return r.Scan(Fixed(s.Charter[:]), &s.Party, Fixed(s.Hash[:]), &s.Bytes)
}

// AddStatement keeps a statement; see store.Tx.
func (t *Tx) AddStatement(s store.Statement) (err error) {
	defer t.failOn(&err)
	err = t.put(`INSERT INTO statement (hash, charter, party, bytes) VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO NOTHING`,
		s.Hash[:], s.Charter[:], s.Party, blob(s.Bytes))
	return err
}
