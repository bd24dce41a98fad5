package sqlite

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"zombiezen.com/go/sqlite"

	"parley"
)

// raw runs statements on a file without this package's care.
func raw(t *testing.T, path string, statements ...string) {
	t.Helper()
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, s := range statements {
		if err := (&session{conn: conn}).script(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// untouched fails the test when Open succeeds or changes the file.
func untouched(t *testing.T, path string) error {
	t.Helper()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(path)
	if err == nil {
		s.Close()
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("Open changed a file that it refused")
	}
	return err
}

func TestNewerDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "node.db")
	openAt(t, path).Close()
	raw(t, path, "INSERT INTO schema_version (version) VALUES (1000)", "PRAGMA journal_mode = DELETE")
	sentence(t, untouched(t, path), parley.CodeStorage, "newer version")
}

func TestForeignDatabase(t *testing.T) {
	for _, statements := range [][]string{
		{"CREATE TABLE song (title TEXT)"},
		{"CREATE TABLE schema_version (version INTEGER)", "PRAGMA application_id = 12"},
		{"PRAGMA application_id = 12"},
	} {
		path := filepath.Join(t.TempDir(), "songs.db")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		raw(t, path, statements...)
		sentence(t, untouched(t, path), parley.CodeStorage, "another program")
	}
}

func TestNoDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(path, bytes.Repeat([]byte("Dear colleague, "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	sentence(t, untouched(t, path), parley.CodeStorage, "not a database")
}

// A second start finds nothing to do, and a migration that fails leaves the version before it.
func TestMigrations(t *testing.T) {
	s := openNew(t)
	w := <-s.writer
	defer func() { s.writer <- w }()
	version := func() int {
		n, err := currentVersion(w)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	steps, err := migrations()
	if err != nil || version() != len(steps) {
		t.Fatalf("version %d of %d, %v", version(), len(steps), err)
	}
	bad := append(slices.Clone(steps), "CREATE TABLE extra (a INTEGER); INSERT INTO extra VALUES (1);", "CREATE TABLE extra (a INTEGER);")
	if err := migrate(w, bad); err == nil || version() != len(steps) {
		t.Errorf("a migration that fails: version %d, %v", version(), err)
	}
	if n, err := w.number("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'extra'"); n != 0 || err != nil {
		t.Errorf("a migration that fails left a table: %d, %v", n, err)
	}
	good := bad[:len(steps)+1]
	for range 2 {
		if err := migrate(w, good); err != nil || version() != len(good) {
			t.Errorf("version %d of %d, %v", version(), len(good), err)
		}
	}
}

// Migrations are numbered from 1 without a gap.
func TestMigrationNames(t *testing.T) {
	names, err := migrationFiles.ReadDir("migrations")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for i, f := range names {
		if want := []byte{'0', '0', byte('0' + (i+1)/10), byte('0' + (i+1)%10), '_'}; f.Name()[:5] != string(want) {
			t.Errorf("migration %d is called %s", i+1, f.Name())
		}
	}
}
