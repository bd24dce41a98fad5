package postgres

import (
	"context"
	"fmt"
	"os"
	"testing"

	"parley/internal/store"
	"parley/internal/store/postgres/pgtest"
	"parley/internal/store/sqlite"
	"parley/internal/store/storetest"
)

// server is what the tests of this package run against.
var server *pgtest.Server

func TestMain(m *testing.M) {
	var err error
	if server, err = pgtest.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := server.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// openNew opens a database of its own, as one schema, and closes it when the test ends.
func openNew(t testing.TB) *Store {
	t.Helper()
	dsn, err := server.Schema()
	if err != nil {
		t.Fatal(err)
	}
	return openAt(t, dsn)
}

func openAt(t testing.TB, dsn string) *Store {
	t.Helper()
	s, err := Open(context.Background(), dsn, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestConformance runs the suite that every driver passes.
func TestConformance(t *testing.T) {
	storetest.Run(t, storetest.Driver{
		Histories: 2, // those of SQLite are carried out by the same statements
		Open:      func(t *testing.T) store.Store { return openNew(t) },
		Reopen: func(t *testing.T, s store.Store) store.Store {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			return openAt(t, s.(*Store).dsn)
		},
		Copy: func(t *testing.T, _ store.Store, path string) store.Store {
			c, err := sqlite.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { c.Close() })
			return c
		},
	})
}
