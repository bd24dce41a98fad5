package sqlite

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"parley"
	"parley/internal/store"
	"parley/internal/store/rows"
)

// onWriter runs a statement on the writing session.
func onWriter(t *testing.T, s *Store, query string) {
	t.Helper()
	w := <-s.writer
	defer func() { s.writer <- w }()
	if _, err := w.Exec(query); err != nil {
		t.Fatal(err)
	}
}

// A full disk in the middle of a transaction: SQLite has undone the transaction by itself, and what the function
// writes afterwards, taking no notice, must not be stored either.
func TestFull(t *testing.T) {
	s := openNew(t)
	put(t, s, "clock", "before")
	onWriter(t, s, "PRAGMA max_page_count = 1") // no more than there are
	err := s.Update(func(tx store.Tx) error {
		tx.PutMeta("clock", []byte("first"))
		tx.PutMeta("large", bytes.Repeat([]byte("x"), 1<<20))
		tx.PutMeta("clock", []byte("last"))
		return nil
	})
	sentence(t, err, parley.CodeStorage, "disk is full")
	if errors.Is(err, store.ErrUnknown) {
		t.Error("the outcome is known, but the error says it is not")
	}
	if got := get(t, s, "clock"); got != "before" {
		t.Errorf("the store holds %q", got)
	}
	onWriter(t, s, "PRAGMA max_page_count = 1000000")
	put(t, s, "clock", "after") // with room, the store goes on
}

func TestReadOnly(t *testing.T) {
	s := openNew(t)
	onWriter(t, s, "PRAGMA query_only = ON")
	err := s.Update(func(tx store.Tx) error { return tx.PutMeta("clock", nil) })
	sentence(t, err, parley.CodeStorage, "read-only")
}

// Another process that writes for longer than the busy timeout is waited for, then named.
func TestBusy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "node.db")
	a, b := openAt(t, path), openAt(t, path)
	onWriter(t, b, "PRAGMA busy_timeout = 1")
	err := a.Update(func(store.Tx) error {
		err := b.Update(func(store.Tx) error { return nil })
		sentence(t, err, parley.CodeBusy, "another process")
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	put(t, b, "clock", "7")
}

// A row that cannot have been written by this program is an error, not a value.
func TestDamagedRow(t *testing.T) {
	s := openNew(t)
	onWriter(t, s, "INSERT INTO sheet (root, number, hash, bytes) VALUES (zeroblob(32), 1, zeroblob(31), zeroblob(1))")
	err := s.View(func(r store.Reader) error { _, err := r.Sheets([32]byte{}); return err })
	sentence(t, err, parley.CodeStorage, "damaged")
}

// A transaction's reader and writer are of no use once it is over.
func TestOver(t *testing.T) {
	s := openNew(t)
	var kept store.Tx
	if err := s.Update(func(tx store.Tx) error { kept = tx; return nil }); err != nil {
		t.Fatal(err)
	}
	_, err := kept.Charters()
	if !errors.Is(err, rows.ErrOver) || !errors.Is(kept.PutMeta("clock", nil), rows.ErrOver) {
		t.Errorf("a transaction that is over still works: %v", err)
	}
}

// An error keeps the code that it has, and SQLite's own error stays in the chain for the operator.
func TestStorageError(t *testing.T) {
	if storageError(nil) != nil {
		t.Error("no error became one")
	}
	coded := fmt.Errorf("with a code: %w", parley.Errorf(parley.CodeClock, "a sentence"))
	if storageError(coded) != coded {
		t.Error("an error lost its code")
	}
	plain := errors.New("something else")
	if err := storageError(plain); !errors.Is(err, plain) || parley.CodeOf(err) != parley.CodeInternal {
		t.Errorf("got %v", err)
	}
}

// $1, $2 go to the first and second argument, wherever they stand; SQLite goes by first appearance.
func TestPlaceholders(t *testing.T) {
	s := openNew(t)
	w := <-s.writer
	defer func() { s.writer <- w }()
	var got string
	st, err := w.prepare("SELECT $2 || $1 || $2")
	if err != nil {
		t.Fatal(err)
	}
	if err := st.each([]any{"a", "b"}, func(r rows.Row) error { return r.Scan(&got) }); got != "bab" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}
