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

// TestConformance runs the suite that every driver passes, and looks at how SQLite carries out what the suite had it do.
func TestConformance(t *testing.T) {
	var used statements
	t.Run("suite", func(t *testing.T) {
		storetest.Run(t, storetest.Driver{
			Open: func(t *testing.T) store.Store { return used.of(openNew(t)) },
			Reopen: func(t *testing.T, s store.Store) store.Store {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
				return used.of(openAt(t, s.(*Store).path))
			},
			Copy: func(t *testing.T, _ store.Store, path string) store.Store { return used.of(openAt(t, path)) },
		})
	})
	t.Run("plans", used.checkPlans)
}
