package postgres

import (
	"context"
	"time"

	"parley"
)

// A Member is a node of a party as the others that share its database know it. One without a name works alone.
type Member struct {
	Name    string
	Address string // where the other nodes of the party reach it
	Door    []byte // seed of the key by which they know it
}

// Options are what a node asks of its database.
type Options struct {
	Member  Member
	Standby bool   // nothing is written over a connection at whose beginning no synchronous standby confirms
	Mark    string // path of the file that remembers the newest history seen; empty: none
}

// A Leader is the node that writes, as it says itself.
type Leader struct {
	Member
	Generation int64
	Since      parley.Millis // by the server's clock
	beat       int64
}

// beatEvery is how often the node that writes says that it goes on.
const beatEvery = 500 * time.Millisecond

// leader reads who writes.
func (s *session) leader(ctx context.Context) (l Leader, err error) {
	var since int64
	err = s.conn.QueryRow(ctx, "SELECT generation, name, address, door, since, beat FROM leader").Scan(&l.Generation, &l.Name, &l.Address, &l.Door, &since, &l.beat)
	l.Since = parley.Millis(since)
	return l, storageError(err)
}

// lead enters in the transaction that is open who writes from generation n on.
func (s *session) lead(n int64, m Member) error {
	if m.Door == nil {
		m.Door = []byte{}
	}
	_, err := s.conn.Exec(context.Background(), `UPDATE leader SET generation = $1, name = $2, address = $3, door = $4,
		since = CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)`, n, m.Name, m.Address, m.Door)
	return storageError(err)
}

// beating says, until the store is closed, that this node goes on, and stops the store when another one writes, or may: when the server
// was out of reach for as long as others wait. A beat waits for no disk and no standby: one that is lost does no harm.
func (s *Store) beating() {
	defer s.beats.Done()
	again := time.NewTicker(beatEvery)
	defer again.Stop()
	var ses *session
	for heard := time.Now(); s.usable() == nil; {
		select {
		case <-s.quit:
			ses.close()
			return
		case <-again.C:
		}
		var ok bool
		if ses, ok = s.heed(ses); ok {
			heard = time.Now()
		} else if time.Since(heard) > silence && s.usable() == nil {
			s.stop(parley.Errorf(parley.CodeStorage, "the database was out of reach for %v, and another node may have taken over: nothing more is written here", silence))
		}
	}
	ses.close()
}

// heed beats once, over ses or a new session, and looks whether the generation is still ours: one that we are just raising is. It
// reports whether the server answered.
func (s *Store) heed(ses *session) (*session, bool) {
	ctx, cancel := context.WithTimeout(context.Background(), connectTimeout)
	defer cancel()
	if ses == nil || ses.conn.IsClosed() {
		var err error
		if ses, err = newSession(ctx, s.dsn, "off"); err != nil {
			return nil, false
		}
	}
	tag, err := ses.conn.Exec(ctx, "UPDATE leader SET beat = beat + 1 WHERE generation = $1", s.generation.Load())
	if err != nil || tag.RowsAffected() > 0 {
		return ses, err == nil
	}
	var held int64
	err = ses.conn.QueryRow(ctx, "SELECT number FROM generation").Scan(&held)
	if err == nil && held != s.generation.Load() && held != s.raising.Load() {
		s.stop(s.takenOver(held))
	}
	return ses, err == nil
}

// Mute is closed when the store refuses all work until it is opened again, and Why says why.
func (s *Store) Mute() <-chan struct{} { return s.ended }

// Why says why the store refuses all work; nil while it does not.
func (s *Store) Why() error { return s.usable() }
