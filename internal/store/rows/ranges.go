package rows

import (
	"parley"
	"parley/internal/store"
)

func scanRange(r Row, x *store.Range) error { return r.Scan(&x.From, &x.To) }

// ranges returns the ranges held of a body, ascending, no two touching.
func (r *Reader) ranges(id parley.Hash) ([]store.Range, error) {
	return List(r, scanRange, `SELECT lo, hi FROM body_range WHERE body = (SELECT no FROM body WHERE id = $1) ORDER BY lo`,
		id[:])
}

// holds returns nil when all of want is held, else store.ErrNotFound.
func (r *Reader) holds(body uint64, want store.Range) error {
	held, err := one(r, scanRange, `SELECT lo, hi FROM body_range WHERE body = $1 AND lo <= $2 ORDER BY lo DESC LIMIT 1`,
		body, want.From)
	if err == nil && held.To < want.To {
		return store.ErrNotFound
	}
	return err
}

// claim marks want as held and returns the parts of it that were not held before.
func (t *Tx) claim(body uint64, want store.Range) ([]store.Range, error) {
	touching, err := List(&t.Reader, scanRange,
		`SELECT lo, hi FROM body_range WHERE body = $1 AND lo <= $2 AND hi >= $3 ORDER BY lo`, body, want.To, want.From)
	if err != nil {
		return nil, err
	}
	all := want
	for _, h := range touching {
		all = store.Range{From: min(all.From, h.From), To: max(all.To, h.To)}
		if err := t.put(`DELETE FROM body_range WHERE body = $1 AND lo = $2`, body, h.From); err != nil {
			return nil, err
		}
	}
	err = t.put(`INSERT INTO body_range (body, lo, hi) VALUES ($1, $2, $3)`, body, all.From, all.To)
	return without(want, touching), err
}

// without returns the parts of want that are in none of held, which is ascending and disjoint.
func without(want store.Range, held []store.Range) []store.Range {
	var parts []store.Range
	for _, h := range held {
		if h.From > want.From && want.From < want.To {
			parts = append(parts, store.Range{From: want.From, To: min(h.From, want.To)})
		}
		want.From = max(want.From, h.To)
	}
	if want.From < want.To {
		parts = append(parts, want)
	}
	return parts
}
