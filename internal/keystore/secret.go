package keystore

import (
	"errors"
	"io"
	"io/fs"
	"os"

	"parley"
)

// maxFile is the longest key or seal file that is read, in bytes; a seal file under a passphrase is about 4 KiB.
const maxFile = 16 << 10

// writeSecret stores text in a new file, under the passphrase if there is one.
func writeSecret(path string, text []byte, passphrase string, logN int) error {
	if passphrase != "" {
		var err error
		if text, err = encrypt(text, passphrase, logN); err != nil {
			return err
		}
	}
	return create(path, text)
}

// readSecret returns the text that writeSecret stored.
func readSecret(path string, passphrase func() (string, error)) ([]byte, error) {
	text, err := readPrivate(path)
	if err != nil || !encrypted(text) {
		return text, err
	}
	word, err := ask(path, passphrase)
	if err != nil {
		return nil, err
	}
	return decrypt(path, text, word)
}

func ask(path string, passphrase func() (string, error)) (string, error) {
	if passphrase == nil {
		return "", parley.Errorf(parley.CodeBadKey, "%s is under a passphrase, and none was given", path)
	}
	word, err := passphrase()
	if err != nil {
		return "", parley.Wrap(err, parley.CodeBadKey, "%s is under a passphrase, and none could be read", path)
	}
	if word == "" {
		return "", parley.Errorf(parley.CodeBadKey, "%s is under a passphrase, and none was given", path)
	}
	return word, nil
}

// readPrivate reads a small regular file that only its owner may read. It looks at the open file, not at the name.
func readPrivate(path string) ([]byte, error) {
	if err := checkPrivate(path, os.Stat); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, openError(path, err)
	}
	defer f.Close()
	if err := checkPrivate(path, func(string) (fs.FileInfo, error) { return f.Stat() }); err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeStorage, "%s cannot be read", path)
	}
	if len(b) > maxFile {
		return nil, parley.Errorf(parley.CodeBadKey, "%s is longer than any key file", path)
	}
	return b, nil
}

func checkPrivate(path string, stat func(string) (fs.FileInfo, error)) error {
	info, err := stat(path)
	switch {
	case err != nil:
		return openError(path, err)
	case !info.Mode().IsRegular():
		return parley.Errorf(parley.CodeBadKey, "%s is not a regular file", path)
	case info.Mode().Perm()&0o077 != 0:
		return parley.Errorf(parley.CodeBadKey, "others than its owner may use the key file %s (mode %04o); make it 0600", path, info.Mode().Perm())
	}
	return nil
}

func openError(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return parley.Wrap(err, parley.CodeNotFound, "there is no key file %s", path)
	}
	return parley.Wrap(err, parley.CodeStorage, "the key file %s cannot be opened", path)
}
