package node

import (
	"cmp"
	"slices"

	"parley"
	"parley/internal/store"
)

// A lookedUp holds what a store answers about some messages at once. nil: it was not asked, or could not answer; then it is
// asked about each.
type lookedUp struct {
	leaves     map[parley.Hash][]store.MarkedLeaf // that name it, of all records
	deliveries map[parley.Hash][]store.Delivery
}

// lookUp asks at once for what the check of each of the messages asks for.
func (a *audit) lookUp(ms []readMessage) {
	a.known = nil
	ids := make([]parley.Hash, len(ms))
	for i, m := range ms {
		ids[i] = m.ID
	}
	leaves, err := a.r.LeavesNaming(ids)
	if err != nil {
		return
	}
	deliveries, err := a.r.DeliveriesOf(ids)
	if err != nil {
		return
	}
	k := &lookedUp{map[parley.Hash][]store.MarkedLeaf{}, map[parley.Hash][]store.Delivery{}}
	for _, id := range ids {
		k.leaves[id], k.deliveries[id] = nil, nil
	}
	for _, l := range leaves {
		k.leaves[l.ID] = append(k.leaves[l.ID], l)
	}
	for _, d := range deliveries {
		k.deliveries[d.Message] = append(k.deliveries[d.Message], d)
	}
	a.known = k
}

// leavesIn returns the leaves of a record that name an id, in their order.
func (k *lookedUp) leavesIn(r store.Reader, log store.LogID, id parley.Hash) ([]store.Leaf, error) {
	if k == nil {
		return r.LeavesByID(log, id)
	}
	all, known := k.leaves[id]
	if !known {
		return r.LeavesByID(log, id)
	}
	var out []store.Leaf
	for _, l := range all {
		if l.Log == log {
			out = append(out, l.Leaf)
		}
	}
	slices.SortFunc(out, func(a, b store.Leaf) int { return cmp.Compare(a.Index, b.Index) })
	return out, nil
}

// deliveriesOf returns the deliveries of a message, in any order.
func (k *lookedUp) deliveriesOf(r store.Reader, id parley.Hash) ([]store.Delivery, error) {
	if k == nil {
		return r.Deliveries(id)
	}
	if ds, known := k.deliveries[id]; known {
		return ds, nil
	}
	return r.Deliveries(id)
}
