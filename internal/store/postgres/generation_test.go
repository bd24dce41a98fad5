package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"parley"
	"parley/internal/store"
)

// onServer runs statements in the schema of s beside it, and returns the number that the last one answers, if it answers one.
func onServer(t *testing.T, s *Store, statements ...string) (n int64) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, s.dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	for _, statement := range statements {
		answer, err := conn.Query(ctx, statement)
		if err != nil {
			t.Fatal(err)
		}
		for answer.Next() {
			if values, err := answer.Values(); err == nil && len(values) == 1 {
				n, _ = values[0].(int64)
			}
		}
		if err := answer.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

func put(s *Store, value string) error {
	return s.Update(func(tx store.Tx) error { return tx.PutMeta("clock", []byte(value)) })
}

func get(t *testing.T, s *Store) (value string) {
	t.Helper()
	err := s.View(func(r store.Reader) error {
		b, err := r.Meta("clock")
		value = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func sentence(t *testing.T, err error, code parley.Code, words string) {
	t.Helper()
	if parley.CodeOf(err) != code || !strings.Contains(err.Error(), words) {
		t.Errorf("got %v, want code %s and %q", err, code, words)
	}
}

// writerOf returns the process of the server that serves the connection over which s writes.
func writerOf(s *Store) uint32 {
	w := <-s.writer
	defer func() { s.writer <- w }()
	return w.conn.PgConn().PID()
}

// "One node at a time writes": while one does, another's Open says so and takes nothing.
func TestTwoNodes(t *testing.T) {
	a := openNew(t)
	_, err := Open(context.Background(), a.dsn, Options{})
	sentence(t, err, parley.CodeBusy, "another node holds the database")
	if err := put(a, "1"); err != nil {
		t.Error(err)
	}
}

// "A node that was taken for dead and comes back ... writes nothing more, whatever its connections do": its lock is gone, another
// has begun a generation and ended, and its own lock is free again.
func TestTakenOver(t *testing.T) {
	a := openNew(t)
	if err := put(a, "of the first"); err != nil {
		t.Fatal(err)
	}
	terminate(t, a, writerOf(a))
	b := openAt(t, a.dsn)
	if a.Generation() >= b.Generation() {
		t.Errorf("generations %d, then %d", a.Generation(), b.Generation())
	}
	if err := put(a, "of the first, again"); err == nil {
		t.Error("a node whose connection was cut wrote while another held the database")
	}
	if err := put(b, "of the second"); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		sentence(t, put(a, "of the first, at last"), parley.CodeStorage, "taken over")
	}
	if got := get(t, openAt(t, a.dsn)); got != "of the second" {
		t.Errorf("the database holds %q", got)
	}
}

// Two nodes forced to coexist, each with a connection that never broke: the first write of the older one is refused, and so is
// every later one.
func TestForcedToCoexist(t *testing.T) {
	a := openNew(t)
	onServer(t, a, "UPDATE generation SET number = number + 1")
	for range 2 {
		sentence(t, put(a, "late"), parley.CodeStorage, "taken over")
	}
	if n := onServer(t, a, "SELECT count(*) FROM meta"); n != 0 {
		t.Errorf("%d rows were written", n)
	}
}

// "After any reconnect the first write is a row in a new generation."
func TestReconnected(t *testing.T) {
	a := openNew(t)
	before := a.Generation()
	err := a.Update(func(tx store.Tx) error {
		if err := tx.PutMeta("clock", []byte("cut")); err != nil {
			return err
		}
		terminate(t, a, a.conn())
		tx.PutMeta("clock", []byte("cut, and not heeded"))
		return nil
	})
	if err == nil || errors.Is(err, store.ErrUnknown) {
		t.Fatalf("a transaction whose connection was cut before its COMMIT was sent: %v", err)
	}
	if n := onServer(t, a, "SELECT count(*) FROM meta"); n != 0 {
		t.Error("it was stored")
	}
	if err := put(a, "1"); err != nil {
		t.Fatal(err)
	}
	if a.Generation() != before+1 || get(t, a) != "1" {
		t.Errorf("generation %d after %d and a new connection", a.Generation(), before)
	}
}

// Two nodes forced to coexist, the second without the lock: both append to one record as fast as they can. From the moment at which the
// second begins, nothing of the first is stored; the record has each place once, and every write that was reported as done.
func TestTwoWithoutTheLock(t *testing.T) {
	a := openNew(t)
	log := store.LogID{Charter: parley.Sum([]byte("charter")), Party: "north"}
	grow := func(s *Store) (size uint64, err error) {
		return size, s.Update(func(tx store.Tx) error {
			var err error
			if size, err = tx.LogSize(log); err != nil {
				return err
			}
			return tx.AppendLeaves(log, []store.Leaf{{Index: size, Kind: 1, ID: parley.Sum([]byte(fmt.Sprint(size))), Bytes: []byte(fmt.Sprint(s.Generation()))}}, nil)
		})
	}
	begins, done := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		for ; n < 1_000_000; n++ {
			if n == 20 {
				close(begins)
			}
			if _, err := grow(a); err != nil {
				sentence(t, err, parley.CodeStorage, "taken over")
				break
			}
		}
		done <- n
	}()
	<-begins
	b := newStore(a.dsn, Options{})
	w, err := newSession(context.Background(), a.dsn, "on")
	if err != nil {
		t.Fatal(err)
	}
	b.writer <- w // no hold
	if err := b.prepare(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	byA, byB := <-done, 0
	for ; byB < 20; byB++ {
		if _, err := grow(b); err != nil {
			t.Fatal(err)
		}
		if _, err := grow(a); err == nil {
			t.Fatal("the first wrote again")
		}
	}
	var leaves []store.Leaf
	err = b.View(func(r store.Reader) (err error) { leaves, err = r.Leaves(log, 0, 1<<20); return err })
	if err != nil || len(leaves) != byA+byB {
		t.Errorf("%d and %d writes were reported as done, the record holds %d: %v", byA, byB, len(leaves), err)
	}
	for i, l := range leaves {
		if by := fmt.Sprint(b.Generation()); (string(l.Bytes) == by) != (i >= byA) {
			t.Errorf("place %d is of generation %s", i, l.Bytes)
		}
	}
}
