package rows

import (
	"slices"
	"strconv"

	"parley"
	"parley/internal/store"
)

// Hashes returns the hashes at the storage positions pos; see store.Reader. Those that are not remembered are asked for together: a proof
// needs a dozen.
func (r *Reader) Hashes(log store.LogID, pos []uint64) ([]parley.Hash, error) {
	l, err := r.log(log)
	if err != nil {
		return nil, err
	}
	found := map[uint64]parley.Hash{}
	var lacking []uint64
	for _, p := range pos {
		h, known := l.hashes[p]
		if known {
			found[p] = h
		} else if !slices.Contains(lacking, p) {
			lacking = append(lacking, p)
		}
	}
	for some := range slices.Chunk(lacking, store.MaxIDs) {
		all, err := r.hashesAt(l.no, some)
		if err != nil {
			return nil, err
		}
		for _, h := range all {
			found[h.Pos] = h.Hash
			if r.writes {
				l.keep(h.Pos, h.Hash)
			}
		}
	}
	hashes := make([]parley.Hash, len(pos))
	for i, p := range pos {
		h, is := found[p]
		if !is {
			return nil, store.ErrNotFound
		}
		hashes[i] = h
	}
	return hashes, nil
}

// hashesAt returns those hashes of a log at positions that are there.
func (r *Reader) hashesAt(no uint64, pos []uint64) ([]store.HashAt, error) {
	query, args := anyOf(`SELECT pos, hash FROM tree_hash WHERE log = `+strconv.FormatUint(no, 10)+` AND pos IN %s`, len(pos), func(i int) any { return capped(pos[i]) })
	return List(r, scanHashAt, query, args...)
}

func scanHashAt(r Row, h *store.HashAt) error { return r.Scan(&h.Pos, Fixed(h.Hash[:])) }

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
