// Package postgres keeps a node's durable memory in a PostgreSQL database: the driver of the contract in internal/store for a
// party whose nodes share one.
//
// One node at a time writes. Whoever opens the database for writing raises the generation that stands in it, and every
// transaction that writes first locks that row and looks whether the generation is still its own: a node that was taken for dead and
// comes back, or that never knew, writes nothing more, whatever its connections do. The advisory lock that is taken besides only
// keeps two nodes from taking the database from each other by mistake.
//
// What Update reported as done was committed with synchronous_commit on, and where the server names synchronous standbys, one of
// them has it on disk. When a COMMIT is not answered, or the wait for a standby was broken off, Update returns an error that wraps
// store.ErrUnknown, and from then on the Store refuses all work until it is opened again, in a new generation.
package postgres

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"

	"parley"
	"parley/internal/store"
	"parley/internal/store/rows"
)

// readSessions is the number of Views that run at the same time; further ones wait for their turn.
const readSessions = 4

// A Store is one open database. It is safe for use by many goroutines.
type Store struct {
	dsn        string
	options    Options
	generation atomic.Int64
	raising    atomic.Int64  // the generation that is being raised to, or was last
	writer     chan *session // the sessions that are free; both are closed with the store
	readers    chan *session
	broken     atomic.Pointer[parley.Error] // why nothing is written any more
	ended      chan struct{}                // closed when broken is set
	ending     sync.Once
	quit       chan struct{} // closed when the store closes
	beats      sync.WaitGroup
	closing    sync.Once
}

var _ store.Store = (*Store)(nil)

// engine is what PostgreSQL says otherwise than other engines.
var engine = &rows.Engine{
	PutWords: `INSERT INTO message_words (rowid, words)
		SELECT seq, CASE WHEN length(envelope) > 0 THEN $2 ELSE '' END FROM message WHERE id = $1
		ON CONFLICT (rowid) DO UPDATE SET words = excluded.words`,
	Matching: matching,
	Matches:  `w.found @@ CAST($1 AS tsquery)`,
	Damage:   faults,
}

// Open opens the database that dsn names, as a URL or as words ("host=/run/postgresql dbname=parley"), for this node alone, brings
// its schema up to the present version, and begins a new generation. It refuses a database of a newer version or of another
// program, and one that is older than what this node has seen. Errors carry parley.CodeStorage, or parley.CodeBusy where another node
// holds the database.
func Open(ctx context.Context, dsn string, o Options) (*Store, error) {
	s := newStore(dsn, o)
	if err := s.start(ctx); err != nil {
		s.closeSessions()
		return nil, err
	}
	return s, nil
}

func newStore(dsn string, o Options) *Store {
	return &Store{dsn: dsn, options: o, writer: make(chan *session, 1), readers: make(chan *session, readSessions), ended: make(chan struct{}), quit: make(chan struct{})}
}

func (s *Store) start(ctx context.Context) error {
	w, err := newSession(ctx, s.dsn, "on")
	if err != nil {
		return err
	}
	s.writer <- w
	if err := w.hold(); err != nil {
		return err
	}
	return s.prepare(ctx)
}

// prepare makes the store ready over the session that writes, which holds the lock.
func (s *Store) prepare(ctx context.Context) error {
	w := <-s.writer
	s.writer <- w
	if err := prepareDatabase(w); err != nil {
		return err
	}
	if err := s.begin(ctx, w); err != nil {
		return err
	}
	for range readSessions {
		r, err := newSession(ctx, s.dsn, "on")
		if err != nil {
			return err
		}
		s.readers <- r
	}
	if s.options.Member.Name != "" {
		s.beats.Add(1)
		go s.beating()
	}
	return nil
}

// begin begins a new generation: from its commit on, no transaction of an earlier one is stored.
func (s *Store) begin(ctx context.Context, w *session) error {
	if err := w.begin("BEGIN"); err != nil {
		return err
	}
	defer w.rollback()
	held, err := w.number("SELECT number FROM generation FOR UPDATE")
	if err != nil {
		return err
	}
	return s.raise(ctx, w, held)
}

