package rows

import (
	"parley"
	"parley/internal/store"
)

// Hashes returns the hashes at the storage positions pos; see store.Reader.
func (r *Reader) Hashes(log store.LogID, pos []uint64) ([]parley.Hash, error) {
	l, err := r.log(log)
	if err != nil {
		return nil, err
	}
	hashes := make([]parley.Hash, len(pos))
	for i, p := range pos {
		var known bool
		if hashes[i], known = l.hashes[p]; known {
			continue
		}
		hashes[i], err = one(r, scanHash, `SELECT hash FROM tree_hash WHERE log = $1 AND pos = $2`, l.no, capped(p))
		if err != nil {
			return nil, err
		}
		if r.writes {
			l.keep(p, hashes[i])
		}
	}
	return hashes, nil
}

func (t *Tx) addHashes(no uint64, hashes []store.HashAt) error {
	for _, h := range hashes {
		if err := store.CheckNumbers(h.Pos); err != nil {
			return err
		}
	}
	n, err := t.insertMany(`INSERT INTO tree_hash (log, pos, hash)`, ` ON CONFLICT (log, pos) DO NOTHING`, len(hashes), func(i int) []any {
		return []any{no, hashes[i].Pos, hashes[i].Hash[:]}
	})
	if err == nil && n != int64(len(hashes)) {
		return conflictf("a hash from position %d on is there already", hashes[0].Pos)
	}
	return err
}
