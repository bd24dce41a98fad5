package keystore

import (
	"strings"

	"filippo.io/age"

	"parley"
)

// NewSealIdentity makes a hybrid (X25519 and ML-KEM-768) age identity: the secret "AGE-SECRET-KEY-PQ-1..." and the
// recipient "age1pq1..." that stands on the sheet. Courier bundles are sealed to it.
func NewSealIdentity() (identity, recipient string, err error) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		return "", "", parley.Wrap(err, parley.CodeInternal, "the seal identity cannot be made")
	}
	return id.String(), id.Recipient().String(), nil
}

// WriteSeal stores a seal identity in a new age identity file, in the way of Write.
func WriteSeal(path, identity, passphrase string) error {
	id, err := age.ParseHybridIdentity(identity)
	if err != nil {
		return parley.Errorf(parley.CodeBadKey, "the seal identity is not a hybrid age identity")
	}
	text := "# public key: " + id.Recipient().String() + "\n" + id.String() + "\n"
	return writeSecret(path, []byte(text), passphrase, WorkFactor)
}

// ReadSeal returns the seal identity in the file at path and its recipient, with the conditions and errors of Read.
func ReadSeal(path string, passphrase func() (string, error)) (identity, recipient string, err error) {
	text, err := readSecret(path, passphrase)
	if err != nil {
		return "", "", err
	}
	id, err := age.ParseHybridIdentity(onlyLine(string(text)))
	if err != nil {
		return "", "", parley.Errorf(parley.CodeBadKey, "%s is not a file with one hybrid age identity, or it is cut short", path)
	}
	return id.String(), id.Recipient().String(), nil
}

// onlyLine returns the one line of text that is neither empty nor a comment, or "" if there are none or several.
func onlyLine(text string) string {
	found := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if found != "" {
			return ""
		}
		found = line
	}
	return found
}
