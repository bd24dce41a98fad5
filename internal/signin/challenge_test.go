package signin

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"

	"parley"
	"parley/officer"
	"parley/wire"
)

type key struct{ ed25519.PrivateKey }

func (k key) Public() ed25519.PublicKey       { return k.PrivateKey.Public().(ed25519.PublicKey) }
func (k key) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(k.PrivateKey, msg), nil }

func named(name string) officer.Signer {
	seed := sha256.Sum256([]byte(name))
	return officer.Ed25519(key{ed25519.NewKeyFromSeed(seed[:])})
}

var asked = Challenge{"north", "https://desk.north.example:7480", 1795374000000, strings.Repeat("0f", 16)}

// What is accepted re-encodes to the same bytes, and an answer counts for its challenge, its key and this use alone.
func TestAnswer(t *testing.T) {
	if c, err := Decode(asked.Encode()); err != nil || c != asked {
		t.Fatalf("%+v, %v", c, err)
	}
	a, err := Sign(asked, named("ann"))
	if err != nil {
		t.Fatal(err)
	}
	b, c, err := DecodeAnswer(" " + a.Encode()[:20] + "\n" + a.Encode()[20:])
	if err != nil || c != asked || b.Verify(named("ann").Key()) != nil || b.Encode() != a.Encode() {
		t.Fatalf("%+v, %v", c, err)
	}
	if kid, err := b.Key(); err != nil || kid != named("ann").Key().ID() {
		t.Errorf("signed by %s, %v", kid, err)
	}
	if b.Verify(named("bob").Key()) == nil {
		t.Error("it counts for another key")
	}
	other := asked
	other.Console = "https://elsewhere.example"
	b.Challenge = other.Text()
	if b.Verify(named("ann").Key()) == nil {
		t.Error("it counts for another console")
	}
	for _, use := range []string{wire.UseMessage, wire.UseReview, wire.UseRoster} {
		if s, _ := named("ann").Sign(use, nil, asked.Text()); (Answer{Challenge: asked.Text(), Signature: s}).Verify(named("ann").Key()) == nil {
			t.Errorf("a signature for %s signs in", use)
		}
	}
}

// bad are challenges that no page shows.
var bad = map[string]string{
	"nothing": "", "another first line": "parley message v1\nparty: north\nconsole: x\ntime: 2026-11-22T19:00:00.000Z\nnonce: " + strings.Repeat("0f", 16) + "\n",
	"a line more": string(asked.Text()) + "more: x\n", "a line less": "parley console sign-in v1\nparty: north\n", "no end": strings.TrimSuffix(string(asked.Text()), "\n"),
	"another order": "parley console sign-in v1\nconsole: x\nparty: north\ntime: 2026-11-22T19:00:00.000Z\nnonce: " + strings.Repeat("0f", 16) + "\n",
	"a bad party":   strings.Replace(string(asked.Text()), "north\n", "No\n", 1), "a bad time": strings.Replace(string(asked.Text()), "time: 2", "time: x", 1),
	"a long console": strings.Replace(string(asked.Text()), "https", strings.Repeat("h", 301), 1), "a short nonce": strings.Replace(string(asked.Text()), "0f0f", "", 1),
	"a control character": strings.Replace(string(asked.Text()), "https", "\x1b[2J", 1),
}

// No other text than one that Text writes is taken for a challenge.
func TestBadChallenge(t *testing.T) {
	for name, text := range bad {
		if c, err := Decode(base64.RawURLEncoding.EncodeToString([]byte(text))); parley.CodeOf(err) != parley.CodeBadEncoding {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	for _, word := range []string{"", "*", asked.Encode() + "=", strings.Repeat("A", MaxAnswer+1)} {
		if _, err := Decode(word); err == nil {
			t.Errorf("a challenge: %.20q", word)
		}
		if _, _, err := DecodeAnswer(word); err == nil {
			t.Errorf("an answer: %.20q", word)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(asked.Encode())
	a, _ := Sign(asked, named("ann"))
	f.Add(a.Encode())
	for _, text := range bad {
		f.Add(base64.RawURLEncoding.EncodeToString([]byte(text)))
	}
	f.Fuzz(func(t *testing.T, word string) {
		if c, err := Decode(word); err == nil && c.Encode() != strings.TrimSpace(word) {
			t.Errorf("%q", word)
		}
		if a, c, err := DecodeAnswer(word); err == nil && (string(c.Text()) != string(a.Challenge) || a.Encode() != strings.Join(strings.Fields(word), "")) {
			t.Errorf("%q", word)
		}
	})
}
