package rows

import "parley/internal/store"

// CutLog removes the end of a log; see store.Tx.
func (t *Tx) CutLog(log store.LogID, size, hashes uint64) (err error) {
	defer t.failOn(&err)
	l, err := t.makeLog(log)
	if err != nil {
		return err
	}
	for _, q := range []struct {
		statement string
		from      uint64
	}{
		{`DELETE FROM leaf WHERE log = $1 AND place >= $2`, size},
		{`DELETE FROM tree_hash WHERE log = $1 AND pos >= $2`, hashes},
		{`DELETE FROM head WHERE log = $1 AND size > $2`, size},
		{`DELETE FROM cosignature WHERE log = $1 AND size > $2`, size},
		{`UPDATE log SET size = $2 WHERE no = $1 AND size > $2`, size},
	} {
		if err := t.put(q.statement, l.no, capped(q.from)); err != nil {
			return err
		}
	}
	l.size, l.end = min(l.size, size), end{}
	return nil
}
