package rows

import (
	"parley"
	"parley/internal/store"
)

const watchColumns = `SELECT seq, id, post, by_user, officer, taken, sheet, charter, offered, gave, ended, relief, took FROM watch `

func scanWatch(r Row, w *store.Watch) error {
	return r.Scan(&w.Seq, Fixed(w.ID[:]), &w.Post, &w.User, &w.Officer, &w.Taken, &w.Sheet, Fixed(w.Charter[:]), &w.Offered, &w.Gave, &w.Ended, Fixed(w.Relief[:]), &w.Took)
}

// Watch returns one watch; see store.Reader.
func (r *Reader) Watch(id store.WatchID) (store.Watch, error) {
	return one(r, scanWatch, watchColumns+`WHERE id = $1`, id[:])
}

// WatchNow returns the watch that goes on at a post; see store.Reader.
func (r *Reader) WatchNow(post parley.PostID) (store.Watch, error) {
	return one(r, scanWatch, watchColumns+`WHERE post = $1 AND ended = 0`, string(post))
}

// Watches returns watches, the last ones first; see store.Reader.
func (r *Reader) Watches(post parley.PostID, before uint64, limit int) ([]store.Watch, error) {
	if post == "" {
		return List(r, scanWatch, watchColumns+`WHERE seq < $1 ORDER BY seq DESC LIMIT $2`, capped(before), noLimit(limit))
	}
	return List(r, scanWatch, watchColumns+`WHERE post = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3`, string(post), capped(before), noLimit(limit))
}

// PutWatch keeps a watch; see store.Tx.
func (t *Tx) PutWatch(w store.Watch) (err error) {
	defer t.failOn(&err)
	if now, err := t.WatchNow(w.Post); err == nil && w.Ended == 0 && now.ID != w.ID {
		return store.ErrConflict
	}
	err = t.put(`INSERT INTO watch (seq, id, post, by_user, officer, taken, sheet, charter, offered, gave, ended, relief, took)
		VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM watch), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (id) DO UPDATE SET post = excluded.post, by_user = excluded.by_user, officer = excluded.officer, taken = excluded.taken,
			sheet = excluded.sheet, charter = excluded.charter, offered = excluded.offered, gave = excluded.gave, ended = excluded.ended,
			relief = excluded.relief, took = excluded.took`,
		w.ID[:], string(w.Post), w.User, w.Officer, w.Taken, blob(w.Sheet), w.Charter[:], w.Offered, blob(w.Gave), w.Ended, w.Relief[:], blob(w.Took))
	return err
}
