package keystore

import (
	"bytes"
	"errors"
	"io"

	"filippo.io/age"
	"filippo.io/age/armor"

	"parley"
)

// WorkFactor is log2 of scrypt's N for new files, as the age tool has it: about a second and 256 MiB.
const WorkFactor = 18

const maxWorkFactor = 20 // the most that is spent on a file that says it wants more

// encrypted reports whether text is an armored age file.
func encrypted(text []byte) bool { return bytes.HasPrefix(text, []byte(armor.Header)) }

func encrypt(text []byte, passphrase string, logN int) ([]byte, error) {
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeBadKey, "the passphrase cannot be used")
	}
	to.SetWorkFactor(logN)
	var out bytes.Buffer
	if err := encryptTo(&out, to, text); err != nil {
		return nil, parley.Wrap(err, parley.CodeInternal, "the key cannot be encrypted")
	}
	return out.Bytes(), nil
}

func encryptTo(out io.Writer, to age.Recipient, text []byte) error {
	armored := armor.NewWriter(out)
	w, err := age.Encrypt(armored, to)
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return armored.Close()
}

// decrypt opens an armored age file of at most maxFile bytes; path is for the sentences.
func decrypt(path string, text []byte, passphrase string) ([]byte, error) {
	by, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeBadKey, "the passphrase cannot be used")
	}
	by.SetMaxWorkFactor(maxWorkFactor)
	r, err := age.Decrypt(armor.NewReader(bytes.NewReader(text)), by)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return nil, parley.Errorf(parley.CodeBadKey, "the passphrase of %s is wrong", path)
	}
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeBadKey, "%s is damaged or cut short", path)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeBadKey, "%s is damaged or cut short", path)
	}
	return plain, nil
}
