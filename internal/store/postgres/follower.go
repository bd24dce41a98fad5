package postgres

import (
	"context"
	"time"

	"parley"
	"parley/internal/store"
	"parley/internal/store/rows"
)

// A Follower is a node that waits for the right to write. One goroutine uses it.
type Follower struct {
	dsn     string
	options Options
	silence time.Duration // after which a node that holds the database and does not beat is taken for dead
	ses     *session
	seen    Leader
	moved   time.Time // when it last beat, by our clock
}

// silence is how long a leader may be silent: one that ends is noticed at once, by its connection; this is for one that was stopped, or
// cut off, and for machines so full that a beat comes late.
const silence = 10 * time.Second

// Follow returns a follower of the database that dsn names. It connects when it is first asked.
func Follow(dsn string, o Options) *Follower {
	return &Follower{dsn: dsn, options: o, silence: silence}
}

// Try opens the database for writing, in a new generation, if no other node holds it, or the one that does has been silent for too
// long. Otherwise the store is nil, and it says who writes.
func (f *Follower) Try(ctx context.Context) (*Store, Leader, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	if f.ses == nil || f.ses.conn.IsClosed() {
		ses, err := newSession(ctx, f.dsn, "on")
		if err != nil {
			return nil, f.seen, err
		}
		f.ses = ses
	}
	got, err := f.ses.tryLock(ctx)
	if err != nil {
		return nil, f.seen, f.drop(err)
	}
	if got {
		s := newStore(f.dsn, f.options)
		s.writer <- f.ses
		f.ses, f.moved = nil, time.Time{}
		if err := s.prepare(ctx); err != nil {
			s.closeSessions()
			return nil, f.seen, err
		}
		return s, Leader{Member: f.options.Member, Generation: s.Generation()}, nil
	}
	return nil, f.seen, f.watch(ctx)
}

// watch looks at the node that holds the database, and has it lose it if it has been silent for too long.
func (f *Follower) watch(ctx context.Context) error {
	l, err := f.ses.leader(ctx)
	if err != nil {
		return f.drop(err)
	}
	if l.beat != f.seen.beat || l.Generation != f.seen.Generation || f.moved.IsZero() {
		f.moved = time.Now()
	}
	f.seen = l
	if err := f.remember(ctx, l.Generation); err != nil {
		return err
	}
	if time.Since(f.moved) < f.silence {
		return nil
	}
	f.moved = time.Time{} // who takes it now is given the same time
	_, err = f.ses.conn.Exec(ctx, `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND classid = $1 AND objid = (hashtext(current_schema())::bigint & 4294967295) AND objsubid = 2 AND pid <> pg_backend_pid()`, lockKey)
	return storageError(err)
}

// remember notes the history that the leader writes, and refuses one that is older than what was seen.
func (f *Follower) remember(ctx context.Context, generation int64) error {
	h, err := f.ses.history(ctx, generation)
	if err != nil {
		return f.drop(err)
	}
	return keepMark(f.options.Mark, h)
}

// drop closes a session that failed.
func (f *Follower) drop(err error) error {
	f.Close()
	return storageError(err)
}

// Close closes the connection.
func (f *Follower) Close() {
	if f.ses != nil {
		f.ses.close()
		f.ses = nil
	}
}

// View runs fn over one snapshot of the database that another node writes; see store.Store. It is for what Try found held.
func (f *Follower) View(fn func(store.Reader) error) error {
	if f.ses == nil || f.ses.conn.IsClosed() {
		return parley.Errorf(parley.CodeStorage, "the connection to the database was lost")
	}
	if err := f.ses.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); err != nil {
		return err
	}
	defer f.ses.rollback()
	r := rows.NewReader(f.ses, engine)
	defer r.End()
	return fn(r)
}
