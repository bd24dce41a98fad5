package sqlite

import (
	"os"
	"path/filepath"

	"zombiezen.com/go/sqlite"

	"parley"
)

// OpenReadOnly opens a database file that nothing writes to, such as a copy made by Backup, and leaves it as it is, byte
// for byte. Update fails. It refuses a file of another version of the schema: only Open can bring it up to the present
// one.
func OpenReadOnly(path string) (*Store, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeStorage, "the path of the database cannot be made absolute")
	}
	if info, err := os.Stat(abs); err != nil || !info.Mode().IsRegular() {
		return nil, parley.Wrap(err, parley.CodeStorage, "%s is not a file", path)
	}
	s := &Store{path: abs, readOnly: true, writer: make(chan *session), readers: make(chan *session, readSessions)}
	if err := s.startReading(); err != nil {
		s.closeSessions()
		return nil, err
	}
	return s, nil
}

func (s *Store) startReading() error {
	for range readSessions {
		if err := s.addReader(uri(s.path, "ro")+"&immutable=1", sqlite.OpenReadOnly); err != nil {
			return err
		}
	}
	ses := <-s.readers
	defer func() { s.readers <- ses }()
	steps, err := migrations()
	if err != nil {
		return err
	}
	version, err := currentVersion(ses)
	if err == nil && version != len(steps) {
		err = parley.Errorf(parley.CodeStorage, "the database was made by another version of this program (schema %d, this version has %d)",
			version, len(steps))
	}
	return err
}

// addReader opens one more session that reads.
func (s *Store) addReader(uri string, mode sqlite.OpenFlags) error {
	r, err := newSession(uri, mode)
	if err != nil {
		return err
	}
	if err := r.run("PRAGMA query_only = ON"); err != nil {
		r.close()
		return err
	}
	s.readers <- r
	return nil
}
