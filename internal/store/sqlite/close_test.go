package sqlite

import (
	"os"
	"testing"

	"parley/internal/store"
)

// Close waits for what is under way, and leaves one file.
func TestCloseWaits(t *testing.T) {
	s := openNew(t)
	inside, goOn, closed, updated := make(chan bool), make(chan bool), make(chan error, 1), make(chan error, 1)
	go func() {
		updated <- s.Update(func(tx store.Tx) error {
			inside <- true
			<-goOn
			return tx.PutMeta("clock", []byte("7"))
		})
	}()
	<-inside
	go func() { closed <- s.Close() }()
	for s.View(func(store.Reader) error { return nil }) == nil { // until Close has begun
	}
	select {
	case <-closed:
		t.Fatal("Close did not wait")
	default:
	}
	close(goOn)
	if err := <-updated; err != nil {
		t.Error(err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(s.path + "-wal"); err == nil {
		t.Error("Close left the write-ahead log behind")
	}
	if got := get(t, openAt(t, s.path), "clock"); got != "7" {
		t.Errorf("read %q", got)
	}
}

// More Views than there are sessions take turns.
func TestManyViews(t *testing.T) {
	s := openNew(t)
	put(t, s, "clock", "7")
	results := make(chan error)
	for range 10 * readSessions {
		go func() {
			results <- s.View(func(r store.Reader) error { _, err := r.Meta("clock"); return err })
		}()
	}
	for range 10 * readSessions {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
}
