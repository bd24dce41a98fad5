package postgres

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"parley"
	"parley/internal/store"
)

// terminate ends the process of the server with that number and waits until it is gone.
func terminate(t *testing.T, s *Store, pid uint32) {
	t.Helper()
	onServer(t, s, fmt.Sprintf("SELECT pg_terminate_backend(%d, 60000)", pid))
}

// waits returns once the server's process waits for a standby.
func waits(t *testing.T, s *Store, pid uint32) {
	t.Helper()
	for range 3000 {
		if onServer(t, s, fmt.Sprintf("SELECT count(*) FROM pg_stat_activity WHERE pid = %d AND wait_event = 'SyncRep'", pid)) == 1 {
			return
		}
		<-time.After(10 * time.Millisecond) // a server's process has no clock of ours
	}
	t.Fatal("no transaction waits for a standby")
}

// conn returns the process of the server that the transaction under way is in: its session is not in the pool.
func (s *Store) conn() uint32 {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, s.dsn)
	if err != nil {
		return 0
	}
	defer c.Close(ctx)
	var pid uint32
	c.QueryRow(ctx, `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = (hashtext(current_schema())::bigint & 4294967295) AND granted`).Scan(&pid)
	return pid
}

// "Or the wait for a standby was broken off, Update returns an error that wraps store.ErrUnknown, and from then on the Store refuses
// all work until it is opened again": by an operator who gives up waiting, and by a server that stops. In both the transaction was
// stored.
func TestStandbyThatNeverAnswers(t *testing.T) {
	for _, c := range []struct{ name, end string }{
		{"the wait is cancelled", "SELECT pg_cancel_backend(%d)"},
		{"the server's process is stopped", "SELECT pg_terminate_backend(%d)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openNew(t)
			pid := writerOf(s)
			onServer(t, s, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()")
			defer onServer(t, s, "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")
			told, last := make(chan error, 1), ""
			go func() {
				for i := 0; ; i++ { // the server's processes learn of the setting one after the other
					last = fmt.Sprint(i)
					if err := put(s, last); err != nil {
						told <- err
						return
					}
				}
			}()
			waits(t, s, pid)
			onServer(t, s, fmt.Sprintf(c.end, pid))
			if err := <-told; !errors.Is(err, store.ErrUnknown) {
				t.Errorf("got %v, want that the outcome is unknown", err)
			}
			onServer(t, s, "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")
			sentence(t, put(s, "after"), parley.CodeStorage, "did not confirm an earlier write")
			s.Close()
			if got := get(t, openAt(t, s.dsn)); got != last {
				t.Errorf("the database holds %q, want %q", got, last)
			}
		})
	}
}

// "Failed, not stored": a COMMIT that the server refuses leaves nothing, and the store goes on.
func TestRefusedCommit(t *testing.T) {
	s := openNew(t)
	onServer(t, s, `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = '53100'; END $$`,
		`CREATE CONSTRAINT TRIGGER full_disk AFTER INSERT ON meta DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()`)
	err := put(s, "1")
	sentence(t, err, parley.CodeStorage, "the disk of the database server is full")
	if errors.Is(err, store.ErrUnknown) {
		t.Error("the outcome is known, but the error says it is not")
	}
	if n := onServer(t, s, "SELECT count(*) FROM meta"); n != 0 {
		t.Errorf("%d rows were written", n)
	}
	onServer(t, s, "DROP TRIGGER full_disk ON meta")
	if err := put(s, "2"); err != nil || get(t, s) != "2" {
		t.Errorf("the store does not go on: %v", err)
	}
}
