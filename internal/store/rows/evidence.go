package rows

import (
	"parley/internal/store"
)

// AllEvidence returns every proof held; see store.Reader.
func (r *Reader) AllEvidence() ([]store.Evidence, error) {
	return List(r, scanEvidence, `SELECT charter, party, volume, hash, found, bytes FROM evidence ORDER BY hash`)
}

func scanEvidence(r Row, e *store.Evidence) error {
	return r.Scan(Fixed(e.Log.Charter[:]), &e.Log.Party, &e.Log.Volume, Fixed(e.Hash[:]), &e.Found, &e.Bytes)
}

// AddEvidence keeps a proof; see store.Tx.
func (t *Tx) AddEvidence(e store.Evidence) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(e.Log.Volume); err != nil {
		return err
	}
	err = t.put(`INSERT INTO evidence (hash, charter, party, volume, found, bytes) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (hash) DO NOTHING`, e.Hash[:], e.Log.Charter[:], e.Log.Party, e.Log.Volume, e.Found, blob(e.Bytes))
	return err
}
