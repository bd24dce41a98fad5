package sqlite

import (
	"strings"
	"testing"

	"parley"
	"parley/internal/store"
)

// Rows that belong to nothing, which no question leads to, are found, and so is a table whose index lacks a row.
func TestDamage(t *testing.T) {
	for _, c := range []struct{ change, want string }{
		{"UPDATE leaf SET log = 9", "leaf: a row belongs to no row of log"},
		{"UPDATE body_range SET body = 9", "body_range: a row belongs to no row of body"},
		{"UPDATE body_chunk SET body = 9", "body_chunk: a row (number 1) belongs to no row of body"},
		{"UPDATE message_state SET unread = 0", "message_state: what searches are told of the message 01"},
		{"DELETE FROM message_state", "message_state: what searches are told of the message 01"},
		{"DELETE FROM message", "delivery: 1 rows name a message that is not in the database"},
		{"PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'leaf_id') WHERE name = 'message_acks'",
			"the database file is damaged: "},
	} {
		s := openNew(t)
		log, id := store.LogID{Party: "north"}, parley.Hash{1}
		err := s.Update(func(tx store.Tx) error {
			if _, err := tx.AddMessage(store.Message{ID: id, Author: "north"}); err != nil {
				return err
			}
			for _, err := range []error{tx.AppendLeaves(log, []store.Leaf{{ID: id}}, nil), tx.OpenBody(store.Body{ID: id, Size: 2}),
				tx.WriteBody(id, 0, []byte("ab")), tx.PutDelivery(store.Delivery{Message: id, Party: "south"})} {
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if found := damage(t, s); len(found) != 0 {
			t.Fatalf("before: %q", found)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		raw(t, s.path, c.change)
		again := openAt(t, s.path)
		if found := strings.Join(damage(t, again), "\n"); !strings.Contains(found, c.want) {
			t.Errorf("%s: found %q, want %q", c.change, found, c.want)
		}
	}
}

func damage(t *testing.T, s *Store) (found []string) {
	t.Helper()
	err := s.View(func(r store.Reader) (err error) { found, err = r.Damage(); return err })
	if err != nil {
		t.Fatal(err)
	}
	return found
}
