package postgres

import (
	"context"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"parley/internal/store/postgres/pgtest"
)

// standingUntil asks how the server stands until that is as wanted.
func standingUntil(t *testing.T, s *Store, what string, is func(Standing) bool) (st Standing) {
	t.Helper()
	var err error
	for range 600 {
		if st, err = s.Standing(context.Background()); err == nil && is(st) {
			return st
		}
		<-time.After(100 * time.Millisecond) // a server's process has no clock of ours
	}
	t.Fatalf("never so: %s; the last is %+v, %v", what, st, err)
	return st
}

// "It waits for no standby": the node that writes is told that its standby confirms, that it is behind, and that it is gone, while what
// it writes waits for that standby.
func TestStandingOfTheStandby(t *testing.T) {
	primary, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer primary.Close()
	standby, err := primary.Standby()
	if err != nil {
		t.Fatal(err)
	}
	defer standby.Close()
	if err := primary.Require("*", 1); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), primary.Name(), Options{Standby: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	st := standingUntil(t, s, "it confirms", func(st Standing) bool { return st.Confirming() == 1 && st.Standbys[0].Behind == 0 })
	if st.Commit != "on" || st.Wanted != "*" || st.Hidden || st.Bytes < 1<<20 || st.Generation != s.Generation() {
		t.Errorf("%+v", st)
	}
	pid := receiver(t, standby)
	syscall.Kill(pid, syscall.SIGSTOP)
	written := make(chan error, 1)
	go func() { written <- put(s, "waits for the standby") }()
	fill(t, primary)
	standingUntil(t, s, "it is behind", func(st Standing) bool { return len(st.Standbys) == 1 && st.Standbys[0].Behind > 1<<20 })
	syscall.Kill(pid, syscall.SIGCONT)
	if err := <-written; err != nil {
		t.Fatal(err)
	}
	if err := standby.Stop("immediate"); err != nil {
		t.Fatal(err)
	}
	standingUntil(t, s, "it is gone", func(st Standing) bool { return st.Confirming() == 0 })
	go func() { written <- put(s, "waits for it again") }()
	if err := standby.Again(); err != nil {
		t.Fatal(err)
	}
	standingUntil(t, s, "it is back", func(st Standing) bool { return st.Confirming() == 1 })
	if err := <-written; err != nil {
		t.Fatal(err)
	}
}

// receiver is the process of a standby that takes what its server sends.
func receiver(t *testing.T, standby *pgtest.Server) (pid int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), standby.Name())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if err := conn.QueryRow(t.Context(), "SELECT pid FROM pg_stat_wal_receiver").Scan(&pid); err != nil {
		t.Fatal(err)
	}
	return pid
}

// fill writes some MiB to a server without waiting for its standby.
func fill(t *testing.T, primary *pgtest.Server) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), primary.Name())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, statement := range []string{"SET synchronous_commit = local", "CREATE TABLE filled AS SELECT generate_series(1, 100000) AS n"} {
		if _, err := conn.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}
