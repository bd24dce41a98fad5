package keystore

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"parley"
)

// create makes a new file of mode 0600 at path that holds text. A reader, or a power cut, finds it whole or not at all:
// the text is written and synced under another name, then linked, which fails where the name is taken, and the
// directory is synced.
func create(path string, text []byte) error {
	dir := filepath.Dir(path)
	temporary, err := writeTemporary(dir, "."+filepath.Base(path)+".*", text)
	if err != nil {
		return parley.Wrap(err, parley.CodeStorage, "the key file %s cannot be written", path)
	}
	defer os.Remove(temporary)
	if err := os.Link(temporary, path); errors.Is(err, fs.ErrExist) {
		return parley.Errorf(parley.CodeDuplicate, "%s exists already, and a key file is never overwritten", path)
	} else if err != nil {
		return parley.Wrap(err, parley.CodeStorage, "the key file %s cannot be written", path)
	}
	if err := syncDirectory(dir); err != nil {
		os.Remove(path)
		return parley.Wrap(err, parley.CodeStorage, "the key file %s cannot be written", path)
	}
	return nil
}

// writeTemporary returns the name of a new synced file of mode 0600, or an error and no file.
func writeTemporary(dir, pattern string, text []byte) (string, error) {
	f, err := os.CreateTemp(dir, pattern)
	if err != nil {
		return "", err
	}
	if _, err = f.Write(text); err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}

func syncDirectory(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
