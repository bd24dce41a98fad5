package sqlite

import "parley"

// StoredFrom counts the bytes of an author's messages and attachments; see store.Inventory.
func (r *reader) StoredFrom(charter parley.Hash, author parley.PartyID) (uint64, error) {
	return one(r, func(r row, n *uint64) error { return r.Scan(n) }, `SELECT (SELECT coalesce(sum(length(envelope)), 0) FROM message WHERE charter = $1 AND author = $2) +
		(SELECT coalesce(sum(size), 0) FROM body WHERE blob AND charter = $1 AND author = $2)`, charter[:], author)
}
