package rows

import (
	"parley"
	"parley/internal/store"
)

// Questions about many ids: one statement instead of one for each.
const (
	leavesNaming = `SELECT l.charter, l.party, l.volume, f.place, f.kind, f.id, f.mark, f.bytes
	FROM leaf f INDEXED BY leaf_id JOIN log l ON l.no = f.log WHERE f.id IN %s`
	deliveriesOf = deliveryColumns + `WHERE message IN %s`
	briefsOf     = `SELECT id, charter, author, length(envelope), precedence, proceeding, sent_at, recorded_at FROM message WHERE id IN %s`
)

// LeavesNaming returns the leaves that name one of ids; see store.Inventory.
func (r *Reader) LeavesNaming(ids []parley.Hash) ([]store.MarkedLeaf, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	query, args := anyOf(leavesNaming, len(ids), func(i int) any { return orNull(ids[i]) })
	return List(r, scanMarked, query, args...)
}

// DeliveriesOf returns how far messages got; see store.Inventory.
func (r *Reader) DeliveriesOf(messages []parley.Hash) ([]store.Delivery, error) {
	if len(messages) == 0 {
		return nil, nil
	}
	query, args := anyOf(deliveriesOf, len(messages), func(i int) any { return orNull(messages[i]) })
	return List(r, scanDelivery, query, args...)
}

// BriefsOf returns messages without their bytes; see store.Inventory.
func (r *Reader) BriefsOf(messages []parley.Hash) ([]store.Brief, error) {
	if len(messages) == 0 {
		return nil, nil
	}
	query, args := anyOf(briefsOf, len(messages), func(i int) any { return orNull(messages[i]) })
	return List(r, scanBrief, query, args...)
}

func scanBrief(r Row, b *store.Brief) error {
	err := r.Scan(Fixed(b.ID[:]), Fixed(b.Charter[:]), &b.Author, &b.Size, &b.Precedence, Fixed(b.Proceeding[:]), &b.SentAt, &b.RecordedAt)
	return damaged(err, "message %s of %s", b.ID, b.Author)
}
