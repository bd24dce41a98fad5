package sqlite

import (
	"errors"
	"fmt"

	"parley/internal/store"
)

// A reader is the reading half of a transaction. Its methods stand in the files of their subjects.
type reader struct {
	ses    *session                // nil once the transaction is over
	writes bool                    // it is part of a transaction that writes
	failed error                   // the first failure, which fails the transaction as a whole
	logs   map[store.LogID]*logRow // that of a transaction that writes is its session's
}

// A tx is a transaction that may write.
type tx struct{ reader }

var (
	_ store.Reader = (*reader)(nil)
	_ store.Tx     = (*tx)(nil)
)

var errOver = errors.New("sqlite: the transaction is over")

// end makes every later use of r an error.
func (r *reader) end() { r.ses = nil }

// usable reports that the transaction is over or has failed.
func (r *reader) usable() error {
	if r.ses == nil {
		return errOver
	}
	return r.failed
}

// ready returns the statement for query, if the transaction is usable.
func (r *reader) ready(query string) (*statement, error) {
	if err := r.usable(); err != nil {
		return nil, err
	}
	return r.ses.prepare(query)
}

// note keeps the first error of a question, which fails a transaction that writes; an answer of no rows is not one. Who
// only reads may go on: a row that is damaged says nothing about the others.
func (r *reader) note(err error) error {
	if err != nil && r.writes && r.failed == nil {
		r.failed = err
	}
	return err
}

// failOn is deferred by every method that writes: any error of theirs fails the transaction.
func (t *tx) failOn(err *error) {
	if *err != nil && t.failed == nil {
		t.failed = *err
	}
}

// exec runs a statement that writes and returns the number of rows that it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	if _, err := t.ready(query); err != nil {
		return 0, err
	}
	return t.ses.exec(query, args...)
}

// row is what a scan function reads one row from.
type row interface{ Scan(dest ...any) error }

// list returns all rows of query.
func list[T any](r *reader, scan func(row, *T) error, query string, args ...any) ([]T, error) {
	st, err := r.ready(query)
	if err != nil {
		return nil, r.note(err)
	}
	var all []T
	err = st.each(args, func(r row) error {
		var v T
		err := scan(r, &v)
		all = append(all, v)
		return err
	})
	if err != nil {
		return nil, r.note(storageError(err))
	}
	return all, nil
}

// one returns the first row of query, or store.ErrNotFound.
func one[T any](r *reader, scan func(row, *T) error, query string, args ...any) (T, error) {
	all, err := list(r, scan, query, args...)
	return first(all, err)
}

// first returns the first of all rows, or store.ErrNotFound.
func first[T any](all []T, err error) (v T, _ error) {
	if err != nil {
		return v, err
	}
	if len(all) == 0 {
		return v, store.ErrNotFound
	}
	return all[0], nil
}

// conflictf returns an error that is store.ErrConflict and says what conflicts.
func conflictf(format string, args ...any) error {
	return fmt.Errorf("%w: %s", store.ErrConflict, fmt.Sprintf(format, args...))
}
