package rows

import "parley"

// StoredFrom counts the bytes of an author's messages and attachments; see store.Inventory.
func (r *Reader) StoredFrom(charter parley.Hash, author parley.PartyID) (uint64, error) {
	return one(r, func(r Row, n *uint64) error { return r.Scan(n) }, `SELECT CAST((SELECT COALESCE(SUM(length(envelope)), 0) FROM message WHERE charter = $1 AND author = $2) +
		(SELECT COALESCE(SUM(size), 0) FROM body WHERE blob AND charter = $1 AND author = $2) AS BIGINT)`, charter[:], author)
}
