package sqlite

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley"
	"parley/internal/store"
)

// Whatever stands in the path, the file at that path is used and no other, and nothing in it becomes a setting.
func TestPaths(t *testing.T) {
	for _, name := range []string{"node.db", "with space.db", "what?.db", "?mode=memory", "a#b", "100%", "%41.db", "Пункт связи.db",
		"file:x", "a&_synchronous=OFF", "semi;colon", `back\slash`, "':memory:'", ":memory:", "plus+", "-wal"} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "каталог ?#%41")
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, name)
			s := openAt(t, path)
			put(t, s, "clock", "7")
			for _, e := range entries(t, dir) {
				if e != name && e != name+"-wal" && e != name+"-shm" {
					t.Errorf("the directory holds %q", e)
				}
			}
			s.Close()
			again := openAt(t, path)
			if got := get(t, again, "clock"); got != "7" {
				t.Errorf("read %q", got)
			}
			if n := pragma(t, again, "synchronous"); n != 2 {
				t.Errorf("synchronous is %d", n)
			}
		})
	}
}

func TestRelativePath(t *testing.T) {
	t.Chdir(t.TempDir())
	s := openAt(t, "a ?.db")
	put(t, s, "clock", "7")
	if _, err := os.Stat("a ?.db"); err != nil {
		t.Error(err)
	}
}

func TestBadPaths(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{"", dir, filepath.Join(dir, "none", "node.db"), "a\x00b"} {
		s, err := Open(path)
		if err == nil {
			s.Close()
		}
		if parley.CodeOf(err) != parley.CodeStorage {
			t.Errorf("%q: %v", path, err)
		}
	}
}

// The database and the files beside it are readable by their owner alone, also when someone had opened them up.
func TestMode(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "node.db")
	check := func() {
		t.Helper()
		if n := len(entries(t, dir)); n != 3 {
			t.Errorf("%d files in the directory", n)
		}
		for _, e := range entries(t, dir) {
			info, err := os.Stat(filepath.Join(dir, e))
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: mode %v, %v", e, info.Mode(), err)
			}
		}
	}
	s := openAt(t, path)
	put(t, s, "clock", "7")
	check()
	for _, e := range entries(t, dir) {
		if err := os.Chmod(filepath.Join(dir, e), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	openAt(t, path)
	check()
}

// Every session has the settings that the contract needs.
func TestSettings(t *testing.T) {
	s := openNew(t)
	want := map[string]int{"synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000, "trusted_schema": 0}
	for name, n := range want {
		if got := pragma(t, s, name); got != n {
			t.Errorf("writer: %s is %d, want %d", name, got, n)
		}
	}
	for range readSessions {
		r := <-s.readers
		defer func() { s.readers <- r }()
		if n, err := r.number("PRAGMA query_only"); n != 1 || err != nil {
			t.Errorf("a reader may write: %d, %v", n, err)
		}
		for name, n := range want {
			if got, err := r.number("PRAGMA " + name); got != n {
				t.Errorf("reader: %s is %d (%v), want %d", name, got, err, n)
			}
		}
	}
	var mode string
	w := <-s.writer
	defer func() { s.writer <- w }()
	if err := w.answer("PRAGMA journal_mode", &mode); mode != "wal" {
		t.Errorf("journal mode %q, %v", mode, err)
	}
}

func pragma(t *testing.T, s *Store, name string) int {
	t.Helper()
	w := <-s.writer
	defer func() { s.writer <- w }()
	n, err := w.number("PRAGMA " + name)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func entries(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

func put(t testing.TB, s *Store, name, value string) {
	t.Helper()
	if err := s.Update(func(tx store.Tx) error { return tx.PutMeta(name, []byte(value)) }); err != nil {
		t.Fatal(err)
	}
}

func get(t testing.TB, s *Store, name string) string {
	t.Helper()
	var v []byte
	if err := s.View(func(r store.Reader) (err error) { v, err = r.Meta(name); return err }); err != nil {
		t.Fatal(err)
	}
	return string(v)
}

// sentence fails the test unless err has the code and its sentence holds part.
func sentence(t *testing.T, err error, code parley.Code, part string) {
	t.Helper()
	if parley.CodeOf(err) != code || !strings.Contains(parley.SentenceOf(err), part) {
		t.Errorf("got %q with code %q (%v), want %q and %q", parley.SentenceOf(err), parley.CodeOf(err), err, part, code)
	}
}
