package faultdisk_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"parley/internal/faultdisk"
	"parley/internal/store"
	"parley/internal/store/sqlite"
)

const cuts = 60

// P1: what Update reported as done is there after a power cut at any moment, and what is there is whole.
func TestPowerCuts(t *testing.T) {
	faultdisk.Use()
	pending := 0
	for seed := range uint64(cuts) {
		if cutOnce(t, seed) {
			pending++
		}
	}
	if pending == 0 {
		t.Error("no cut fell into an update: the test shows nothing")
	}
	t.Logf("%d power cuts, %d of them in an update", cuts, pending)
}

// cutOnce writes rows until the power fails, and looks at what is left. It reports whether an update was under way.
func cutOnce(t *testing.T, seed uint64) (within bool) {
	t.Helper()
	dir := t.TempDir()
	disk := faultdisk.Watch(filepath.Join(dir, "a"), 0)
	defer disk.Forget()
	os.Mkdir(filepath.Join(dir, "a"), 0o700)
	s := open(t, filepath.Join(dir, "a"))
	defer s.Close()
	var done, begun, doneAtCut, begunAtCut atomic.Int64
	disk.CutAfter(1+int(seed*7%150), seed, func() { doneAtCut.Store(done.Load()); begunAtCut.Store(begun.Load()) })
	for i := int64(1); !disk.Cut(); i++ {
		begun.Store(i)
		err := s.Update(func(tx store.Tx) error {
			for _, key := range []string{"one", "two"} {
				if err := tx.PutMeta(key, bytes.Repeat(fmt.Appendf(nil, "%08d", i), 700)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		done.Store(i)
	}
	if err := disk.Restore(filepath.Join(dir, "b")); err != nil {
		t.Fatal(err)
	}
	if n := heldIn(t, filepath.Join(dir, "b")); n < doneAtCut.Load() || n > begunAtCut.Load() {
		t.Errorf("seed %d: %d updates were done when the power failed, %d begun, and %d are there", seed, doneAtCut.Load(), begunAtCut.Load(), n)
	}
	return begunAtCut.Load() > doneAtCut.Load()
}

func open(t *testing.T, dir string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(filepath.Join(dir, "parley.db"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// heldIn returns the number of the update that the database holds, which must be whole.
func heldIn(t *testing.T, dir string) (n int64) {
	t.Helper()
	s := open(t, dir)
	defer s.Close()
	err := s.View(func(r store.Reader) error {
		one, err := r.Meta("one")
		if err == store.ErrNotFound {
			return nil
		}
		two, err2 := r.Meta("two")
		if err != nil || err2 != nil || !bytes.Equal(one, two) {
			return fmt.Errorf("half an update: %v, %v", err, err2)
		}
		fmt.Sscanf(string(one[:8]), "%d", &n)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A disk that answers a sync before it is done loses what was reported as done: the test above can fail.
func TestALyingDiskIsFound(t *testing.T) {
	faultdisk.Use()
	lost := false
	for seed := uint64(0); seed < 20 && !lost; seed++ {
		dir := t.TempDir()
		disk := faultdisk.Watch(filepath.Join(dir, "a"), 0)
		disk.Lie()
		os.Mkdir(filepath.Join(dir, "a"), 0o700)
		s := open(t, filepath.Join(dir, "a"))
		disk.CutAfter(100, seed, func() {})
		last := 0
		for ; !disk.Cut(); last++ {
			if err := s.Update(func(tx store.Tx) error { return tx.PutMeta("one", bytes.Repeat(fmt.Appendf(nil, "%08d", last), 700)) }); err != nil {
				t.Fatal(err)
			}
		}
		s.Close()
		disk.Forget()
		if err := disk.Restore(filepath.Join(dir, "b")); err != nil {
			t.Fatal(err)
		}
		after, err := sqlite.Open(filepath.Join(dir, "b", "parley.db"))
		if err != nil {
			lost = true
			continue
		}
		after.View(func(r store.Reader) error {
			b, err := r.Meta("one")
			var n int
			if err == nil {
				fmt.Sscanf(string(b[:8]), "%d", &n)
			}
			lost = lost || n < last-2
			return nil
		})
		after.Close()
	}
	if !lost {
		t.Error("a disk that lies lost nothing in 20 power cuts")
	}
}

// Each sync takes the delay longer.
func TestSlowDisk(t *testing.T) {
	faultdisk.Use()
	dir := t.TempDir()
	disk := faultdisk.Watch(dir, 20*time.Millisecond)
	defer disk.Forget()
	s := open(t, dir)
	defer s.Close()
	start := time.Now()
	for i := range 5 {
		if err := s.Update(func(tx store.Tx) error { return tx.PutMeta("x", []byte{byte(i)}) }); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(start); took < 100*time.Millisecond {
		t.Errorf("5 commits took %v on a disk that needs 20 ms for each", took)
	}
}

// While the disk fails no commit is reported as done; what was done before is there, and commits go on when the disk has
// recovered and the database was opened again.
func TestFailingDisk(t *testing.T) {
	faultdisk.Use()
	dir := t.TempDir()
	disk := faultdisk.Watch(dir, 0)
	defer disk.Forget()
	s := open(t, dir)
	put := func(b byte) error { return s.Update(func(tx store.Tx) error { return tx.PutMeta("x", []byte{b}) }) }
	if err := put(1); err != nil {
		t.Fatal(err)
	}
	disk.Fail(1)
	for range 5 {
		if err := put(2); err == nil {
			t.Error("a commit on a disk that fails is reported as done")
		}
	}
	disk.Fail(0)
	s.Close()
	s = open(t, dir)
	defer s.Close()
	if err := s.View(func(r store.Reader) error {
		b, err := r.Meta("x")
		if len(b) != 1 {
			t.Errorf("x is %v", b)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
	if err := put(3); err != nil {
		t.Errorf("after the disk has recovered: %v", err)
	}
}
