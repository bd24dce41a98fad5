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
		var got bool
		err := s.conn.QueryRow(context.Background(), "SELECT pg_try_advisory_lock($1, hashtext(current_schema()))", lockKey).Scan(&got)
		if err != nil {
			return storageError(err)
		}
		if s.holds = s.holds || got; got {
			return nil
		}
		<-time.After(lockPause)
	}
	return parley.Errorf(parley.CodeBusy, "another node holds the database")
}

// raise moves the generation on from held, in the transaction that is open: pgx.ErrNoRows if it is another.
func (s *session) raise(held int64) (n int64, err error) {
	err = s.conn.QueryRow(context.Background(), "UPDATE generation SET number = number + 1 WHERE number = $1 RETURNING number", held).Scan(&n)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, err
	}
	return n, storageError(err)
}
