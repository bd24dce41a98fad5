package main

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// "About a second and 256 MiB": the file that the verb makes has the full work factor under both of its passphrases.
func TestOfficerKeyTakesTheFullWork(t *testing.T) {
	t.Setenv(passphraseEnv, "a long one")
	path := filepath.Join(t.TempDir(), "ann.key")
	if _, err := makeOfficerKey(path, false); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(text), "-----BEGIN AGE ENCRYPTED FILE-----\n")[1:]
	for i, block := range blocks {
		body, _, _ := strings.Cut(block, "-----END")
		raw, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(body, "\n", ""))
		if err != nil || !strings.Contains(string(raw[:min(len(raw), 200)]), " 18\n") {
			t.Errorf("passphrase %d: the head of the file is %q: %v", i+1, raw[:min(len(raw), 200)], err)
		}
	}
	if len(blocks) != 2 {
		t.Errorf("%d passphrases", len(blocks))
	}
}
