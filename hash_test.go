package parley_test

import (
	"crypto/ed25519"
	"strings"
	"testing"

	"parley"
)

func TestParseHash(t *testing.T) {
	const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" // SHA-256 of nothing
	h, err := parley.ParseHash(empty)
	if err != nil || h != parley.Sum(nil) || h.String() != empty || h.IsZero() {
		t.Errorf("%s, %v", h, err)
	}
	if !(parley.Hash{}).IsZero() {
		t.Error("the zero value is not zero")
	}
	for _, s := range []string{"", empty[1:], empty + "0", strings.ToUpper(empty), "x" + empty[1:], " " + empty[1:], "é" + empty[2:], empty[:63] + "\n"} {
		if h, err := parley.ParseHash(s); parley.CodeOf(err) != parley.CodeBadID {
			t.Errorf("%q: read as %s, %v", s, h, err)
		}
	}
}

func FuzzParseHash(f *testing.F) {
	f.Add(parley.Sum(nil).String())
	f.Fuzz(func(t *testing.T, s string) {
		if h, err := parley.ParseHash(s); err == nil && h.String() != s {
			t.Errorf("%q is read as %s", s, h)
		}
	})
}

// The id of a key is the first 8 bytes of the SHA-256 of its 32 bytes.
func TestKeyIDOf(t *testing.T) {
	pub := ed25519.PublicKey(make([]byte, 32))
	if got, want := parley.KeyIDOf(pub).String(), parley.Sum(pub).String()[:16]; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
