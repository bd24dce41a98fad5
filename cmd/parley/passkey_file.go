package main

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"os"
	"strings"
	"time"

	"parley"
	"parley/internal/passkey"
	"parley/officer"
	"parley/wire"
)

// passkeyWord begins the file of a passkey: the word, the encoding of the key and the id of the credential, both in
// base64url; for an https page then the address, the certificate and its key.
const passkeyWord = "parley-passkey"

// deskPatience is how long a page waits for its answer.
const deskPatience = 5 * time.Minute

// A deskPlace is where an https page is served.
type deskPlace struct{ Listen, Cert, CertKey string }

// desk is the page at an origin; its address is said on standard error.
func (at deskPlace) desk(origin string) (passkey.Desk, error) {
	d := passkey.Desk{Origin: origin, Address: at.Listen, Show: func(url string) { fmt.Fprintf(os.Stderr, "open in a browser of this machine: %s\n", url) }}
	if at.Cert == "" {
		return d, nil
	}
	cert, err := tls.LoadX509KeyPair(at.Cert, at.CertKey)
	if err != nil {
		return d, parley.Wrap(err, parley.CodeBadKey, "%s and %s are no certificate and its key", at.Cert, at.CertKey)
	}
	d.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13}
	return d, nil
}

// write makes the file of a passkey.
func (at deskPlace) write(path string, p passkey.Passkey) error {
	words := []string{passkeyWord, base64.RawURLEncoding.EncodeToString(p.Key.Encode()), base64.RawURLEncoding.EncodeToString(p.Credential)}
	if at.Listen != "" {
		words = append(words, at.Listen, at.Cert, at.CertKey)
	}
	return writeBytes(path, []byte(strings.Join(words, "\n")+"\n"))
}

// readPasskey reads the file of a passkey.
func readPasskey(text string) (p passkey.Passkey, at deskPlace, err error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) != 3 && len(lines) != 6 || lines[0] != passkeyWord {
		return p, at, parley.Errorf(parley.CodeBadKey, "it is no file of a passkey")
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(lines[1])
	if err == nil {
		p.Key, err = officer.DecodeKey(b)
	}
	if err == nil {
		p.Credential, err = base64.RawURLEncoding.Strict().DecodeString(lines[2])
	}
	if err != nil || p.Key.Kind != officer.KindPasskey {
		return p, at, parley.Wrap(err, parley.CodeBadKey, "it holds no passkey")
	}
	if len(lines) == 6 {
		at = deskPlace{lines[3], lines[4], lines[5]}
	}
	return p, at, nil
}

// openPasskey makes the signer of a passkey's file.
func openPasskey(text string) (g givenKey, err error) {
	p, at, err := readPasskey(text)
	if err != nil {
		return g, err
	}
	d, err := at.desk(p.Key.Extra.Origins[0])
	return givenKey{key: p.Key, signer: pageSigner{p, d}}, err
}

// A pageSigner has a passkey sign, in a page that shows what is signed.
type pageSigner struct {
	passkey passkey.Passkey
	desk    passkey.Desk
}

// Key returns the public half.
func (s pageSigner) Key() officer.Key { return s.passkey.Key }

// Sign waits for the officer.
func (s pageSigner) Sign(use string, scope, payload []byte) (wire.Signature, error) {
	ctx, cancel := context.WithTimeout(context.Background(), deskPatience)
	defer cancel()
	return passkey.Signer{Passkey: s.passkey, Desk: s.desk, Text: wordsOf(use, payload), Context: ctx}.Sign(use, scope, payload)
}

// wordsOf says what would be signed.
func wordsOf(use string, payload []byte) string {
	if use == wire.UseRoster {
		g, err := officer.Gather(wire.Marshal([]any{2, payload, []any{}}))
		if err != nil {
			return "A roster act that cannot be read. Do not sign it."
		}
		return fmt.Sprintf("For %s, under charter %s:\n%s", g.Act.Party, short(g.Act.Charter.String()), g.Act.Words())
	}
	p, err := wire.DecodePayload(payload)
	if err != nil {
		return "A message that cannot be read. Do not sign it."
	}
	return messageWords(use, p)
}

// messageWords is a message as its signer sees it, with the use of the signature above it.
func messageWords(use string, p *wire.Payload) string {
	var b strings.Builder
	exercise := ""
	if p.Exercise {
		exercise = "EXERCISE\n"
	}
	says := map[string]string{wire.UseDraft: "I wrote this.", wire.UseReview: "I read this, and it may go.", wire.UseMessage: "This goes: released.", wire.UseEmergency: "This goes, by the emergency path."}[use]
	fmt.Fprintf(&b, "%s%s\n\n%s from %s", exercise, says, strings.ToUpper(p.Precedence.String()), p.From.Parley())
	for _, a := range p.Addressees() {
		fmt.Fprintf(&b, " to %s", a)
	}
	fmt.Fprintf(&b, ", form %s\n", p.Form)
	if p.Subject != "" {
		fmt.Fprintf(&b, "Subject: %s\n", visible(p.Subject))
	}
	if p.Form == wire.FormText {
		fmt.Fprintf(&b, "\n%s\n", visible(string(p.Body)))
	} else {
		fmt.Fprintf(&b, "\nThe body is in the form %s, %d bytes, SHA-256 %s\n", p.Form, len(p.Body), parley.Sum(p.Body))
	}
	b.WriteString("\n" + exercise)
	return b.String()
}
