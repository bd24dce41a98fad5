// Package storetest holds what every driver of internal/store is tested with: a conformance suite, a model in memory,
// and a store whose commits fail as planned.
//
// The suite asks for the contract in three ways: single tests, one sentence of the contract each; random histories,
// carried out on the driver and on the model, whose every answer must be the same; and histories changed in ways that
// must not matter (other transactions, transactions given up, reopening in between).
package storetest

import (
	"errors"
	"testing"

	"parley"
	"parley/internal/store"
)

// A subject is one test of the suite. It gets an empty store.
type subject struct {
	name string
	test func(t *testing.T, s store.Store)
}

// A Driver is what is tested. Open returns an empty store; Reopen closes s and returns a store over what it held; Copy
// returns a store over the copy that s.Backup made at path. All close the store they return when the test ends, and may
// be called by tests that run side by side.
type Driver struct {
	Open      func(t *testing.T) store.Store
	Reopen    func(t *testing.T, s store.Store) store.Store
	Copy      func(t *testing.T, s store.Store, path string) store.Store
	Histories int // random histories that are carried out; 0: 10
}

// Run tests a driver.
func Run(t *testing.T, d Driver) {
	open, reopen := d.Open, d.Reopen
	for _, list := range [][]subject{transactionSubjects, charterSubjects, logSubjects, volumeSubjects, statementSubjects, rosterActSubjects, messageSubjects, lineSubjects, proceedingSubjects, listingSubjects, bodySubjects, inventorySubjects, draftSubjects, watchSubjects, wordSubjects, secretSubjects} {
		for _, sub := range list {
			t.Run(sub.name, func(t *testing.T) {
				t.Parallel()
				sub.test(t, open(t))
			})
		}
	}
	t.Run("reopen", func(t *testing.T) { testReopen(t, open(t), reopen) })
	for _, c := range backupSubjects {
		t.Run(c.name, func(t *testing.T) { c.test(t, d) })
	}
	t.Run("histories", func(t *testing.T) { testHistories(t, d) })
	t.Run("faults", func(t *testing.T) { testFaults(t, open) })
}

// Answers returns all answers of s, in words, so that two stores can be compared.
func Answers(s store.Store) (string, error) { return everything(s) }

// Fill carries out a random history on s.
func Fill(s store.Store, seed uint64) {
	for c := newChooser(seed); c.IntN(40) > 0; {
		c.transaction(8).run(s)
	}
}

// update runs fn in a transaction that must succeed.
func update(t *testing.T, s store.Store, fn func(tx store.Tx) error) {
	t.Helper()
	if err := s.Update(fn); err != nil {
		t.Fatalf("update: %v", err)
	}
}

// view runs fn over a snapshot.
func view(t *testing.T, s store.Store, fn func(r store.Reader) error) {
	t.Helper()
	if err := s.View(fn); err != nil {
		t.Fatalf("view: %v", err)
	}
}

// refused runs fn in a transaction that must fail with want, also when its caller takes no notice, and leave nothing.
func refused(t *testing.T, s store.Store, want string, fn func(tx store.Tx) error) {
	t.Helper()
	before := all(t, s)
	for _, heed := range []bool{true, false} {
		err := s.Update(func(tx store.Tx) error {
			if err := tx.PutMeta("clock", []byte("of a transaction that fails")); err != nil {
				return err
			}
			if err := fn(tx); err != nil && heed {
				return err
			}
			return nil
		})
		if kind(err) != want {
			t.Fatalf("update ended with %q (%v), want %q; error heeded: %v", kind(err), err, want, heed)
		}
		if after := all(t, s); after != before {
			t.Fatalf("a failed transaction left something: %s", difference(before, after))
		}
	}
}

// all returns all answers of s.
func all(t *testing.T, s store.Store) string {
	t.Helper()
	answers, err := everything(s)
	if err != nil {
		t.Fatalf("view: %v", err)
	}
	return answers
}

// missing fails the test unless err is ErrNotFound.
func missing(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got error %v, want not found", err)
	}
}

const (
	conflict = "conflict"
	notFound = "not found"
	tooLarge = "code " + string(parley.CodeTooLarge)
)
