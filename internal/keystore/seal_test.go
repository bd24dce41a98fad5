package keystore

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"parley"
)

func TestSealRoundTrip(t *testing.T) {
	identity, recipient, err := NewSealIdentity()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(recipient, "age1pq1") || !strings.HasPrefix(identity, "AGE-SECRET-KEY-PQ-1") {
		t.Fatalf("recipient %.20s, identity %.20s", recipient, identity)
	}
	dir := t.TempDir()
	plain, locked := filepath.Join(dir, "plain"), filepath.Join(dir, "locked")
	if err := WriteSeal(plain, identity, ""); err != nil {
		t.Fatal(err)
	}
	if err := writeSecret(locked, []byte(identity), "word", quick); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{plain, locked} {
		gotIdentity, gotRecipient, err := ReadSeal(path, word("word"))
		if err != nil || gotIdentity != identity || gotRecipient != recipient {
			t.Errorf("%s: %.30s, %.30s, %v", path, gotIdentity, gotRecipient, err)
		}
	}
}

// The file is one that the stock age tool takes with -i.
func TestSealFileOpensWhatIsSealed(t *testing.T) {
	identity, recipient, _ := NewSealIdentity()
	path := filepath.Join(t.TempDir(), "seal")
	if err := WriteSeal(path, identity, ""); err != nil {
		t.Fatal(err)
	}
	to, err := age.ParseHybridRecipient(recipient)
	if err != nil {
		t.Fatal(err)
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, to)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, "bundle")
	w.Close()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ids, err := age.ParseIdentities(f)
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(&sealed, ids...)
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := io.ReadAll(r); string(b) != "bundle" {
		t.Errorf("opened %q", b)
	}
}

func TestSealRefuses(t *testing.T) {
	identity, _, _ := NewSealIdentity()
	classic, _ := age.GenerateX25519Identity()
	for name, text := range map[string]string{
		"empty": "", "only a comment": "# nothing\n", "nonsense": "nonsense\n", "cut": identity[:40] + "\n",
		"two": identity + "\n" + identity + "\n", "not hybrid": classic.String() + "\n",
	} {
		if _, _, err := ReadSeal(put(t, text, 0o600), nil); parley.CodeOf(err) != parley.CodeBadKey || !strings.Contains(err.Error(), "one hybrid age identity") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := ReadSeal(put(t, identity, 0o644), nil); parley.CodeOf(err) != parley.CodeBadKey {
		t.Errorf("readable by all: %v", err)
	}
	path := filepath.Join(t.TempDir(), "new")
	if err := WriteSeal(path, classic.String(), ""); parley.CodeOf(err) != parley.CodeBadKey {
		t.Errorf("written though not hybrid: %v", err)
	}
	if strings.Contains(WriteSeal(path, identity[:30], "").Error(), identity[:30]) {
		t.Error("the error shows the secret")
	}
}
