package rows

import (
	"bytes"

	"parley"
	"parley/internal/store"
)

// Volumes returns the statements of a charter's later volumes; see store.Reader.
func (r *Reader) Volumes(charter parley.Hash) ([]store.Volume, error) {
	return List(r, scanVolume, `SELECT charter, party, number, hash, bytes FROM volume
		WHERE charter = $1 ORDER BY place`, charter[:])
}

func scanVolume(r Row, v *store.Volume) error {
	return r.Scan(Fixed(v.Log.Charter[:]), &v.Log.Party, &v.Log.Volume, Fixed(v.Hash[:]), &v.Bytes)
}

// AddVolume keeps a statement; see store.Tx.
func (t *Tx) AddVolume(v store.Volume) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(v.Log.Volume); err != nil {
		return err
	}
	n, err := t.exec(`INSERT INTO volume (place, charter, party, number, hash, bytes)
		VALUES ((SELECT COALESCE(MAX(place), 0) + 1 FROM volume), $1, $2, $3, $4, $5)
		ON CONFLICT (charter, party, number) DO NOTHING`,
		v.Log.Charter[:], v.Log.Party, v.Log.Volume, v.Hash[:], blob(v.Bytes))
	if err != nil || n == 1 {
		return err
	}
	held, err := one(&t.Reader, scanBytes, `SELECT bytes FROM volume WHERE charter = $1 AND party = $2 AND number = $3`,
		v.Log.Charter[:], v.Log.Party, v.Log.Volume)
	if err == nil && !bytes.Equal(held, v.Bytes) {
		return conflictf("volume %d of %s is there with other bytes", v.Log.Volume, v.Log.Party)
	}
	return err
}
