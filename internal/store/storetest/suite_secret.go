package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"parley"
	"parley/internal/store"
)

var secretSubjects = []subject{{"secrets of lines", testLineSecrets}}

// PutLineSecret: "inserts, or replaces by (root, id)". LineSecrets: "ascending root, then id".
func testLineSecrets(t *testing.T, s store.Store) {
	secret := func(root, id byte) store.LineSecret {
		return store.LineSecret{Root: [32]byte{root}, ID: store.SecretID{id}, Secret: []byte("a secret that is told to nobody."), ByHand: id == 1, Taken: 5, Proved: id == 2, Sent: 1 << 47, Came: 7}
	}
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.PutLineSecret(secret(2, 1)), tx.PutLineSecret(secret(1, 2)), tx.PutLineSecret(secret(1, 1)), tx.PutLineSecret(secret(1, 3)))
	})
	again := secret(1, 1)
	again.Sent, again.Came, again.Proved = 8, 9, true
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.PutLineSecret(again), tx.DropLineSecret([32]byte{1}, store.SecretID{3}), tx.DropLineSecret([32]byte{9}, store.SecretID{3}))
	})
	want := []store.LineSecret{again, secret(1, 2), secret(2, 1)}
	view(t, s, func(r store.Reader) error {
		got, err := r.LineSecrets()
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%d secrets, not those that were kept, %v", len(got), err)
		}
		if text := fmt.Sprintf("%v %+v %#v %s", got, got[0], got[0], got[0]); strings.Contains(text, "told") || strings.Contains(text, "0x61") || strings.Contains(text, " 115 ") {
			t.Errorf("a secret is printed: %s", text)
		}
		return nil
	})
	big := secret(1, 1)
	big.Sent = store.MaxNumber + 1
	if err := s.Update(func(tx store.Tx) error { return tx.PutLineSecret(big) }); parley.CodeOf(err) != parley.CodeTooLarge {
		t.Errorf("a counter beyond what a record holds: %v", err)
	}
}
