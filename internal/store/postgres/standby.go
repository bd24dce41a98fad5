package postgres

import (
	"context"

	"parley"
	"parley/internal/store"
)

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
func (s *session) standbys(ctx context.Context) (st store.Standing, err error) {
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
		var b store.Standby
		var hidden bool
		if err := answer.Scan(&b.Name, &b.State, &b.Sync, &b.Behind, &hidden); err != nil {
			return st, storageError(err)
		}
		st.Hidden = st.Hidden || hidden
		st.Standbys = append(st.Standbys, b)
	}
	return st, storageError(answer.Err())
}

// Standing says how the database server stands; see store.Standing.
func (s *Store) Standing(ctx context.Context) (store.Standing, error) {
	ses, err := s.enter(s.readers, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
	if err != nil {
		return store.Standing{}, err
	}
	defer s.leave(s.readers, ses)
	st, err := ses.standbys(ctx)
	if err != nil {
		return st, err
	}
	l, err := ses.leader(ctx)
	if err != nil {
		return st, err
	}
	h, err := ses.history(ctx, l.Generation)
	st.Generation, st.Timeline, st.Leader, st.Address, st.Since = uint64(l.Generation), uint64(h.timeline), l.Name, l.Address, l.Since
	return st, err
}
