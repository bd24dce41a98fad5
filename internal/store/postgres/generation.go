package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"parley"
)

// lockKey names the lock that the node which writes holds: "Parl" in ASCII. The database's own lock, so that two nodes do not take
// it from each other by mistake; what keeps them apart is the generation.
const lockKey = 0x5061726c

// hold takes the lock that one node has, and keeps it as long as the connection lasts.
func (s *session) hold() error {
	var got bool
	if err := s.conn.QueryRow(context.Background(), "SELECT pg_try_advisory_lock($1, hashtext(current_schema()))", lockKey).Scan(&got); err != nil {
		return storageError(err)
	}
	if !got {
		return parley.Errorf(parley.CodeBusy, "another node holds the database")
	}
	s.holds = true
	return nil
}

// raise moves the generation on from held, in the transaction that is open: pgx.ErrNoRows if it is another.
func (s *session) raise(held int64) (n int64, err error) {
	err = s.conn.QueryRow(context.Background(), "UPDATE generation SET number = number + 1 WHERE number = $1 RETURNING number", held).Scan(&n)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, err
	}
	return n, storageError(err)
}
