package sqlite

import (
	"strings"

	"parley"
	"parley/internal/store"
)

// Questions about at most store.MaxIDs ids: one statement instead of one for each.
var (
	someIDs      = strings.TrimPrefix(places(1, store.MaxIDs), " VALUES ")
	leavesNaming = `SELECT l.charter, l.party, l.volume, f.place, f.kind, f.id, f.mark, f.bytes
	FROM leaf f INDEXED BY leaf_id JOIN log l ON l.no = f.log WHERE f.id IN ` + someIDs
	deliveriesOf = deliveryColumns + `WHERE message IN ` + someIDs
)

// LeavesNaming returns the leaves that name one of ids; see store.Inventory.
func (r *reader) LeavesNaming(ids []parley.Hash) ([]store.MarkedLeaf, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return list(r, scanMarked, leavesNaming, padded(ids)...)
}

// DeliveriesOf returns how far messages got; see store.Inventory.
func (r *reader) DeliveriesOf(messages []parley.Hash) ([]store.Delivery, error) {
	if len(messages) == 0 {
		return nil, nil
	}
	return list(r, scanDelivery, deliveriesOf, padded(messages)...)
}

// padded returns ids as arguments of such a question. The last one fills the rest; a zero one names nothing.
func padded(ids []parley.Hash) []any {
	args := make([]any, store.MaxIDs)
	for i := range args {
		args[i] = orNull(ids[min(i, len(ids)-1)])
	}
	return args
}
