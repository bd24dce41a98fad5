package sqlite

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"parley"
)

// ownerOnly is the mode of the database file; SQLite gives the same to the -wal and -shm files beside it.
const ownerOnly = 0o600

// prepareFile makes the file at path if it is missing, sees to its mode, and returns its absolute path.
func prepareFile(path string) (string, error) {
	if path == "" || strings.ContainsRune(path, 0) {
		return "", parley.Errorf(parley.CodeStorage, "%q names no database file", path)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", parley.Wrap(err, parley.CodeStorage, "the path of the database cannot be made absolute")
	}
	info, err := os.Stat(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = createFile(abs)
	case err == nil && !info.Mode().IsRegular():
		return "", parley.Errorf(parley.CodeStorage, "%s is not a file", path)
	case err == nil:
		err = closeToOthers(abs)
	}
	if err != nil {
		return "", parley.Wrap(err, parley.CodeStorage, "the database file %s cannot be opened", path)
	}
	return abs, nil
}

// createFile makes an empty file and forces its name to disk.
func createFile(abs string) error {
	f, err := os.OpenFile(abs, os.O_CREATE|os.O_EXCL|os.O_RDWR, ownerOnly)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return syncDirectory(filepath.Dir(abs))
}

func syncDirectory(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

// closeToOthers takes the rights of group and others from the database and the files that SQLite keeps beside it.
func closeToOthers(abs string) error {
	for _, name := range []string{abs, abs + "-wal", abs + "-shm"} {
		info, err := os.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			err = os.Chmod(name, ownerOnly)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// uri names the file at the absolute path abs, to be opened in mode rw or ro. The path is escaped, so that no character of
// it can end it or become a setting.
func uri(abs, mode string) string {
	path := filepath.ToSlash(abs)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: "mode=" + mode}
	return u.String()
}
