package sqlite

import (
	"os"

	"parley/internal/store/rows"
)

// Create makes the database file at path, which must not be there, has fill write its rows, all in one transaction, and forces the
// file to disk. When it fails there is no file. A file that is there is never touched: parley.CodeDuplicate.
func Create(path string, fill func(rows.Session) error) error {
	abs, err := newFile(path)
	if err != nil {
		return err
	}
	s, err := Open(abs)
	if err == nil {
		err = s.fill(fill)
		if closed := s.Close(); err == nil {
			err = closed
		}
	}
	if err == nil {
		err = syncFile(abs)
	}
	if err != nil {
		for _, name := range []string{abs, abs + "-wal", abs + "-shm"} {
			os.Remove(name)
		}
	}
	return err
}

func (s *Store) fill(fill func(rows.Session) error) error {
	ses, err := s.enter(s.writer, "BEGIN IMMEDIATE")
	if err != nil {
		return err
	}
	defer s.leave(s.writer, ses)
	if err := fill(ses); err != nil {
		return err
	}
	return s.commit(ses)
}

// Rows runs fn in a session that reads one state, for who copies all rows to another engine; see rows.Copy.
func (s *Store) Rows(fn func(rows.Session) error) error {
	ses, err := s.enter(s.readers, "BEGIN")
	if err != nil {
		return err
	}
	defer s.leave(s.readers, ses)
	return fn(ses)
}
