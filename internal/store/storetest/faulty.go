package storetest

import (
	"errors"
	"fmt"
	"sync"

	"parley"
	"parley/internal/store"
)

// A Fault is what becomes of one commit.
type Fault int

const (
	None             Fault = iota // it succeeds
	NotStored                     // it fails and is not stored, and the error says so: a full disk
	UnknownNotStored              // the error is ErrUnknown; it was not stored
	UnknownStored                 // the error is ErrUnknown; it was stored
)

// String returns the fault's name for the names of tests.
func (f Fault) String() string {
	return [...]string{"none", "failed, not stored", "unknown, not stored", "unknown, but stored"}[f]
}

// Faults are the three ways to fail.
var Faults = []Fault{NotStored, UnknownNotStored, UnknownStored}

// ErrInjected is wrapped by every error of a commit that failed as planned.
var ErrInjected = errors.New("storetest: a fault as planned")

// A Plan says what becomes of the n-th commit, counted from 1. A transaction whose function fails is no commit.
type Plan func(n int) Fault

// Nth returns the plan in which only the n-th commit fails.
func Nth(n int, f Fault) Plan {
	return func(i int) Fault {
		if i == n {
			return f
		}
		return None
	}
}

// FromNth returns the plan in which the n-th commit and all after it fail: a disk that stays broken.
func FromNth(n int, f Fault) Plan {
	return func(i int) Fault {
		if i >= n {
			return f
		}
		return None
	}
}

// A FaultyStore is a Store whose commits fail as planned.
type FaultyStore struct {
	store.Store
	plan Plan

	mu      sync.Mutex
	commits int
}

// Faulty returns s with commits that fail as plan says. To fail every write of a use case in every way, run it once
// with a plan of None, ask Commits, and run it again with Nth of each number and each of Faults.
func Faulty(s store.Store, plan Plan) *FaultyStore { return &FaultyStore{Store: s, plan: plan} }

// Commits returns the number of commits so far, those that failed as planned among them.
func (f *FaultyStore) Commits() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.commits
}

func (f *FaultyStore) next() Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.commits++
	return f.plan(f.commits)
}

// Update runs fn as the store beneath does, but for what the plan says of this commit.
func (f *FaultyStore) Update(fn func(store.Tx) error) error {
	fault := None
	err := f.Store.Update(func(tx store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		if fault = f.next(); fault == NotStored || fault == UnknownNotStored {
			return ErrInjected
		}
		return nil
	})
	switch {
	case err != nil && !errors.Is(err, ErrInjected), fault == None:
		return err
	case fault == NotStored:
		return parley.Wrap(ErrInjected, parley.CodeStorage, "the disk is full: the database cannot grow")
	}
	return parley.Wrap(fmt.Errorf("%w: %w", store.ErrUnknown, ErrInjected), parley.CodeStorage,
		"the disk failed while the database was written, and whether the last change was stored is not known")
}
