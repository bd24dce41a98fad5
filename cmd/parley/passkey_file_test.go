package main

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"parley"
	"parley/internal/passkey"
	"parley/officer"
	"parley/wire"
)

// somePasskey is one of the vectors: an ES256 key, made for localhost.
func somePasskey(t testing.TB) passkey.Passkey {
	t.Helper()
	public, err := hex.DecodeString("a5010203262001215820" + "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296" + "225820" + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")
	if err != nil {
		t.Fatal(err)
	}
	k := officer.Key{Kind: officer.KindPasskey, Public: public, Extra: &officer.Extra{RPID: "localhost", Origins: []string{"http://localhost:7480"}}}
	if err := k.Check(); err != nil {
		t.Fatal(err)
	}
	return passkey.Passkey{Key: k, Credential: []byte("id")}
}

func passkeyText(p passkey.Passkey, more ...string) string {
	lines := append([]string{passkeyWord, base64.RawURLEncoding.EncodeToString(p.Key.Encode()), base64.RawURLEncoding.EncodeToString(p.Credential)}, more...)
	return strings.Join(lines, "\n") + "\n"
}

// What is no file of a passkey is refused.
func TestPasskeyFiles(t *testing.T) {
	p := somePasskey(t)
	if got, at, err := readPasskey(passkeyText(p, "127.0.0.1:7480", "cert", "key")); err != nil || string(got.Credential) != "id" || got.Key.ID() != p.Key.ID() || at.CertKey != "key" {
		t.Fatalf("%+v, %+v, %v", got, at, err)
	}
	ssh := p
	ssh.Key = officer.Key{Kind: officer.KindEd25519, Public: make([]byte, 32)}
	for name, text := range map[string]string{
		"nothing":          "",
		"another word":     strings.Replace(passkeyText(p), "passkey", "pass", 1),
		"a line less":      strings.Join(strings.Split(passkeyText(p), "\n")[:2], "\n"),
		"a line more":      passkeyText(p, "127.0.0.1:7480"),
		"no base64":        strings.Replace(passkeyText(p), "\n", "\n!", 1),
		"a key cut short":  passkeyWord + "\n" + "gw" + "\naWQ\n",
		"another kind":     passkeyText(ssh),
		"a padded id":      strings.TrimSuffix(passkeyText(p), "\n") + "=\n",
		"an id with waste": strings.Replace(passkeyText(p), "aWQ\n", "aWR\n", 1),
	} {
		if _, _, err := readPasskey(text); parley.CodeOf(err) != parley.CodeBadKey {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzPasskeyFile(f *testing.F) {
	p := somePasskey(f)
	f.Add(passkeyText(p))
	f.Add(passkeyText(p, "127.0.0.1:7480", "cert", "key"))
	f.Fuzz(func(t *testing.T, text string) {
		got, at, err := readPasskey(text)
		if err != nil {
			return
		}
		var more []string
		if strings.Count(strings.TrimSuffix(text, "\n"), "\n") == 5 {
			more = []string{at.Listen, at.Cert, at.CertKey}
		}
		if again := passkeyText(got, more...); strings.TrimSuffix(again, "\n") != strings.TrimSuffix(text, "\n") {
			t.Errorf("%q is read as %q", text, again)
		}
	})
}

// What a page shows is what is signed: its use, exercise, precedence, parties and text, made safe for the eye; what cannot be
// read is said to be so.
func TestPasskeyPageSays(t *testing.T) {
	post := parley.PostID("duty")
	m := &wire.Payload{Nonce: [16]byte{1}, Time: parley.EarliestMillis, From: wire.Address{Party: "north", Post: &post}, Action: []wire.Address{{Party: "south"}}, Precedence: parley.Flash,
		Edition: 1, Roster: 2, Form: wire.FormText, Subject: "A subject", Lang: "en", Exercise: true, Body: []byte("The text\u202e.")}
	want := "EXERCISE\nThis goes: released.\n\nFLASH from north/duty to south, form text\nSubject: A subject\n\nThe text<U+202E>.\n\nEXERCISE\n"
	if got := wordsOf(wire.UseMessage, m.Encode()); got != want {
		t.Errorf("it says %q", got)
	}
	m.Exercise = false
	if got := wordsOf(wire.UseReview, m.Encode()); strings.Contains(got, "EXERCISE") || !strings.HasPrefix(got, "I read this, and it may go.") {
		t.Errorf("it says %q", got)
	}
	act := &officer.Act{Party: "north", Charter: parley.Sum(nil), Number: 2, Time: parley.EarliestMillis, Entries: []officer.Entry{&officer.Revoke{Officer: "lea"}}}
	if got := wordsOf(wire.UseRoster, act.Page()); !strings.HasPrefix(got, "For north, under charter ") || !strings.Contains(got, "roster act 2: revoke lea") {
		t.Errorf("it says %q", got)
	}
	for _, use := range []string{wire.UseMessage, wire.UseRoster} {
		if got := wordsOf(use, []byte("hello")); !strings.HasSuffix(got, "Do not sign it.") {
			t.Errorf("of no message it says %q", got)
		}
	}
}
