package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"parley"
	"parley/internal/store"
)

// A copy is one file, readable by its owner alone, that SQLite finds no fault with; the node goes on writing to its own.
func TestBackupFile(t *testing.T) {
	s, dir := openNew(t), t.TempDir()
	put(t, s, "clock", "7")
	path := filepath.Join(dir, "копия ?mode=memory 'a'.db")
	if err := s.Backup(path); err != nil {
		t.Fatal(err)
	}
	put(t, s, "clock", "8")
	if names := entries(t, dir); len(names) != 1 {
		t.Errorf("the directory holds %q", names)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	c := openAt(t, path)
	if got := get(t, c, "clock"); got != "7" {
		t.Errorf("the copy says %q", got)
	}
	for range readSessions {
		r := <-s.readers
		defer func() { s.readers <- r }()
		if n, err := r.number("PRAGMA query_only"); n != 1 || err != nil {
			t.Errorf("after a backup a reader may write: %d, %v", n, err)
		}
	}
}

// A backup that fails leaves no file, and touches none.
func TestBackupFails(t *testing.T) {
	s, dir := openNew(t), t.TempDir()
	taken := filepath.Join(dir, "taken")
	if err := os.WriteFile(taken, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	sentence(t, s.Backup(taken), parley.CodeDuplicate, "is there already")
	sentence(t, s.Backup(filepath.Join(dir, "none", "copy")), parley.CodeStorage, "cannot be made")
	sentence(t, s.Backup(""), parley.CodeStorage, "names no file")
	if names := entries(t, dir); len(names) != 1 {
		t.Errorf("the directory holds %q", names)
	}
}

// Damage to a page is not copied: the backup fails, and leaves no file.
func TestBackupOfDamage(t *testing.T) {
	s, dir := openNew(t), t.TempDir()
	err := s.Update(func(tx store.Tx) (err error) {
		for range 8000 { // so that most pages are the journal's, and none of the schema's is hit
			err = errors.Join(err, tx.AddEntry(store.Entry{Action: "send", Detail: "a line of the journal"}))
		}
		return err
	})
	if err != nil || s.Close() != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(s.path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) * 3 / 4; i < len(b)*3/4+8192; i++ {
		b[i] ^= 0xff
	}
	if err := os.WriteFile(s.path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	again := openAt(t, s.path)
	sentence(t, again.Backup(filepath.Join(dir, "copy")), parley.CodeStorage, "the database file is damaged")
	if names := entries(t, dir); len(names) != 0 {
		t.Errorf("the directory holds %q", names)
	}
}

// A copy can be looked at without changing a byte of it; nothing is written beside it.
func TestOpenReadOnly(t *testing.T) {
	s, dir := openNew(t), t.TempDir()
	put(t, s, "clock", "7")
	path := filepath.Join(dir, "copy ?mode=rw")
	if err := s.Backup(path); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := get(t, c, "clock"); got != "7" {
		t.Errorf("the copy says %q", got)
	}
	sentence(t, c.Update(func(tx store.Tx) error { return tx.PutMeta("clock", []byte("8")) }), parley.CodeStorage, "for reading only")
	if err := c.Close(); err != nil || c.Close() != nil {
		t.Error(err)
	}
	after, err := os.ReadFile(path)
	if err != nil || string(after) != string(before) || len(entries(t, dir)) != 1 {
		t.Errorf("the copy changed: %v, %q", err, entries(t, dir))
	}
	_, err = OpenReadOnly(filepath.Join(dir, "none"))
	sentence(t, err, parley.CodeStorage, "is not a file")
	if err := os.WriteFile(filepath.Join(dir, "empty"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = OpenReadOnly(filepath.Join(dir, "empty"))
	sentence(t, err, parley.CodeStorage, "another version")
}
