package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley"
	"parley/internal/keystore"
	"parley/officer"
)

// An act that adds a passkey: the question is printed, the browser's answer is put in by its file, and an answer to another
// question is not.
func TestAPasskeySignsAnAct(t *testing.T) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := private.PublicKey.Bytes() // 04 || x || y
	if err != nil {
		t.Fatal(err)
	}
	cose := append([]byte("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"), point[1:33]...)
	cose = append(append(cose, "\x22\x58\x20"...), point[33:]...)
	dir := t.TempDir()
	file := filepath.Join(dir, "key.cose")
	if err := os.WriteFile(file, cose, 0o600); err != nil {
		t.Fatal(err)
	}
	line := strings.TrimSpace(printed(t, "officer", "passkey", "--cose", file, "--rp-id", "desk.north.example", "--origin", "https://desk.north.example"))
	key, err := parseOfficerKey(line)
	if err != nil {
		t.Fatal(err)
	}
	a := &officer.Act{Party: "north", Number: 2, Time: parley.EarliestMillis + 1, Entries: []officer.Entry{
		&officer.Enrol{Officer: "desk", Posts: []officer.Post{{Post: "duty", Rights: officer.Watch}}, Keys: []officer.Key{key}, From: parley.EarliestMillis},
	}}
	g, err := officer.Gather((&officer.Gathering{Act: a}).Encode())
	if err != nil {
		t.Fatal(err)
	}
	act := filepath.Join(dir, "desk.act")
	if err := os.WriteFile(act, actText(g), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PARLEY_DIR", "")
	_, challenge, ok := strings.Cut(printed(t, "officer", "check", act), "challenge for the browser: ")
	if !ok {
		t.Fatal("no question is printed")
	}
	for _, c := range []struct {
		challenge, want string
	}{{"b3RoZXI", "to another question"}, {strings.TrimSpace(challenge), ""}} {
		client := []byte(`{"type":"webauthn.get","challenge":"` + c.challenge + `","origin":"https://desk.north.example"}`)
		rp := sha256.Sum256([]byte("desk.north.example"))
		authenticator := append(rp[:], 1, 0, 0, 0, 7)
		hash := sha256.Sum256(client)
		signed := sha256.Sum256(append(append([]byte{}, authenticator...), hash[:]...))
		signature, err := ecdsa.SignASN1(rand.Reader, private, signed[:])
		if err != nil {
			t.Fatal(err)
		}
		var x assertion
		x.Response.AuthenticatorData = base64.RawURLEncoding.EncodeToString(authenticator)
		x.Response.ClientDataJSON = base64.RawURLEncoding.EncodeToString(client)
		x.Response.Signature = base64.RawURLEncoding.EncodeToString(signature)
		b, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		answer := filepath.Join(dir, "answer.json")
		if err := os.WriteFile(answer, b, 0o600); err != nil {
			t.Fatal(err)
		}
		err = addAssertion(g, answer, g.Act.Added())
		if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) || c.want == "" && err != nil {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	if left := g.Unproved(); len(left) != 0 {
		t.Errorf("the key has not signed: %v", left)
	}
	root := keystore.FromSeed([32]byte{7})
	if err := signAct(g, []officer.Signer{officer.Ed25519(root)}); err != nil {
		t.Fatal(err)
	}
	whole, err := officer.Parse(g.Encode())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := officer.New("north", a.Charter).Take(whole, root.Public(), nil); err != nil {
		t.Error(err)
	}
}

// printed runs a verb and returns what it prints.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	var b strings.Builder
	cmd := rootCommand()
	cmd.SetArgs(args)
	cmd.SetOut(&b)
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Files that hold no key of an officer, or no act, are refused with a sentence that names them.
func TestFilesThatHoldNoOfficersKey(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"empty": "", "one-word": "ssh-ed25519\n", "no-base64": "ssh-ed25519 ???\n", "rsa": "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQA=\n",
		"cut": officerKeyWord + " AAAA\n", "two": officerKeyWord + " a b\n", "long": strings.Repeat("x", maxKeyText+1),
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readOfficerKey(path, false); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := readAct(path); err == nil || name != "long" && parley.CodeOf(err) != parley.CodeBadRoster {
			t.Errorf("%s as an act: %v", name, err)
		}
	}
}
