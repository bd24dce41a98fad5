package rows

import (
	"bytes"

	"parley"
	"parley/internal/store"
)

// Journal returns entries in order; see store.Reader.
func (r *Reader) Journal(after uint64, limit int) ([]store.Entry, error) {
	return List(r, scanEntry, `SELECT seq, time, user_name, post, action, detail, leaf FROM entry
		WHERE seq > $1 ORDER BY seq LIMIT $2`, capped(after), noLimit(limit))
}

func scanEntry(r Row, e *store.Entry) error {
	var leaf []byte
	err := r.Scan(&e.Seq, &e.Time, &e.User, &e.Post, &e.Action, &e.Detail, &leaf)
	if err == nil && len(leaf) != 0 && len(leaf) != len(e.Leaf) {
		err = parley.Errorf(parley.CodeStorage, "entry %d has a leaf of %d bytes", e.Seq, len(leaf))
	}
	copy(e.Leaf[:], leaf)
	return err
}

// AddEntry adds a line to the journal; see store.Tx.
func (t *Tx) AddEntry(e store.Entry) (err error) {
	defer t.failOn(&err)
	leaf := e.Leaf[:]
	if e.Leaf.IsZero() {
		leaf = []byte{}
	}
	err = t.put(`INSERT INTO entry (seq, time, user_name, post, action, detail, leaf)
		VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM entry), $1, $2, $3, $4, $5, $6)`,
		e.Time, e.User, e.Post, e.Action, e.Detail, leaf)
	return err
}

// JournalHeads returns signed heads of the journal; see store.Reader.
func (r *Reader) JournalHeads(from uint64, limit int) ([]store.JournalHead, error) {
	return List(r, scanJournalHead, `SELECT size, root, frontier, signature FROM journal_head
		WHERE size >= $1 ORDER BY size LIMIT $2`, capped(from), noLimit(limit))
}

// LastJournalHead returns the largest one; see store.Reader.
func (r *Reader) LastJournalHead() (store.JournalHead, error) {
	return one(r, scanJournalHead, `SELECT size, root, frontier, signature FROM journal_head WHERE size >= 0 ORDER BY size DESC LIMIT 1`)
}

func scanJournalHead(r Row, h *store.JournalHead) error {
	return r.Scan(&h.Size, Fixed(h.Root[:]), &h.Frontier, &h.Signature)
}

// AddJournalHead keeps a signed head; see store.Tx.
func (t *Tx) AddJournalHead(h store.JournalHead) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(h.Size); err != nil {
		return err
	}
	n, err := t.exec(`INSERT INTO journal_head (size, root, frontier, signature) VALUES ($1, $2, $3, $4) ON CONFLICT (size) DO NOTHING`,
		h.Size, h.Root[:], blob(h.Frontier), blob(h.Signature))
	if err != nil || n == 1 {
		return err
	}
	held, err := one(&t.Reader, scanJournalHead, `SELECT size, root, frontier, signature FROM journal_head WHERE size = $1`, h.Size)
	if err == nil && (held.Root != h.Root || !bytes.Equal(held.Frontier, h.Frontier)) {
		return conflictf("another head of the journal of size %d is there", h.Size)
	}
	return err
}
