package sqlite

import (
	"errors"
	"fmt"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"parley"
	"parley/internal/store"
)

func init() { children["failing-disk"] = failingDisk }

// "When Update returns an error that is (or wraps) ErrUnknown, the transaction may or may not have been stored." A limit
// on the size of files makes the write inside COMMIT fail, in a child, for it holds for the whole process.
func TestUnknownOutcome(t *testing.T) {
	path := filepath.Join(t.TempDir(), "node.db")
	if err := child(t, "failing-disk", path).Run(); err != nil {
		t.Fatal(err)
	}
	s := openAt(t, path) // the caller looks
	if got := get(t, s, "clock"); got != "before" && got != "unknown" {
		t.Errorf("the store holds %q", got)
	}
	put(t, s, "clock", "after")
}

func failingDisk(path string) error {
	signal.Ignore(syscall.SIGXFSZ)
	s, err := Open(path)
	if err != nil {
		return err
	}
	write := func(v string) error {
		return s.Update(func(tx store.Tx) error { return tx.PutMeta("clock", []byte(v)) })
	}
	if err := write("before"); err != nil {
		return err
	}
	limit := syscall.Rlimit{Cur: 100, Max: 100} // bytes: less than where the next frame goes
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	if err := write("unknown"); !errors.Is(err, store.ErrUnknown) || parley.CodeOf(err) != parley.CodeStorage {
		return fmt.Errorf("a write that failed inside COMMIT gave %v", err)
	}
	called := false
	err1 := s.Update(func(store.Tx) error { called = true; return nil })
	err2 := s.View(func(store.Reader) error { called = true; return nil })
	if called || parley.CodeOf(err1) != parley.CodeStorage || parley.CodeOf(err2) != parley.CodeStorage || errors.Is(err1, store.ErrUnknown) {
		return fmt.Errorf("afterwards: function called: %v; Update: %v; View: %v", called, err1, err2)
	}
	return nil
}
