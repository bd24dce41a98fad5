package sqlite

import (
	"path/filepath"
	"testing"

	"parley"
	"parley/internal/store"
)

func TestSmoke(t *testing.T) {
	path := filepath.Join(t.TempDir(), "Ответ ? #1 100%41 & x=y.db")
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	m := store.Message{ID: parley.Sum([]byte("a")), Author: "north", Envelope: []byte("x"), SentAt: -1, RecordedAt: -1, Refused: -1}
	err = s.Update(func(tx store.Tx) error {
		seq, err := tx.AddMessage(m)
		t.Log(seq, err)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.View(func(r store.Reader) error {
		own := false
		got, err := r.Messages(store.MessageFilter{Own: &own, Limit: 3})
		t.Log(got, err)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	g, _ := filepath.Glob(filepath.Dir(path) + "/*")
	t.Log(g)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
