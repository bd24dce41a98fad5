package postgres

import (
	"parley"
	"parley/internal/store/rows"
	"parley/internal/store/sqlite"
)

// Backup writes one snapshot to a new file at path; see store.Store. The file is a database of the driver sqlite: every machine can
// open it, and Fill reads it back.
func (s *Store) Backup(path string) error {
	return sqlite.Create(path, func(to rows.Session) error {
		return s.Rows(func(from rows.Session) error {
			_, err := rows.Copy(from, to)
			return err
		})
	})
}

// Rows runs fn in a session that reads one state, for who copies all rows to another engine; see rows.Copy.
func (s *Store) Rows(fn func(rows.Session) error) error {
	ses, err := s.enter(s.readers, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
	if err != nil {
		return err
	}
	defer s.leave(s.readers, ses)
	return fn(ses)
}

// Fill has fn write the rows of a database that has none yet, all in one transaction: parley.CodeDuplicate if it has some.
func (s *Store) Fill(fn func(rows.Session) error) error {
	ses, err := s.enter(s.writer, "BEGIN")
	if err != nil {
		return err
	}
	defer s.leave(s.writer, ses)
	if err := s.own(ses); err != nil {
		return err
	}
	held, err := rows.Count(ses)
	if err != nil {
		return err
	}
	if held > 0 {
		return parley.Errorf(parley.CodeDuplicate, "the database is not empty: it holds %d rows", held)
	}
	if err := fn(ses); err != nil {
		return err
	}
	return s.commit(ses)
}
