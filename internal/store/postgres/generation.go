package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"parley"
)

// lockKey names the lock that the node which writes holds: "Parl" in ASCII. The database's own lock, so that two nodes do not take
// it from each other by mistake; what keeps them apart is the generation.
const lockKey = 0x5061726c

// The server notices some moments after a node has ended that its connection is gone: a lock that is held is tried this often.
const (
	lockTries = 60
	lockPause = 50 * time.Millisecond
)

// hold takes the lock that one node has, and keeps it as long as the connection lasts.
func (s *session) hold() error {
	for range lockTries {
		if got, err := s.tryLock(context.Background()); got || err != nil {
			return err
		}
		<-time.After(lockPause)
	}
	l, err := s.leader(context.Background())
	if err == nil && l.Name != "" {
		return parley.Errorf(parley.CodeBusy, "another node holds the database: %s leads this party's nodes", l.Name)
	}
	return parley.Errorf(parley.CodeBusy, "another node holds the database")
}

// tryLock takes the lock if nobody has it.
func (s *session) tryLock(ctx context.Context) (got bool, err error) {
	err = s.conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1, hashtext(current_schema()))", lockKey).Scan(&got)
	s.holds = s.holds || got
	return got, storageError(err)
}

// raise moves the generation on from held, in the transaction that is open: pgx.ErrNoRows if it is another.
func (s *session) raise(held int64) (n int64, err error) {
	err = s.conn.QueryRow(context.Background(), "UPDATE generation SET number = number + 1 WHERE number = $1 RETURNING number", held).Scan(&n)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, err
	}
	return n, storageError(err)
}
