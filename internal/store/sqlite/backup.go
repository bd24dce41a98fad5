package sqlite

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"parley"
)

// Backup writes one snapshot to a new file at path; see store.Store. It takes the place of one View while it lasts.
func (s *Store) Backup(path string) error {
	abs, err := newFile(path)
	if err != nil {
		return err
	}
	if err = s.copyTo(abs); err == nil {
		err = syncFile(abs)
	}
	if err != nil {
		os.Remove(abs)
		os.Remove(abs + "-journal")
	}
	return err
}

// newFile makes an empty file that was not there before.
func newFile(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil || path == "" {
		return "", parley.Errorf(parley.CodeStorage, "%q names no file", path)
	}
	err = createFile(abs)
	if errors.Is(err, fs.ErrExist) {
		return "", parley.Errorf(parley.CodeDuplicate, "%s is there already and is not overwritten", path)
	}
	if err != nil {
		return "", parley.Wrap(err, parley.CodeStorage, "the file %s cannot be made", path)
	}
	return abs, nil
}

// copyTo writes the rows of one snapshot into the empty file at abs. Every row is read and every index made anew, so
// that damage to a page of the database fails the copy and is not copied.
func (s *Store) copyTo(abs string) error {
	ses, ok := <-s.readers
	if !ok {
		return parley.Errorf(parley.CodeStorage, "the database is closed")
	}
	defer func() { s.readers <- ses }()
	if err := s.usable(); err != nil {
		return err
	}
	if err := ses.run("PRAGMA query_only = OFF"); err != nil { // it would keep VACUUM from writing the other file, too
		return err
	}
	_, err := ses.Exec("VACUUM INTO $1", abs)
	return errors.Join(err, ses.run("PRAGMA query_only = ON"))
}

// syncFile forces a file and its name to disk.
func syncFile(abs string) error {
	f, err := os.OpenFile(abs, os.O_RDWR, 0)
	if err != nil {
		return storageError(err)
	}
	err = f.Sync()
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = syncDirectory(filepath.Dir(abs))
	}
	if err != nil {
		return parley.Wrap(err, parley.CodeStorage, "the copy %s could not be forced to disk", abs)
	}
	return nil
}
