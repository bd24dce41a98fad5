package storetest

import (
	"bytes"

	"parley"
	"parley/internal/store"
)

func copyRosterAct(a store.RosterAct) store.RosterAct {
	a.Bytes = bytes.Clone(a.Bytes)
	return a
}

func (r *reader) RosterActs(charter parley.Hash) (out []store.RosterAct, err error) {
	for a := range r.rosterActs.from("", "") {
		if a.Charter == charter {
			out = append(out, copyRosterAct(a))
		}
	}
	return out, nil
}

func (r *reader) AllRosterActs() ([]store.RosterAct, error) {
	return copied(r.rosterActs.from("", ""), copyRosterAct), nil
}

func (t *tx) AddRosterAct(a store.RosterAct) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(a.Number); err != nil {
		return err
	}
	for held := range t.rosterActs.from("", "") {
		if held.Hash == a.Hash {
			return nil
		}
	}
	t.rosterActs = t.rosterActs.with(key(a.Charter, a.Party, a.Number, a.Hash), copyRosterAct(a))
	return nil
}
