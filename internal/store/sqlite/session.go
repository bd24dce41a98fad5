package sqlite

import (
	"strings"
	"time"

	"zombiezen.com/go/sqlite"

	"parley"
	"parley/internal/store/rows"
)

// busyTimeout is how long a session waits for another process that holds the file.
const busyTimeout = 5 * time.Second

// settings are those of every session, besides what the engine's defaults are here: strings in double quotes are none.
var settings = []string{
	"PRAGMA synchronous = FULL",
	"PRAGMA foreign_keys = ON",
	"PRAGMA trusted_schema = OFF",
	"PRAGMA secure_delete = ON",
	"PRAGMA cache_size = -8192",  // KiB
	"PRAGMA temp_store = MEMORY", // what undoes one statement; a file of its own took a tenth of a busy node's time
}

// writing are those of the session that writes: what a busy node touches again and again stays in memory, and is copied
// from the log into the database once in so many pages, of 4 KiB each.
var writing = []string{
	"PRAGMA cache_size = -16384",
	"PRAGMA wal_autocheckpoint = 4000",
}

// A session is one connection with its prepared statements. One transaction uses it at a time.
type session struct {
	conn  *sqlite.Conn
	stmts map[string]*statement
	open  bool      // a transaction was begun and not committed
	logs  rows.Logs // what the session that writes knows of the logs, as they are in its transaction
}

// newSession opens the file that uri names.
func newSession(uri string, mode sqlite.OpenFlags) (*session, error) {
	conn, err := sqlite.OpenConn(uri, mode|sqlite.OpenURI)
	if err != nil {
		return nil, storageError(err)
	}
	s := &session{conn: conn, stmts: map[string]*statement{}, logs: rows.Logs{}}
	conn.SetBusyTimeout(busyTimeout)
	// Conn.SetDefensive is not for use (zombiezen.com/go/sqlite v1.4.2): it passes one argument where SQLite reads two, and
	// SQLite writes to whatever address stands in the memory after it. What it refuses is not in any statement of ours.
	if err = s.set(settings); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *session) set(settings []string) error {
	for _, setting := range settings {
		if err := s.run(setting); err != nil {
			return err
		}
	}
	return nil
}

// prepare returns the prepared form of query, kept for the life of the session.
func (s *session) prepare(query string) (*statement, error) {
	if st, ok := s.stmts[query]; ok {
		return st, nil
	}
	st, err := newStatement(s.conn, query)
	if err != nil {
		return nil, storageError(err)
	}
	s.stmts[query] = st
	return st, nil
}

// Each runs a statement of a transaction; see rows.Session.
func (s *session) Each(query string, args []any, fn func(rows.Row) error) error {
	st, err := s.prepare(query)
	if err != nil {
		return err
	}
	return storageError(st.each(args, fn))
}

// Exec runs a statement and returns the number of rows that it changed.
func (s *session) Exec(query string, args ...any) (int64, error) {
	st, err := s.prepare(query)
	if err != nil {
		return 0, err
	}
	err = st.each(args, func(rows.Row) error { return nil })
	return int64(s.conn.Changes()), storageError(err)
}

// Put is Exec for who does not need to know how many rows were changed; see rows.Session.
func (s *session) Put(query string, args ...any) error {
	_, err := s.Exec(query, args...)
	return err
}

// Number adds a message and returns the number that it got; see rows.Session. RETURNING would cost a fifth of it.
func (s *session) Number(query string, args ...any) (uint64, error) {
	n, err := s.Exec(query, args...)
	if err != nil || n == 0 {
		return 0, err
	}
	return uint64(s.conn.LastInsertRowID()), nil
}

// answer reads the first row of what query answers, outside of any transaction.
func (s *session) answer(query string, dest ...any) error {
	st, err := s.prepare(query)
	if err != nil {
		return err
	}
	found := false
	err = st.each(nil, func(r rows.Row) error {
		if found {
			return nil
		}
		found = true
		return r.Scan(dest...)
	})
	if err == nil && !found {
		err = parley.Errorf(parley.CodeStorage, "the database gives no answer to %s", query)
	}
	return storageError(err)
}

// script runs statements one after the other.
func (s *session) script(text string) error {
	for text = strings.TrimSpace(text); text != ""; {
		st, rest, err := s.conn.PrepareTransient(text)
		for more := err == nil; more && err == nil; {
			more, err = st.Step()
		}
		if st != nil {
			st.Finalize()
		}
		if err != nil {
			return storageError(err)
		}
		text = strings.TrimSpace(text[len(text)-rest:])
	}
	return nil
}

// run runs a statement that is about the session: BEGIN, COMMIT or a PRAGMA whose answer does not matter.
func (s *session) run(query string) error {
	_, err := s.Exec(query)
	if err == nil && strings.HasPrefix(query, "BEGIN") {
		s.open = true
	}
	return err
}

// rollback undoes the open transaction, if there is one. SQLite itself has already done so after some errors; then
// the statement finds no transaction, which is what was wanted.
func (s *session) rollback() {
	if s.open {
		s.Exec("ROLLBACK")
		s.open = false
		clear(s.logs)
	}
}

// close closes the connection, with its statements.
func (s *session) close() error { return storageError(s.conn.Close()) }
