package sqlite

import (
	"parley"
	"parley/internal/store"
)

// Statements returns the statements under a charter; see store.Reader.
func (r *reader) Statements(charter parley.Hash) ([]store.Statement, error) {
	return list(r, scanRootStatement, `SELECT charter, party, hash, bytes FROM statement WHERE charter = $1 ORDER BY hash`, charter[:])
}

// AllStatements returns the statements under all charters; see store.Inventory.
func (r *reader) AllStatements() ([]store.Statement, error) {
	return list(r, scanRootStatement, `SELECT charter, party, hash, bytes FROM statement ORDER BY hash`)
}

func scanRootStatement(r row, s *store.Statement) error {
	return r.Scan(fixed(s.Charter[:]), &s.Party, fixed(s.Hash[:]), &s.Bytes)
}

// AddStatement keeps a statement; see store.Tx.
func (t *tx) AddStatement(s store.Statement) (err error) {
	defer t.failOn(&err)
	_, err = t.exec(`INSERT INTO statement (hash, charter, party, bytes) VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO NOTHING`,
		s.Hash[:], s.Charter[:], s.Party, blob(s.Bytes))
	return err
}
