package rows

import (
	"parley"
	"parley/internal/store"
)

// RosterActs returns the roster acts under a charter; see store.Reader.
func (r *Reader) RosterActs(charter parley.Hash) ([]store.RosterAct, error) {
	return List(r, scanRosterAct, `SELECT charter, party, number, hash, bytes FROM roster_act WHERE charter = $1 ORDER BY party, number, hash`, charter[:])
}

// AllRosterActs returns the roster acts under all charters; see store.Inventory.
func (r *Reader) AllRosterActs() ([]store.RosterAct, error) {
	return List(r, scanRosterAct, `SELECT charter, party, number, hash, bytes FROM roster_act ORDER BY charter, party, number, hash`)
}

func scanRosterAct(r Row, a *store.RosterAct) error {
	return r.Scan(Fixed(a.Charter[:]), &a.Party, &a.Number, Fixed(a.Hash[:]), &a.Bytes)
}

// AddRosterAct keeps a roster act; see store.Tx.
func (t *Tx) AddRosterAct(a store.RosterAct) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(a.Number); err != nil {
		return err
	}
	err = t.put(`INSERT INTO roster_act (hash, charter, party, number, bytes) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (hash) DO NOTHING`,
		a.Hash[:], a.Charter[:], a.Party, a.Number, blob(a.Bytes))
	return err
}
