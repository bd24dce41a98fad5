package keystore

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"parley"
)

// [COU-5] What is sealed to a recipient is an age file that is not armored, and opens with its identity and no other; cut
// or changed at any place it does not open to its end, and says so.
func TestSealedForOne(t *testing.T) {
	identity, recipient, err := NewSealIdentity()
	if err != nil {
		t.Fatal(err)
	}
	other, _, _ := NewSealIdentity()
	inside := strings.Repeat("the inside of a bundle ", 10_000)
	var file bytes.Buffer
	w, err := Seal(&file, recipient)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, inside)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	open := func(b []byte, identity string) (string, error) {
		r, err := Unseal(bytes.NewReader(b), identity)
		if err != nil {
			return "", err
		}
		got, err := io.ReadAll(r)
		return string(got), err
	}
	if got, err := open(file.Bytes(), identity); err != nil || got != inside {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	if over := file.Len() - len(inside); over > SealOverhead(len(inside)) || !bytes.HasPrefix(file.Bytes(), []byte(SealedPrefix)) {
		t.Errorf("the seal takes %d bytes", over)
	}
	if _, err := open(file.Bytes(), other); parley.CodeOf(err) != parley.CodeBadKey || !strings.Contains(err.Error(), "somebody else") {
		t.Errorf("opened by another: %v", err)
	}
	for at := 0; at < file.Len(); at += 1 + file.Len()/97 {
		if _, err := open(file.Bytes()[:at], identity); parley.CodeOf(err) != parley.CodeBadEncoding {
			t.Errorf("cut to %d bytes: %v", at, err)
		}
		b := bytes.Clone(file.Bytes())
		b[at] ^= 4
		if _, err := open(b, identity); err == nil {
			t.Errorf("byte %d changed: it opens", at)
		}
	}
}
