package rows

import (
	"parley"
	"parley/internal/store"
)

// Cosignatures returns all cosignatures of a log; see store.Reader.
func (r *Reader) Cosignatures(log store.LogID) ([]store.Cosignature, error) {
	return r.CosignedAtOrAfter(log, 0)
}

// CosignedAtOrAfter returns the cosignatures over heads of at least size; see store.Reader.
func (r *Reader) CosignedAtOrAfter(log store.LogID, size uint64) ([]store.Cosignature, error) {
	return ofLog(r, scanCosignature, `SELECT mirror, size, root, seconds, signature FROM cosignature
		WHERE log = $1 AND size >= $2 ORDER BY size, mirror`, log, capped(size))
}

// LastCosigned returns the largest size that a mirror cosigned; see store.Reader.
func (r *Reader) LastCosigned(log store.LogID, mirror parley.PartyID) (uint64, error) {
	c, err := oneOfLog(r, scanCosignature, `SELECT mirror, size, root, seconds, signature FROM cosignature
		WHERE log = $1 AND mirror = $2 ORDER BY size DESC LIMIT 1`, log, mirror)
	return c.Size, err
}

func scanCosignature(r Row, c *store.Cosignature) error {
	return damaged(r.Scan(&c.Mirror, &c.Size, Fixed(c.Root[:]), &c.Time, &c.Signature), "cosignature of %s over size %d", c.Mirror, c.Size)
}

// AddCosignature keeps a mirror's statement; see store.Tx.
func (t *Tx) AddCosignature(log store.LogID, c store.Cosignature) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(c.Size, c.Time); err != nil {
		return err
	}
	l, err := t.makeLog(log)
	if err != nil {
		return err
	}
	err = t.put(`INSERT INTO cosignature (log, size, mirror, root, seconds, signature) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (log, size, mirror) DO NOTHING`, l.no, c.Size, c.Mirror, c.Root[:], c.Time, blob(c.Signature))
	return err
}
