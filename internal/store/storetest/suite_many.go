package storetest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"

	"parley"
	"parley/internal/store"
)

// LeavesNaming and DeliveriesOf answer for many ids what LeavesByID and Deliveries answer for one.
func testManyIDs(t *testing.T, s store.Store) {
	ids := worldIDs[:4]
	update(t, s, func(tx store.Tx) error {
		clock := store.Leaf{Index: 3, Kind: 3, Bytes: []byte("clock")}
		err := errors.Join(tx.AppendLeaves(worldLogs[0], []store.Leaf{leaf(0), leaf(1), leaf(2), clock, leaf(4)}, nil),
			tx.AppendLeaves(worldLogs[1], []store.Leaf{leaf(0)}, nil))
		for _, id := range ids[:3] {
			for _, party := range []parley.PartyID{"west", "east"} {
				err = errors.Join(err, tx.PutDelivery(store.Delivery{Message: id, Party: party, RecordedAt: -1, Refused: -1}))
			}
		}
		return err
	})
	view(t, s, func(r store.Reader) error {
		for n := range len(ids) + 1 {
			of := append(slices.Clone(ids[:n]), parley.Hash{}, parley.Sum([]byte("of nothing")))
			if n == 0 {
				of = nil
			}
			for len(of) > 0 && len(of) < store.MaxIDs {
				of = append(of, of[len(of)-2])
			}
			if err := sameAsOneByOne(r, of, ids[:n]); err != nil {
				t.Error(err)
			}
		}
		return nil
	})
}

func sameAsOneByOne(r store.Reader, of, ids []parley.Hash) error {
	var leaves []store.MarkedLeaf
	var deliveries []store.Delivery
	for _, id := range ids {
		for _, log := range worldLogs[:2] {
			rows, err := r.LeavesByID(log, id)
			if err != nil {
				return err
			}
			for _, l := range rows {
				leaves = append(leaves, store.MarkedLeaf{Log: log, Leaf: l})
			}
		}
		ds, err := r.Deliveries(id)
		if err != nil {
			return err
		}
		deliveries = append(deliveries, ds...)
	}
	gotLeaves, err1 := r.LeavesNaming(of)
	gotDeliveries, err2 := r.DeliveriesOf(of)
	if got, want := inOrder(gotLeaves), inOrder(leaves); got != want || err1 != nil {
		return fmt.Errorf("leaves that name %d ids: %s (%v), want %s", len(ids), got, err1, want)
	}
	if got, want := inOrder(gotDeliveries), inOrder(deliveries); got != want || err2 != nil {
		return fmt.Errorf("deliveries of %d messages: %s (%v), want %s", len(ids), got, err2, want)
	}
	return nil
}

// inOrder writes rows in one order, whatever the order in which they came.
func inOrder[T any](rows []T) string {
	rows = slices.SortedFunc(slices.Values(rows), func(a, b T) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return fmt.Sprint(rows)
}
