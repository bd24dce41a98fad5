package sqlite

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"parley"
	"parley/internal/store"
)

// What is erased is in no file of the database once it is closed, pages that became free included.
func TestErasedBytesAreGone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "node.db")
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	planted := []byte("52.1234 north, 13.5678 east")
	words := []string{"quicksilver", "ртутьтайная", "521234"}
	m := store.Message{ID: parley.Sum([]byte("id")), Author: "north", PayloadHash: parley.Sum([]byte("p")), Form: "text", SentAt: -1, RecordedAt: -1, Refused: -1,
		Envelope: bytes.Repeat(planted, 1000)}
	for _, step := range []func(store.Tx) error{
		func(tx store.Tx) error { _, err := tx.AddMessage(m); return err },
		func(tx store.Tx) error { return tx.PutWords(m.ID, words) },
		func(tx store.Tx) error { return tx.EraseMessage(m.ID) },
	} {
		if err := s.Update(step); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range append(words, string(planted)) {
			if bytes.Contains(b, []byte(x)) {
				t.Errorf("%s still holds %q, which was erased", filepath.Base(f), x)
			}
		}
	}
	if len(files) == 0 {
		t.Error("there is no file")
	}
}
