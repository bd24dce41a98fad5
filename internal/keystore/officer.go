package keystore

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"strings"

	"filippo.io/age/armor"

	"parley"
)

// An officer's key file holds two slots, one after the other. Each is an armored age file of its own, under a passphrase
// of its own, with the same key and one more line that says which of the two it is. One slot opens with the officer's
// passphrase, the other with the passphrase that is given under duress, or, where there is none, with random bytes that
// nobody keeps. So a file with a second passphrase has the length and the structure of one without. The order of the two
// is drawn by lot, and both are tried each time, so that neither the place nor the time tells which one opened.
// Whoever has the file and a passphrase and takes the file apart can read which one it was; the file alone says nothing.

// The last lines of the slots, of equal length.
const (
	ordinarySlot = "slot 1\n"
	duressSlot   = "slot 2\n"
)

// WriteOfficer stores k in a new officer's key file at path, in the way of Write. duress is the second passphrase, or
// empty: there is none. work is log2 of scrypt's N, WorkFactor where the key counts for something. CodeBadKey: passphrase is
// empty, or both are the same.
func WriteOfficer(path string, k *Key, passphrase, duress string, work int) error {
	text, err := officerText(k, passphrase, duress, work)
	if err != nil {
		return err
	}
	return create(path, text)
}

func officerText(k *Key, passphrase, duress string, logN int) ([]byte, error) {
	switch passphrase {
	case "":
		return nil, parley.Errorf(parley.CodeBadKey, "an officer's key file needs a passphrase")
	case duress:
		return nil, parley.Errorf(parley.CodeBadKey, "the passphrase and the one given under duress are the same")
	}
	var random [33]byte // the nobody's passphrase and the lot
	if _, err := rand.Read(random[:]); err != nil {
		return nil, parley.Wrap(err, parley.CodeInternal, "no random bytes to make a key file from")
	}
	if duress == "" {
		duress = hex.EncodeToString(random[:32])
	}
	key, err := encodeKey(k)
	if err != nil {
		return nil, err
	}
	first, err := encrypt(append(bytes.Clone(key), ordinarySlot...), passphrase, logN)
	if err != nil {
		return nil, err
	}
	second, err := encrypt(append(key, duressSlot...), duress, logN)
	if random[32]&1 == 1 {
		first, second = second, first
	}
	return append(first, second...), err
}

// OpenOfficer returns the key in the officer's key file at path, with the conditions and errors of Read. duress reports
// that the passphrase was the one that is given under duress: the key is the same, and what the caller does with it is
// silent.
func OpenOfficer(path string, passphrase func() (string, error)) (k *Key, duress bool, err error) {
	text, err := readPrivate(path)
	if err != nil {
		return nil, false, err
	}
	first, second, ok := slots(text)
	if !ok {
		return nil, false, parley.Errorf(parley.CodeBadKey, "%s is not an officer's key file, or it is cut short", path)
	}
	word, err := ask(path, passphrase)
	if err != nil {
		return nil, false, err
	}
	one, failed := decrypt(path, first, word)
	two, err := decrypt(path, second, word) // also where the first is open: the time must not tell
	switch {
	case failed == nil:
		return openSlot(path, string(one))
	case err == nil:
		return openSlot(path, string(two))
	}
	return nil, false, failed
}

// slots splits an officer's key file.
func slots(text []byte) (first, second []byte, ok bool) {
	header := []byte(armor.Header)
	if !bytes.HasPrefix(text, header) {
		return nil, nil, false
	}
	at := bytes.Index(text[1:], header) + 1
	return text[:at], text[at:], at > 0 && 2*at == len(text)
}

func openSlot(path, text string) (k *Key, duress bool, err error) {
	key, ordinary := strings.CutSuffix(text, ordinarySlot)
	if !ordinary {
		if key, duress = strings.CutSuffix(text, duressSlot); !duress {
			return nil, false, parley.Errorf(parley.CodeBadKey, "%s is not an officer's key file", path)
		}
	}
	k, err = decodeKey(path, []byte(key))
	return k, duress && err == nil, err
}
