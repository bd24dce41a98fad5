package rows

import (
	"parley"
	"parley/internal/store"
)

// MetaNames returns the names of all values; see store.Inventory.
func (r *Reader) MetaNames() ([]string, error) {
	return List(r, func(r Row, name *string) error { return r.Scan(name) }, `SELECT name FROM meta ORDER BY name`)
}

// AllSheets returns the sheets of all parties; see store.Inventory.
func (r *Reader) AllSheets() ([]store.Sheet, error) {
	return List(r, scanSheet, `SELECT root, number, hash, bytes FROM sheet ORDER BY root, number`)
}

// AllVolumes returns the statements of all charters; see store.Inventory.
func (r *Reader) AllVolumes() ([]store.Volume, error) {
	return List(r, scanVolume, `SELECT charter, party, number, hash, bytes FROM volume ORDER BY charter, place`)
}

// Logs returns all logs; see store.Inventory.
func (r *Reader) Logs() ([]store.LogID, error) {
	return List(r, scanLog, `SELECT charter, party, volume FROM log ORDER BY no`)
}

func scanLog(r Row, l *store.LogID) error { return r.Scan(Fixed(l.Charter[:]), &l.Party, &l.Volume) }

// HashesBetween returns the tree hashes at positions from <= pos < to; see store.Inventory.
func (r *Reader) HashesBetween(log store.LogID, from, to uint64) ([]store.HashAt, error) {
	return ofLog(r, scanHashAt,
		`SELECT pos, hash FROM tree_hash WHERE log = $1 AND pos >= $2 AND pos < $3 ORDER BY pos`, log, capped(from), capped(to))
}

// HeadsBetween returns the heads of from <= size < to; see store.Inventory.
func (r *Reader) HeadsBetween(log store.LogID, from, to uint64) ([]store.Head, error) {
	return ofLog(r, scanHead, headColumns+`WHERE log = $1 AND size >= $2 AND size < $3 ORDER BY size, root`, log, capped(from), capped(to))
}

// CosignaturesBetween returns the cosignatures over heads of from <= size < to; see store.Inventory.
func (r *Reader) CosignaturesBetween(log store.LogID, from, to uint64) ([]store.Cosignature, error) {
	return ofLog(r, scanCosignature, `SELECT mirror, size, root, seconds, signature FROM cosignature
		WHERE log = $1 AND size >= $2 AND size < $3 ORDER BY size, mirror`, log, capped(from), capped(to))
}

// Bodies returns bodies, whole or not; see store.Inventory.
func (r *Reader) Bodies(after parley.Hash, limit int) ([]store.Body, error) {
	all, err := List(r, scanBody, bodyColumns+`WHERE id > $1 ORDER BY id LIMIT $2`, after[:], noLimit(limit))
	for i := range all {
		if err == nil {
			all[i].Ranges, err = r.ranges(all[i].ID)
		}
	}
	return all, err
}
