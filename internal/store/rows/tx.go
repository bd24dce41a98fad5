// Package rows answers and writes what package store asks for in SQL that SQLite and PostgreSQL both take: the tables, columns and
// statements are the same in both. A driver gives it a Session, in which statements run, and an Engine, which holds the little that
// they say differently.
//
// A statement's arguments stand in it as $1, $2 and so on, wherever and as often as they are needed. Two things in it are for
// SQLite alone, and a driver of another engine takes them out or puts its own in their place: INDEXED BY with the name of an
// index, and x” for no bytes.
package rows

import (
	"errors"
	"fmt"

	"parley/internal/store"
)

// A Session carries out statements in the transaction that is open on it. Its errors have codes where a user can do something.
type Session interface {
	// Each runs a statement and calls fn for every row that it gives, and stops at fn's first error. fn runs no statement.
	Each(query string, args []any, fn func(Row) error) error
	// Exec runs a statement and returns how many rows it changed.
	Exec(query string, args ...any) (int64, error)
	// Put is Exec for who does not need to know how many rows were changed. The statement may be carried out later, but before what
	// is asked after it and before the transaction is stored, and its error may come there.
	Put(query string, args ...any) error
	// Number is Exec for the statement that adds a message, and returns the number that it got; 0 where none was added.
	Number(query string, args ...any) (uint64, error)
}

// A Row is one row of an answer.
type Row interface {
	// Scan reads the columns in their order: into Fixed, or pointers to numbers, booleans, strings or bytes. What a column holds
	// must be of that kind and fit it: anything else was not written by this program.
	Scan(dest ...any) error
}

// An Engine is what a driver says otherwise than others.
type Engine struct {
	// PutWords is the statement that gives the message $1 the words $2, with spaces between them, or none if it was erased.
	PutWords string
	// Matching writes a finding's words as the argument of Matches; some is false where no message can have them.
	Matching func(r *Reader, f store.Finding) (matching any, some bool, err error)
	// Matches is the condition of the rows w of message_words that an argument of Matching, $1, finds.
	Matches string
	// Damage says what the engine's own check finds.
	Damage func(r *Reader) ([]string, error)
}

// Logs are the logs that a session knows, as they are in its transaction.
type Logs map[store.LogID]*logRow

// A Reader is the reading half of a transaction. Its methods stand in the files of their subjects.
type Reader struct {
	ses    Session // nil once the transaction is over
	engine *Engine
	writes bool  // it is part of a transaction that writes
	failed error // the first failure, which fails the transaction as a whole
	logs   Logs  // that of a transaction that writes is its session's
}

// A Tx is a transaction that may write.
type Tx struct{ Reader }

var (
	_ store.Reader = (*Reader)(nil)
	_ store.Tx     = (*Tx)(nil)
)

// ErrOver says that the transaction of a Reader or Tx has ended.
var ErrOver = errors.New("store: the transaction is over")

// NewReader returns the reader of a transaction that is open on ses.
func NewReader(ses Session, engine *Engine) *Reader { return &Reader{ses: ses, engine: engine} }

// NewTx returns the transaction that is open on ses, the one session that writes. What it learns of logs it leaves in logs, which the
// driver clears when a transaction is not stored.
func NewTx(ses Session, engine *Engine, logs Logs) *Tx {
	return &Tx{Reader{ses: ses, engine: engine, writes: true, logs: logs}}
}

// End makes every later use of r an error.
func (r *Reader) End() { r.ses = nil }

// Failed returns the first failure of a transaction that writes, which is not to be stored then.
func (r *Reader) Failed() error { return r.failed }

// usable reports that the transaction is over or has failed.
func (r *Reader) usable() error {
	if r.ses == nil {
		return ErrOver
	}
	return r.failed
}

// note keeps the first error of a question, which fails a transaction that writes; an answer of no rows is not one. Who
// only reads may go on: a row that is damaged says nothing about the others.
func (r *Reader) note(err error) error {
	if err != nil && r.writes && r.failed == nil {
		r.failed = err
	}
	return err
}

// failOn is deferred by every method that writes: any error of theirs fails the transaction.
func (t *Tx) failOn(err *error) {
	if *err != nil && t.failed == nil {
		t.failed = *err
	}
}

// exec runs a statement that writes and returns the number of rows that it changed.
func (t *Tx) exec(query string, args ...any) (int64, error) {
	if err := t.usable(); err != nil {
		return 0, err
	}
	return t.ses.Exec(query, args...)
}

// put is exec for who does not need to know how many.
func (t *Tx) put(query string, args ...any) error {
	if err := t.usable(); err != nil {
		return err
	}
	return t.ses.Put(query, args...)
}

// List returns all rows of query.
func List[T any](r *Reader, scan func(Row, *T) error, query string, args ...any) ([]T, error) {
	if err := r.usable(); err != nil {
		return nil, r.note(err)
	}
	var all []T
	err := r.ses.Each(query, args, func(r Row) error {
		var v T
		err := scan(r, &v)
		all = append(all, v)
		return err
	})
	if err != nil {
		return nil, r.note(err)
	}
	return all, nil
}

// one returns the first row of query, or store.ErrNotFound.
func one[T any](r *Reader, scan func(Row, *T) error, query string, args ...any) (T, error) {
	all, err := List(r, scan, query, args...)
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