// raise moves the generation on from held in the transaction that is open, and ends it: in the history that this node has seen, with
// the standby that it asks for. pgx.ErrNoRows: another generation is held.
func (s *Store) raise(ctx context.Context, w *session, held int64) error {
	n, err := w.raise(held)
	if err != nil {
		return err
	}
	seen, err := readMark(s.options.Mark)
	if err != nil {
		return err
	}
	h, err := w.history(ctx, held)
	if err != nil {
		return err
	}
	if err := h.behind(seen); err != nil {
		return s.stop(err)
	}
	if s.options.Standby {
		if err := w.checkStandby(ctx); err != nil {
			return err
		}
	}
	if err := w.lead(n, s.options.Member); err != nil {
		return err
	}
	s.raising.Store(n)
	if err := w.commitIn(ctx); err != nil {
		return err
	}
	s.generation.Store(n)
	h.generation = n
	return keepMark(s.options.Mark, h)
}

// Close waits for the transactions under way and closes the connections. A second Close does nothing.
func (s *Store) Close() error {
	s.closing.Do(func() {
		close(s.quit)
		s.beats.Wait()
		for _, pool := range []chan *session{s.readers, s.writer} {
			for range cap(pool) {
				(<-pool).close()
			}
			close(pool)
		}
	})
	return nil
}

// closeSessions closes the sessions of a store that did not open.
func (s *Store) closeSessions() {
	for _, pool := range []chan *session{s.readers, s.writer} {
		for range len(pool) {
			(<-pool).close()
		}
	}
}

// Generation returns the generation in which this store writes.
func (s *Store) Generation() int64 { return s.generation.Load() }

// Update runs fn in one transaction; see store.Store.
func (s *Store) Update(fn func(store.Tx) error) error {
	ses, err := s.enter(s.writer, "BEGIN")
	if err != nil {
		return err
	}
	defer s.leave(s.writer, ses)
	if err := s.own(ses); err != nil {
		return err
	}
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
	ses, err := s.enter(s.readers, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
	if err != nil {
		return err
	}
	defer s.leave(s.readers, ses)
	r := rows.NewReader(ses, engine)
	defer r.End()
	return fn(r)
}

// enter takes a session of pool and begins a transaction. A session that lost its connection makes a new one: nothing of it was
// under way.
func (s *Store) enter(pool chan *session, begin string) (*session, error) {
	ses, ok := <-pool
	if !ok {
		return nil, parley.Errorf(parley.CodeStorage, "the database is closed")
	}
	err := s.usable()
	if err == nil {
		err = ses.ready(begin)
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
	if why := s.broken.Load(); why != nil {
		return why
	}
	return nil
}

// own locks the row that every transaction that writes passes, and sees that no other node has taken over.
func (s *Store) own(ses *session) error {
	if ses.fresh {
		if err := s.renew(ses); err != nil {
			return err
		}
	}
	held, err := ses.number("SELECT number FROM generation FOR UPDATE")
	if err == nil && held != s.generation.Load() {
		return s.lost(ses, held)
	}
	return err
}

// renew begins a new generation over a connection that was made anew, before anything else is written: whatever the server still
// does for the old one ends before it, or not at all.
func (s *Store) renew(ses *session) error {
	if err := ses.flush(); err != nil {
		return err
	}
	err := s.raise(context.Background(), ses, s.generation.Load())
	if errors.Is(err, pgx.ErrNoRows) {
		held, err := ses.number("SELECT number FROM generation")
		if err != nil {
			return err
		}
		return s.lost(ses, held)
	}
	if err != nil {
		return s.doubt(err)
	}
	ses.fresh = false
	return ses.begin("BEGIN")
}

// lost has the store refuse all work, since another node writes, and gives up the lock that it may have got back.
func (s *Store) lost(ses *session, held int64) error {
	ses.open = false
	ses.close()
	return s.stop(s.takenOver(held))
}

func (s *Store) takenOver(held int64) error {
	return parley.Errorf(parley.CodeStorage, "another node of this party has taken over the database (generation %d, ours is %d): nothing more is written here", held, s.generation.Load())
}

// stop has the store refuse all work from now on, and returns why.
func (s *Store) stop(why error) error {
	var coded *parley.Error
	if errors.As(why, &coded) {
		s.broken.CompareAndSwap(nil, coded)
		s.ending.Do(func() { close(s.ended) })
	}
	return why
}

// commit ends a transaction that is to be stored.
func (s *Store) commit(ses *session) error { return s.doubt(ses.commit()) }

// doubt has the store refuse all work after a COMMIT of which it is not known whether it was stored.
func (s *Store) doubt(err error) error {
	if errors.Is(err, store.ErrUnknown) {
		s.stop(parley.Errorf(parley.CodeStorage, "the database did not confirm an earlier write: look at it, then stop and start the node"))
	}
	return err
}
