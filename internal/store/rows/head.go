package rows

import (
	"parley/internal/store"
)

const (
	headColumns     = `SELECT size, root, signature, seen, reconciled FROM head `
	reconciledHeads = headColumns + `INDEXED BY head_reconciled WHERE log = $1 AND reconciled`
	pendingHeads    = headColumns + `INDEXED BY head_pending WHERE log = $1 AND NOT reconciled`
)

// LastHead returns the largest reconciled head; see store.Reader.
func (r *Reader) LastHead(log store.LogID) (store.Head, error) {
	return oneOfLog(r, scanHead, reconciledHeads+` ORDER BY size DESC, root DESC LIMIT 1`, log)
}

// HeadAtOrAfter returns the smallest reconciled head of at least size; see store.Reader.
func (r *Reader) HeadAtOrAfter(log store.LogID, size uint64) (store.Head, error) {
	return oneOfLog(r, scanHead, reconciledHeads+` AND size >= $2 ORDER BY size, root LIMIT 1`, log, capped(size))
}

// HeadAtOrBefore returns the largest reconciled head of at most size; see store.Reader.
func (r *Reader) HeadAtOrBefore(log store.LogID, size uint64) (store.Head, error) {
	return oneOfLog(r, scanHead, reconciledHeads+` AND size <= $2 ORDER BY size DESC, root DESC LIMIT 1`, log, capped(size))
}

// PendingHeads returns the heads that are not reconciled; see store.Reader.
func (r *Reader) PendingHeads(log store.LogID) ([]store.Head, error) {
	return ofLog(r, scanHead, pendingHeads+` ORDER BY size, root`, log)
}

func scanHead(r Row, h *store.Head) error {
	return damaged(r.Scan(&h.Size, Fixed(h.Root[:]), &h.Signature, &h.Seen, &h.Reconciled), "head of size %d", h.Size)
}

// PutHead keeps a head, or marks it reconciled; see store.Tx.
func (t *Tx) PutHead(log store.LogID, h store.Head) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(h.Size); err != nil {
		return err
	}
	l, err := t.makeLog(log)
	if err != nil {
		return err
	}
	err = t.put(`INSERT INTO head (log, size, root, signature, seen, reconciled) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (log, size, root) DO UPDATE SET reconciled = excluded.reconciled`,
		l.no, h.Size, h.Root[:], blob(h.Signature), h.Seen, h.Reconciled)
	return err
}
