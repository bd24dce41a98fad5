package rows

import (
	"parley"
	"parley/internal/store"
)

// Where SQLite, which knows no sizes of tables, would rather walk through a whole log, a statement names its index.
const (
	leafColumns = `SELECT place, kind, id, mark, bytes FROM leaf `
	leavesByID  = leafColumns + `INDEXED BY leaf_id `
)

// Leaves returns the leaves from <= index < to; see store.Reader.
func (r *Reader) Leaves(log store.LogID, from, to uint64) ([]store.Leaf, error) {
	if l, err := r.log(log); err != nil {
		return nil, err
	} else if last := l.leaf(from); last != nil && to > from {
		return last, nil
	}
	return ofLog(r, scanLeaf, leafColumns+`WHERE log = $1 AND place >= $2 AND place < $3 ORDER BY place`, log, capped(from), capped(to))
}

// LeavesByID returns the leaves that name id; see store.Reader.
func (r *Reader) LeavesByID(log store.LogID, id parley.Hash) ([]store.Leaf, error) {
	return ofLog(r, scanLeaf, leavesByID+`WHERE log = $1 AND id = $2 ORDER BY place`, log, orNull(id))
}

func scanLeaf(r Row, l *store.Leaf) error {
	return damaged(r.Scan(&l.Index, &l.Kind, Fixed(l.ID[:]), Fixed(l.Mark[:]), &l.Bytes), "leaf: entry %d", l.Index)
}

// AppendLeaves appends leaves at the end of a log; see store.Tx.
func (t *Tx) AppendLeaves(log store.LogID, leaves []store.Leaf, hashes []store.HashAt) (err error) {
	defer t.failOn(&err)
	l, err := t.makeLog(log)
	if err != nil {
		return err
	}
	if err := t.grow(log, l, leaves); err != nil {
		return err
	}
	err = t.putMany(`INSERT INTO leaf (log, place, kind, id, mark, bytes)`, len(leaves), func(i int) []any {
		x := &leaves[i]
		return []any{l.no, x.Index, x.Kind, orNull(x.ID), x.Mark[:], blob(x.Bytes)}
	})
	if err != nil {
		return err
	}
	if err := t.addHashes(l.no, hashes); err != nil {
		return err
	}
	l.appended(leaves, hashes)
	return nil
}

// grow moves the log's size past leaves, if they follow each other from there.
func (t *Tx) grow(log store.LogID, l *logRow, leaves []store.Leaf) error {
	if len(leaves) == 0 {
		return nil
	}
	first := leaves[0].Index
	for i, l := range leaves {
		if l.Index != first+uint64(i) {
			return conflictf("leaf %d follows leaf %d in the log of %s", l.Index, first+uint64(i)-1, log.Party)
		}
	}
	n, err := t.exec(`UPDATE log SET size = size + $1 WHERE no = $2 AND size = $3`, len(leaves), l.no, capped(first))
	if err == nil && n == 0 {
		return conflictf("leaf %d is not at the end of the log of %s", first, log.Party)
	}
	l.size += uint64(len(leaves))
	return err
}
