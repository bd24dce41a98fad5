package postgres

import (
	"errors"
	"strconv"
	"testing"

	"parley/internal/store"
)

const (
	metaRow   = `INSERT INTO meta (name, value) VALUES ($1, $2)`
	metaCount = `SELECT count(*) FROM meta WHERE name LIKE $1`
)

// inWriter runs fn in the session that writes, in a transaction, and returns how that ended.
func inWriter(t *testing.T, s *Store, fn func(w *session) error) error {
	t.Helper()
	w := <-s.writer
	defer func() { s.leave(s.writer, w) }()
	if err := w.ready("BEGIN"); err != nil {
		t.Fatal(err)
	}
	if err := fn(w); err != nil {
		return err
	}
	return w.commit()
}

// "It goes with the next one that is waited for", which sees it; as many as wait at most are sent without one.
func TestWaitingStatementsGoInTheirOrder(t *testing.T) {
	s := openNew(t)
	err := inWriter(t, s, func(w *session) error {
		for i := range 2*most + 3 {
			if err := w.Put(metaRow, "w"+strconv.Itoa(i), []byte{1}); err != nil {
				return err
			}
			if len(w.waits) >= most {
				t.Fatalf("%d statements wait", len(w.waits))
			}
		}
		if n, err := w.Exec(`UPDATE meta SET value = $1 WHERE name LIKE $2`, []byte{2}, "w%"); err != nil || n != 2*most+3 {
			t.Errorf("%d rows were changed, %v", n, err)
		}
		if err := w.Put(metaRow, "w", []byte{3}); err != nil {
			return err
		}
		n, err := w.number(metaCount, "w%")
		if n != 2*most+4 {
			t.Errorf("%d rows are seen", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := onServer(t, s, "SELECT count(*) FROM meta WHERE name LIKE 'w%'"); n != 2*most+4 {
		t.Errorf("%d rows are stored", n)
	}
}

// "When it fails the transaction has failed, and the statement that it went with says so": a question, a COMMIT, or one behind which
// others waited, and a COMMIT of who did not listen. Surely nothing is stored then, and the next transaction is.
func TestWaitingStatementThatFails(t *testing.T) {
	for name, then := range map[string]func(w *session) error{
		"a question":          func(w *session) error { _, err := w.number(metaCount, "f%"); return err },
		"a change":            func(w *session) error { _, err := w.Exec(metaRow, "f2", []byte{1}); return err },
		"a COMMIT":            func(w *session) error { return nil },
		"others that wait":    func(w *session) error { return w.Put(metaRow, "f3", []byte{1}) },
		"a number, unhandled": func(w *session) error { w.Number(metaRow, "f4", []byte{1}); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			s := openNew(t)
			err := inWriter(t, s, func(w *session) error {
				for range 2 { // the second is one too many
					if err := w.Put(metaRow, "f", []byte{1}); err != nil {
						return err
					}
				}
				return then(w)
			})
			if err == nil || errors.Is(err, store.ErrUnknown) {
				t.Errorf("the transaction ended with %v", err)
			}
			if n := onServer(t, s, "SELECT count(*) FROM meta WHERE name LIKE 'f%'"); n != 0 {
				t.Errorf("%d rows are stored", n)
			}
			if err := put(s, "next"); err != nil || get(t, s) != "next" {
				t.Errorf("the next one: %v", err)
			}
		})
	}
}

// A transaction that asks nothing sends nothing; one that does goes over a connection made anew when the old one is gone.
func TestTransactionWithoutStatements(t *testing.T) {
	s := openNew(t)
	before := onServer(t, s, "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'")
	err := s.View(func(store.Reader) error {
		if n := onServer(t, s, "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"); n != before {
			t.Errorf("%d transactions are open, %d before", n, before)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := put(s, "1"); err != nil || get(t, s) != "1" {
		t.Error(err)
	}
}
