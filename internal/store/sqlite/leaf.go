package sqlite

import (
	"errors"

	"parley"
	"parley/internal/store"
)

// logNo is the number of the log of charter $1, party $2 and volume $3, for use inside other statements.
const logNo = `(SELECT no FROM log WHERE charter = $1 AND party = $2 AND volume = $3)`

// Where SQLite, which knows no sizes of tables, would rather walk through a whole log, a statement names its index.
const (
	leafColumns = `SELECT place, kind, id, mark, bytes FROM leaf `
	leavesByID  = leafColumns + `INDEXED BY leaf_id `
)

// LogSize returns the number of leaves held; see store.Reader.
func (r *reader) LogSize(log store.LogID) (uint64, error) {
	n, err := one(r, scanNumber, `SELECT size FROM log WHERE charter = $1 AND party = $2 AND volume = $3`,
		log.Charter[:], log.Party, capped(log.Volume))
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	return n, err
}

// Leaves returns the leaves from <= index < to; see store.Reader.
func (r *reader) Leaves(log store.LogID, from, to uint64) ([]store.Leaf, error) {
	return list(r, scanLeaf, leafColumns+`WHERE log = `+logNo+` AND place >= $4 AND place < $5 ORDER BY place`,
		log.Charter[:], log.Party, capped(log.Volume), capped(from), capped(to))
}

// LeavesByID returns the leaves that name id; see store.Reader.
func (r *reader) LeavesByID(log store.LogID, id parley.Hash) ([]store.Leaf, error) {
	return list(r, scanLeaf, leavesByID+`WHERE log = `+logNo+` AND id = $4 ORDER BY place`,
		log.Charter[:], log.Party, capped(log.Volume), orNull(id))
}

func scanLeaf(r row, l *store.Leaf) error {
	return damaged(r.Scan(&l.Index, &l.Kind, fixed(l.ID[:]), fixed(l.Mark[:]), &l.Bytes), "leaf: entry %d", l.Index)
}

// AppendLeaves appends leaves at the end of a log; see store.Tx.
func (t *tx) AppendLeaves(log store.LogID, leaves []store.Leaf, hashes []store.HashAt) (err error) {
	defer t.failOn(&err)
	no, err := t.log(log)
	if err != nil {
		return err
	}
	if err := t.grow(log, no, leaves); err != nil {
		return err
	}
	_, err = t.insertMany(`INSERT INTO leaf (log, place, kind, id, mark, bytes)`, ``, len(leaves), func(i int) []any {
		l := &leaves[i]
		return []any{no, l.Index, l.Kind, orNull(l.ID), l.Mark[:], blob(l.Bytes)}
	})
	if err != nil {
		return err
	}
	return t.addHashes(no, hashes)
}

// grow moves the log's size past leaves, if they follow each other from there.
func (t *tx) grow(log store.LogID, no uint64, leaves []store.Leaf) error {
	if len(leaves) == 0 {
		return nil
	}
	first := leaves[0].Index
	for i, l := range leaves {
		if l.Index != first+uint64(i) {
			return conflictf("leaf %d follows leaf %d in the log of %s", l.Index, first+uint64(i)-1, log.Party)
		}
	}
	n, err := t.exec(`UPDATE log SET size = size + $1 WHERE no = $2 AND size = $3`, len(leaves), no, capped(first))
	if err == nil && n == 0 {
		return conflictf("leaf %d is not at the end of the log of %s", first, log.Party)
	}
	return err
}

// log returns the number of a log, which it makes if it is not there.
func (t *tx) log(log store.LogID) (uint64, error) {
	if err := store.CheckNumbers(log.Volume); err != nil {
		return 0, err
	}
	no, err := t.number(log)
	if !errors.Is(err, store.ErrNotFound) {
		return no, err
	}
	_, err = t.exec(`INSERT INTO log (no, charter, party, volume) VALUES ((SELECT COALESCE(MAX(no), 0) + 1 FROM log), $1, $2, $3)`,
		log.Charter[:], log.Party, capped(log.Volume))
	if err != nil {
		return 0, err
	}
	return t.number(log)
}

// number returns the number of a log, or store.ErrNotFound.
func (r *reader) number(log store.LogID) (uint64, error) {
	return one(r, scanNumber, `SELECT no FROM log WHERE charter = $1 AND party = $2 AND volume = $3`,
		log.Charter[:], log.Party, capped(log.Volume))
}
