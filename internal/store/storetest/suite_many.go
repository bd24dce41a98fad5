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

// LeavesNaming, DeliveriesOf and BriefsOf answer for many ids what LeavesByID, Deliveries and Message answer for one.
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
	for n := range 3 {
		m := message(n)
		m.SentAt, m.RecordedAt, m.Precedence = int64(n)<<40, int64(n)-1, parley.Precedence(n)
		if n == 1 {
			m.Proceeding = worldIDs[7]
		}
		addMessages(t, s, m)
	}
	update(t, s, func(tx store.Tx) error { return tx.EraseMessage(worldIDs[2]) })
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
	var briefs []store.Brief
	for _, id := range ids {
		if m, err := r.Message(id); err == nil {
			briefs = append(briefs, store.Brief{ID: id, Charter: m.Charter, Author: m.Author, Size: uint64(len(m.Envelope)), Precedence: m.Precedence,
				Proceeding: m.Proceeding, SentAt: m.SentAt, RecordedAt: m.RecordedAt})
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
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
	if got, err := r.BriefsOf(of); inOrder(got) != inOrder(briefs) || err != nil {
		return fmt.Errorf("briefs of %d messages: %s (%v), want %s", len(ids), inOrder(got), err, inOrder(briefs))
	}
	return nil
}

// inOrder writes rows in one order, whatever the order in which they came.
func inOrder[T any](rows []T) string {
	rows = slices.SortedFunc(slices.Values(rows), func(a, b T) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return fmt.Sprint(rows)
}
