package postgres

import (
	"context"
	"time"

	"parley"
)

// A Standing is how a database server that several nodes of a party may share stands.
type Standing struct {
	Server     string // its version
	Timeline   int64  // of its history
	Generation int64  // in which is written
	Leader     Leader // the node that writes; one without a name works alone
	Beats      bool   // it said within a moment that it goes on
	Commit     string // synchronous_commit
	Wanted     string // synchronous_standby_names
	Standbys   []Standby
	Hidden     bool  // the node's role may not see how the standbys stand
	Older      error // why the node takes nothing from it; nil: it does
	Bytes      int64 // that the database takes on the server's disk
}

// A Standby is a server that follows the one in use.
type Standby struct {
	Name   string
	State  string // streaming, catchup, ...
	Sync   string // sync, quorum, potential, async
	Behind int64  // bytes that it has not on disk yet; -1: not known
}

// Confirming returns how many standbys must have a change on disk, or may be among those that must, before it counts as stored, and do
// so now.
func (s Standing) Confirming() (n int) {
	for _, b := range s.Standbys {
		if (b.Sync == "sync" || b.Sync == "quorum") && b.State == "streaming" {
			n++
		}
	}
	return n
}

// Look says how the server of a database stands, and takes nothing from whoever writes to it. mark is as in Options.
func Look(ctx context.Context, dsn, mark string) (st Standing, err error) {
	ses, err := newSession(ctx, dsn, "on")
	if err != nil {
		return st, err
	}
	defer ses.close()
	if st, err = ses.standbys(ctx); err != nil {
		return st, err
	}
	if err := ses.conn.QueryRow(ctx, "SELECT number FROM generation").Scan(&st.Generation); err != nil {
		return st, storageError(err)
	}
	if err := ses.size(ctx, &st); err != nil {
		return st, err
	}
	h, err := ses.history(ctx, st.Generation)
	if err != nil {
		return st, err
	}
	st.Timeline = h.timeline
	m, err := readMark(mark)
	if st.Older = err; err == nil {
		st.Older = h.behind(m)
	}
	before, err := ses.leader(ctx)
	if err != nil || before.Name == "" {
		return st, err
	}
	for range 6 { // a beat may come late
		select {
		case <-ctx.Done():
			return st, storageError(ctx.Err())
		case <-time.After(beatEvery):
		}
		if st.Leader, err = ses.leader(ctx); err != nil {
			return st, err
		}
		if st.Beats = st.Leader.beat != before.beat; st.Beats {
			break
		}
	}
	return st, nil
}

// Standing says how the server and its standbys stand, as the node that writes sees them. It waits for no standby.
func (s *Store) Standing(ctx context.Context) (st Standing, err error) {
	ses, err := s.enter(s.readers, "BEGIN READ ONLY")
	if err != nil {
		return st, err
	}
	defer s.leave(s.readers, ses)
	if st, err = ses.standbys(ctx); err != nil {
		return st, err
	}
	st.Generation = s.Generation()
	return st, ses.size(ctx, &st)
}

// size enters how large the database is.
func (s *session) size(ctx context.Context, st *Standing) error {
	return storageError(s.conn.QueryRow(ctx, "SELECT pg_database_size(current_database())").Scan(&st.Bytes))
}

// checkStandby refuses a server on which what is committed stands on one disk alone.
func (s *session) checkStandby(ctx context.Context) error {
	st, err := s.standbys(ctx)
	if err != nil {
		return err
	}
	switch {
	case st.Commit != "on" && st.Commit != "remote_apply":
		return parley.Errorf(parley.CodeStorage, "the database server sets synchronous_commit to %s, and a message would not be safe when it says so: set it to on", st.Commit)
	case st.Wanted == "":
		return parley.Errorf(parley.CodeStorage, "the database server names no synchronous standby (synchronous_standby_names is empty), and the configuration asks for one")
	case st.Hidden:
		return parley.Errorf(parley.CodeStorage, "the node's role may not see whether a standby confirms: GRANT pg_read_all_stats TO it")
	case st.Confirming() == 0:
		return parley.Errorf(parley.CodeStorage, "no synchronous standby confirms what the database server stores, and the configuration asks for one")
	}
	return nil
}

// standbys reads what the server says of its standbys.
func (s *session) standbys(ctx context.Context) (st Standing, err error) {
	err = s.conn.QueryRow(ctx, "SELECT current_setting('synchronous_commit'), current_setting('synchronous_standby_names'), current_setting('server_version')").Scan(&st.Commit, &st.Wanted, &st.Server)
	if err != nil {
		return st, storageError(err)
	}
	answer, err := s.conn.Query(ctx, `SELECT application_name, coalesce(state, ''), coalesce(sync_state, ''),
		coalesce(CAST(pg_wal_lsn_diff(pg_current_wal_flush_lsn(), flush_lsn) AS BIGINT), -1), sync_state IS NULL
		FROM pg_stat_replication ORDER BY application_name, pid`)
	if err != nil {
		return st, storageError(err)
	}
	defer answer.Close()
	for answer.Next() {
		var b Standby
		var hidden bool
		if err := answer.Scan(&b.Name, &b.State, &b.Sync, &b.Behind, &hidden); err != nil {
			return st, storageError(err)
		}
		st.Hidden = st.Hidden || hidden
		st.Standbys = append(st.Standbys, b)
	}
	return st, storageError(answer.Err())
}
