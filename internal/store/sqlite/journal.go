package sqlite

import (
	"parley/internal/store"
)

// Journal returns entries in order; see store.Reader.
func (r *reader) Journal(after uint64, limit int) ([]store.Entry, error) {
	return list(r, scanEntry, `SELECT seq, time, user_name, post, action, detail FROM entry
		WHERE seq > $1 ORDER BY seq LIMIT $2`, capped(after), noLimit(limit))
}

func scanEntry(r row, e *store.Entry) error {
	return r.Scan(&e.Seq, &e.Time, &e.User, &e.Post, &e.Action, &e.Detail)
}

// AddEntry adds a line to the journal; see store.Tx.
func (t *tx) AddEntry(e store.Entry) (err error) {
	defer t.failOn(&err)
	_, err = t.exec(`INSERT INTO entry (seq, time, user_name, post, action, detail)
		VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM entry), $1, $2, $3, $4, $5)`,
		e.Time, e.User, e.Post, e.Action, e.Detail)
	return err
}
