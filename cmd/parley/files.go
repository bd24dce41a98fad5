package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"parley"
)

// readFile reads a file of at most max bytes; "-" is standard input.
func readFile(path string, max int) ([]byte, error) {
	f := os.Stdin
	if path != "-" {
		var err error
		if f, err = os.Open(path); err != nil {
			return nil, unreadable(path, err)
		}
		defer f.Close()
	}
	b, err := io.ReadAll(io.LimitReader(f, int64(max)+1))
	if err != nil {
		return nil, unreadable(path, err)
	}
	if len(b) > max {
		return nil, parley.Errorf(parley.CodeTooLarge, "%s has more than %d bytes", path, max)
	}
	return b, nil
}

func unreadable(path string, err error) error {
	code := parley.CodeStorage
	if errors.Is(err, fs.ErrNotExist) {
		code = parley.CodeNotFound
	}
	return parley.Wrap(err, code, "cannot read %s: %s", path, reason(err))
}

// writeFile makes a new file of mode 0600 that is on stable storage when it returns nil, and is not there otherwise.
// It never overwrites.
func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return parley.Errorf(parley.CodeDuplicate, "%s is there already and is not overwritten", path)
	}
	if err != nil {
		return unwritable(path, err)
	}
	if err = write(f); err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = syncDirectory(filepath.Dir(path))
	}
	if err != nil {
		os.Remove(path)
		return unwritable(path, err)
	}
	return nil
}

// writeBytes is writeFile for bytes at hand.
func writeBytes(path string, b []byte) error {
	return writeFile(path, func(w io.Writer) error { _, err := w.Write(b); return err })
}

func unwritable(path string, err error) error {
	if parley.CodeOf(err) != parley.CodeInternal {
		return err
	}
	return parley.Wrap(err, parley.CodeStorage, "cannot write %s: %s", path, reason(err))
}

// syncDirectory puts the names in dir on stable storage.
func syncDirectory(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// reason returns what the operating system said, without paths that the sentence names already.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return l.Err.Error()
	}
	return err.Error()
}
