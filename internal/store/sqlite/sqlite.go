// Package sqlite keeps a node's durable memory in one SQLite file: the default driver of the contract in
// internal/store, for one machine and one process.
//
// The file is in write-ahead mode with synchronous=FULL: what Update reported as done has been forced to disk. One
// session writes; a few others read, each View from one snapshot, and neither waits for the other. A View may be
// opened inside an Update, and then sees the state before it; an Update inside an Update, or Close inside either,
// waits for ever.
//
// When the disk fails in the middle of a commit, Update returns an error that wraps store.ErrUnknown, and from then on
// the Store refuses all work: after a failed fsync only closing and opening the file tells what it holds.
package sqlite

import (
	"errors"
	"sync"
	"sync/atomic"

	"zombiezen.com/go/sqlite"

	"parley"
	"parley/internal/store"
	"parley/internal/store/rows"
)

// readSessions is the number of Views that run at the same time; further ones wait for their turn.
const readSessions = 4

// A Store is one open database file. It is safe for use by many goroutines.
type Store struct {
	path     string // absolute
	readOnly bool
	writer   chan *session // the sessions that are free; both are closed with the store
	readers  chan *session
	broken   atomic.Bool // the outcome of a commit is unknown
	closing  sync.Once
}

var _ store.Store = (*Store)(nil)

// engine is what SQLite says otherwise than other engines.
var engine = &rows.Engine{
	PutWords: `INSERT OR REPLACE INTO message_words (rowid, words)
		SELECT seq, CASE WHEN length(envelope) > 0 THEN $2 ELSE '' END FROM message WHERE id = $1`,
	Matching: matching,
	Matches:  `w.message_words MATCH $1`,
	Damage:   faults,
}

// Open opens the database file at path, or makes it, readable by its owner alone; its directory must exist. It brings
// an older database up to the present version. It refuses a file of a newer version, of another program, or that is
// damaged, and leaves such a file as it is. Errors carry parley.CodeStorage, or parley.CodeBusy where another process
// holds the file.
func Open(path string) (*Store, error) {
	abs, err := prepareFile(path)
	if err != nil {
		return nil, err
	}
	s := &Store{path: abs, writer: make(chan *session, 1), readers: make(chan *session, readSessions)}
	if err := s.start(); err != nil {
		s.closeSessions()
		return nil, err
	}
	return s, nil
}

// start opens the sessions, the writing one first, and brings the schema up to date.
func (s *Store) start() error {
	w, err := newSession(uri(s.path, "rw"), sqlite.OpenReadWrite)
	if err != nil {
		return err
	}
	s.writer <- w
	if err := w.set(writing); err != nil {
		return err
	}
	if err := prepareDatabase(w); err != nil {
		return err
	}
	for range readSessions {
		if err := s.addReader(uri(s.path, "rw"), sqlite.OpenReadWrite); err != nil {
			return err
		}
	}
	return nil
}

// Close waits for the transactions under way and closes the file. A second Close does nothing.
func (s *Store) Close() (err error) {
	s.closing.Do(func() {
		for _, pool := range []chan *session{s.readers, s.writer} {
			for range cap(pool) {
				err = errors.Join(err, (<-pool).close())
			}
			close(pool)
		}
	})
	return err
}

// closeSessions closes the sessions of a store that did not open.
func (s *Store) closeSessions() {
	for _, pool := range []chan *session{s.readers, s.writer} {
		for range len(pool) {
			(<-pool).close()
		}
	}
}

// Update runs fn in one transaction; see store.Store.
func (s *Store) Update(fn func(store.Tx) error) error {
	if s.readOnly {
		return parley.Errorf(parley.CodeStorage, "the database was opened for reading only")
	}
	ses, err := s.enter(s.writer, "BEGIN IMMEDIATE")
	if err != nil {
		return err
	}
	defer s.leave(s.writer, ses)
	t := rows.NewTx(ses, engine, ses.logs)
	defer t.End()
	if err := fn(t); err != nil {
		return err
	}
	if err := t.Failed(); err != nil {
		return err
	}
	return s.commit(ses)
}

// View runs fn over one snapshot; see store.Store.
func (s *Store) View(fn func(store.Reader) error) error {
	ses, err := s.enter(s.readers, "BEGIN")
	if err != nil {
		return err
	}
	defer s.leave(s.readers, ses)
	r := rows.NewReader(ses, engine)
	defer r.End()
	return fn(r)
}

// enter takes a session of pool and begins a transaction.
func (s *Store) enter(pool chan *session, begin string) (*session, error) {
	ses, ok := <-pool
	if !ok {
		return nil, parley.Errorf(parley.CodeStorage, "the database is closed")
	}
	err := s.usable()
	if err == nil {
		err = ses.run(begin)
	}
	if err != nil {
		pool <- ses
		return nil, err
	}
	return ses, nil
}

// leave ends what is left of the transaction, also when its function panicked, and gives the session back.
func (s *Store) leave(pool chan *session, ses *session) {
	ses.rollback()
	pool <- ses
}

func (s *Store) usable() error {
	if s.broken.Load() {
		return parley.Errorf(parley.CodeStorage,
			"the database did not confirm an earlier write: look at the disk, then stop and start the node")
	}
	return nil
}

func (s *Store) commit(ses *session) error {
	err := ses.run("COMMIT")
	if err == nil {
		ses.open = false
		return nil
	}
	if notStored(err) {
		return err
	}
	s.broken.Store(true)
	return unknownOutcome(err)
}
