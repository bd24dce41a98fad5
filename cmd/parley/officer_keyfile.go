package main

import (
	"bytes"
	"encoding/base64"
	"strings"

	"parley"
	"parley/internal/keystore"
	"parley/officer"
)

// officerKeyWord begins the public half of an officer's key as a line of text: the word, and the encoding of the key in
// base64url.
const officerKeyWord = "parley-officer-key"

// maxKeyText bounds the file of a key, public or private, in bytes.
const maxKeyText = 16 << 10

// A givenKey is a key that was named on the command line, and what signs with it, if that is at hand.
type givenKey struct {
	key    officer.Key
	signer officer.Signer
	duress bool // the passphrase was the one that is given under duress
}

// readOfficerKey reads a key from a file: an officer's key file, for which its passphrase is asked, the file of a passkey, a
// line of parley officer key or passkey, or an SSH public key. verified asks that a security key verifies its user.
func readOfficerKey(path string, verified bool) (g givenKey, err error) {
	b, err := readFile(path, maxKeyText)
	if err != nil {
		return g, err
	}
	switch {
	case bytes.HasPrefix(b, []byte("-----BEGIN AGE ")):
		return openOfficerKey(path)
	case bytes.HasPrefix(b, []byte(passkeyWord+"\n")):
		g, err = openPasskey(string(b))
	case bytes.HasPrefix(b, []byte(officerKeyWord+" ")):
		g.key, err = parseOfficerKey(string(b))
	default:
		g.key, err = parseSSHKey(string(b), verified)
	}
	if err != nil {
		err = parley.Wrap(err, parley.CodeBadKey, "%s holds no key of an officer: %s", path, parley.SentenceOf(err))
	}
	return g, err
}

// openOfficerKey opens the private key of an officer, or the file of his passkey.
func openOfficerKey(path string) (g givenKey, err error) {
	if b, err := readFile(path, maxKeyText); err == nil && bytes.HasPrefix(b, []byte(passkeyWord+"\n")) {
		return openPasskey(string(b))
	}
	k, duress, err := keystore.OpenOfficer(path, passphraseFor(path))
	if err == nil {
		g.signer, g.duress = officer.Ed25519(k), duress
		g.key = g.signer.Key()
	}
	return g, err
}

// officerKeyLine is the public half of a key as parseOfficerKey reads it.
func officerKeyLine(k officer.Key) string {
	return officerKeyWord + " " + base64.RawURLEncoding.EncodeToString(k.Encode())
}

func parseOfficerKey(line string) (officer.Key, error) {
	fields := strings.Fields(line)
	if len(fields) != 2 {
		return officer.Key{}, parley.Errorf(parley.CodeBadKey, "the line has not two words")
	}
	b, err := base64.RawURLEncoding.DecodeString(fields[1])
	if err != nil {
		return officer.Key{}, parley.Errorf(parley.CodeBadKey, "what follows %s is not base64url", officerKeyWord)
	}
	return officer.DecodeKey(b)
}

// parseSSHKey reads the line that OpenSSH keeps in a .pub file.
func parseSSHKey(line string, verified bool) (k officer.Key, err error) {
	fields := strings.Fields(line)
	if len(fields) < 2 {
		return k, parley.Errorf(parley.CodeBadKey, "it is no line with an SSH public key")
	}
	k = officer.Key{Kind: officer.KindSSH}
	if k.Public, err = base64.StdEncoding.DecodeString(fields[1]); err != nil {
		return k, parley.Errorf(parley.CodeBadKey, "the second word of the line is not base64")
	}
	if strings.HasPrefix(fields[0], "sk-") {
		k.Extra = &officer.Extra{Origins: []string{}, Verified: verified}
	}
	return k, k.Check()
}
