package storetest

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"parley"
	"parley/internal/store"
)

// backupSubjects are the tests of Backup.
var backupSubjects = []struct {
	name string
	test func(t *testing.T, d Driver)
}{
	{"backup", testBackup},
	{"backup under writes", testBackupUnderWrites},
	{"backup over a file", testBackupOver},
	{"backup of a closed store", testBackupClosed},
}

// Backup: "copies one state ... which this driver can open". The copy answers everything as the original did, and goes
// its own way after.
func testBackup(t *testing.T, d Driver) {
	s, path := d.Open(t), filepath.Join(t.TempDir(), "copy of ? a%41 #store")
	for c := newChooser(11); c.IntN(40) > 0; {
		c.transaction(8).run(s)
	}
	before := all(t, s)
	if err := s.Backup(path); err != nil {
		t.Fatal(err)
	}
	note := func(tx store.Tx) error { return tx.AddEntry(store.Entry{Action: "after the backup"}) }
	update(t, s, note)
	c := d.Copy(t, s, path)
	if got := all(t, c); got != before {
		t.Errorf("the copy differs: %s", difference(before, got))
	}
	update(t, c, note)
}

// "While transactions go on": each copy holds exactly the transactions that ended before some moment, whole, and all
// that ended before Backup was called.
func testBackupUnderWrites(t *testing.T, d Driver) {
	s, dir := d.Open(t), t.TempDir()
	var writing sync.WaitGroup
	stop, begun := make(chan struct{}), make(chan struct{})
	writing.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			err := s.Update(func(tx store.Tx) error {
				return errors.Join(tx.AddEntry(store.Entry{Time: parley.Millis(i)}), tx.PutMeta("clock", fmt.Append(nil, i)))
			})
			if err != nil {
				t.Errorf("update: %v", err)
			}
			if i == 0 {
				close(begun)
			}
		}
	})
	<-begun
	for i := range 5 {
		least := lastEntry(t, s)
		path := filepath.Join(dir, fmt.Sprint(i))
		if err := s.Backup(path); err != nil {
			t.Fatal(err)
		}
		c := d.Copy(t, s, path)
		last := lastEntry(t, c)
		view(t, c, func(r store.Reader) error {
			clock, err := r.Meta("clock")
			if string(clock) != fmt.Sprint(int64(last)) || last < least {
				t.Errorf("copy %d holds entry %d and clock %s; entry %d was there before", i, last, clock, least)
			}
			return err
		})
	}
	close(stop)
	writing.Wait()
}

func lastEntry(t *testing.T, s store.Store) (last parley.Millis) {
	view(t, s, func(r store.Reader) error {
		es, err := r.Journal(0, 0)
		if len(es) > 0 {
			last = es[len(es)-1].Time
		}
		return err
	})
	return last
}

// "A file that is there is never touched."
func testBackupOver(t *testing.T, d Driver) {
	s, path := d.Open(t), filepath.Join(t.TempDir(), "copy")
	update(t, s, func(tx store.Tx) error { return tx.PutMeta("clock", []byte("7")) })
	if err := s.Backup(path); err != nil {
		t.Fatal(err)
	}
	update(t, s, func(tx store.Tx) error { return tx.PutMeta("clock", []byte("8")) })
	if err := s.Backup(path); parley.CodeOf(err) != parley.CodeDuplicate {
		t.Errorf("a second backup to one path: %v", err)
	}
	view(t, d.Copy(t, s, path), func(r store.Reader) error {
		clock, err := r.Meta("clock")
		if string(clock) != "7" {
			t.Errorf("the first copy says %q now", clock)
		}
		return err
	})
}

func testBackupClosed(t *testing.T, d Driver) {
	s, path := d.Open(t), filepath.Join(t.TempDir(), "copy")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(path); parley.CodeOf(err) != parley.CodeStorage {
		t.Errorf("backup of a closed store: %v", err)
	}
}
