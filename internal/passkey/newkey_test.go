package passkey

import (
	"crypto/sha256"
	"slices"
	"strings"
	"testing"

	"parley/officer"
)

// newCredential is what a browser gives for a new credential, made by hand after WebAuthn, section 6.1.
func newCredential() (answer, officer.Extra, []byte) {
	rp := sha256.Sum256([]byte("localhost"))
	id, key := []byte("an id"), []byte("a key, to the end")
	b := slices.Concat(rp[:], []byte{0x45, 0, 0, 0, 1}, make([]byte, 16), []byte{0, byte(len(id))}, id, key)
	client := `{"type":"webauthn.create","challenge":"Y2hhbGxlbmdl","origin":"http://localhost:7480","crossOrigin":false}`
	return answer{ID: id, Client: []byte(client), Authenticator: b}, officer.Extra{RPID: "localhost", Origins: []string{testOrigin}}, []byte("challenge")
}

// The key of a new passkey is taken only out of what was made for this question, this page and this relying party.
func TestNewKey(t *testing.T) {
	a, extra, challenge := newCredential()
	if k, err := newKey(a, extra, challenge); err != nil || string(k) != "a key, to the end" {
		t.Fatalf("%q, %v", k, err)
	}
	client := func(old, new string) func(*answer) {
		return func(a *answer) { a.Client = []byte(strings.Replace(string(a.Client), old, new, 1)) }
	}
	for name, change := range map[string]func(a *answer){
		"an assertion":         client("create", "get"),
		"another challenge":    client("Y2hh", "Y2hi"),
		"another origin":       client("7480", "7481"),
		"no JSON":              client("{", ""),
		"another rp id":        func(a *answer) { a.Authenticator[0] ^= 1 },
		"no new key":           func(a *answer) { a.Authenticator[32] = 0x05 },
		"an extension":         func(a *answer) { a.Authenticator[32] |= 0x80 },
		"another id":           func(a *answer) { a.ID = []byte("an ie") },
		"no id":                func(a *answer) { a.Authenticator[54] = 0 },
		"an id beyond the end": func(a *answer) { a.Authenticator[53] = 1 },
		"cut off":              func(a *answer) { a.Authenticator = a.Authenticator[:54] },
		"nothing":              func(a *answer) { a.Authenticator = nil },
	} {
		a, extra, challenge := newCredential()
		change(&a)
		if k, err := newKey(a, extra, challenge); err == nil {
			t.Errorf("%s: %q", name, k)
		}
	}
}

func FuzzNewKey(f *testing.F) {
	a, _, _ := newCredential()
	f.Add([]byte(a.ID), []byte(a.Client), []byte(a.Authenticator))
	f.Fuzz(func(t *testing.T, id, client, authenticator []byte) {
		_, extra, challenge := newCredential()
		k, err := newKey(answer{ID: id, Client: client, Authenticator: authenticator}, extra, challenge)
		if err == nil && len(k)+len(id)+55 != len(authenticator) {
			t.Errorf("of %x the key is %x", authenticator, k)
		}
	})
}
