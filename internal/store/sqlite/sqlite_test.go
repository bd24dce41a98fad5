package sqlite

import (
	"path/filepath"
	"testing"

	"parley/internal/store"
	"parley/internal/store/storetest"
)

// openNew opens a database in a new directory and closes it when the test ends.
func openNew(t testing.TB) *Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "node.db"))
}

func openAt(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestConformance runs the suite that every driver passes.
func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return openNew(t) }, func(t *testing.T, s store.Store) store.Store {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		return openAt(t, s.(*Store).path)
	})
}
