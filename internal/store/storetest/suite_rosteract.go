package storetest

import (
	"errors"
	"reflect"
	"testing"

	"parley"
	"parley/internal/store"
)

var rosterActSubjects = []subject{{"roster acts", testRosterActs}}

// RosterActs: "ascending party, then number, then hash". AddRosterAct: "by Hash; keeps the first; others may have its
// number".
func testRosterActs(t *testing.T, s store.Store) {
	charter, other := parley.Hash{2}, parley.Hash{1}
	of := func(under parley.Hash, party parley.PartyID, number uint64, hash byte, text string) store.RosterAct {
		return store.RosterAct{Charter: under, Party: party, Number: number, Hash: parley.Hash{hash}, Bytes: []byte(text)}
	}
	south, late, early, second := of(charter, "south", 2, 1, "s"), of(charter, "north", 300, 2, "late"), of(charter, "north", 4, 9, "early"), of(charter, "north", 4, 5, "the same number")
	elsewhere := of(other, "north", 2, 7, "under another charter")
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.AddRosterAct(south), tx.AddRosterAct(late), tx.AddRosterAct(early), tx.AddRosterAct(second), tx.AddRosterAct(elsewhere),
			tx.AddRosterAct(of(other, "west", 8, 5, "what says something else under the same hash")))
	})
	view(t, s, func(r store.Reader) error {
		got, err := r.RosterActs(charter)
		if want := []store.RosterAct{second, early, late, south}; err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("under the charter: %v, %v", got, err)
		}
		none, err := r.RosterActs(parley.Hash{3})
		if len(none) != 0 || err != nil {
			t.Errorf("under a charter without one: %v, %v", none, err)
		}
		all, err := r.AllRosterActs()
		if want := []store.RosterAct{elsewhere, second, early, late, south}; !reflect.DeepEqual(all, want) {
			t.Errorf("all: %v", all)
		}
		return err
	})
	refused(t, s, tooLarge, func(tx store.Tx) error { return tx.AddRosterAct(of(charter, "north", store.MaxNumber+1, 3, "")) })
}
