package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"parley/internal/store"
	"parley/internal/store/sqlite"
)

// "With --without-keys it holds no private keys and no secrets of lines": not even in what was deleted.
func TestForgetSecrets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "node.db")
	db, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	secret := bytes.Repeat([]byte("shared word "), 3)[:32]
	err = db.Update(func(tx store.Tx) error {
		return tx.PutLineSecret(store.LineSecret{Root: [32]byte{1}, ID: store.SecretID{2}, Secret: secret})
	})
	if err == nil {
		err = db.Backup(path + ".copy")
	}
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := os.ReadFile(path + ".copy"); !bytes.Contains(b, secret) {
		t.Fatal("the copy does not hold the secret: the test shows nothing")
	}
	if err := forgetSecrets(path + ".copy"); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(path + ".copy*")
	for _, f := range files {
		if b, err := os.ReadFile(f); err != nil || bytes.Contains(b, secret) {
			t.Errorf("%s still holds the secret: %v", f, err)
		}
	}
	if len(files) != 1 {
		t.Errorf("the copy is %q", files)
	}
}
