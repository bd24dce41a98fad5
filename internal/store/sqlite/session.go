package sqlite

import (
	"context"
	"database/sql"
	"strings"
)

// A session is one connection with its prepared statements. One transaction uses it at a time.
type session struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	open  bool // a transaction was begun and not committed
}

func newSession(db *sql.DB) (*session, error) {
	conn, err := db.Conn(context.Background())
	if err != nil {
		return nil, storageError(err)
	}
	return &session{conn: conn, stmts: map[string]*sql.Stmt{}}, nil
}

// prepare returns the prepared form of query, kept for the life of the session.
func (s *session) prepare(query string) (*sql.Stmt, error) {
	if st, ok := s.stmts[query]; ok {
		return st, nil
	}
	st, err := s.conn.PrepareContext(context.Background(), query)
	if err == nil {
		s.stmts[query] = st
	}
	return st, err
}

// exec runs a statement and returns the number of rows that it changed.
func (s *session) exec(query string, args ...any) (int64, error) {
	st, err := s.prepare(query)
	if err != nil {
		return 0, storageError(err)
	}
	res, err := st.Exec(args...)
	if err != nil {
		return 0, storageError(err)
	}
	n, err := res.RowsAffected()
	return n, storageError(err)
}

// run runs a statement that is about the session: BEGIN, COMMIT or a PRAGMA without an answer.
func (s *session) run(query string) error {
	_, err := s.exec(query)
	if err == nil && strings.HasPrefix(query, "BEGIN") {
		s.open = true
	}
	return err
}

// rollback undoes the open transaction, if there is one. SQLite itself has already done so after some errors; then
// the statement finds no transaction, which is what was wanted.
func (s *session) rollback() {
	if s.open {
		s.exec("ROLLBACK")
		s.open = false
	}
}

func (s *session) close() {
	for _, st := range s.stmts {
		st.Close()
	}
	s.conn.Close()
}
