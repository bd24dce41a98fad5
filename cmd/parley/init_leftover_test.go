package main

import (
	"os"
	"path/filepath"
	"testing"

	"parley/internal/config"
)

func planned(t *testing.T, dir, elsewhere string) *blueprint {
	t.Helper()
	f := initFlags{party: "north", name: "Northland", posts: []string{"duty"}, listen: "127.0.0.1:7420",
		root: filepath.Join(elsewhere, "root.key"), recovery: filepath.Join(elsewhere, "recovery.key")}
	b, err := f.plan(dir)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// An init that dies anywhere before the directory is in its place leaves nothing that the next one does not clear, and
// the directory is there whole or not at all.
func TestInterruptedInit(t *testing.T) {
	parent, elsewhere := t.TempDir(), t.TempDir()
	dir := filepath.Join(parent, "north")
	for _, name := range []string{"before anything is written", "after everything is written"} {
		b := planned(t, dir, elsewhere)
		work, lock, err := b.workplace()
		if err != nil {
			t.Fatal(err)
		}
		if name == "after everything is written" {
			if err := b.fill(work); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(b.config.Keys.Root); err != nil {
				t.Fatalf("the root key is not elsewhere: %v", err)
			}
		}
		lock.Release() // the process died here
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			t.Errorf("%s: half a directory: %v", name, err)
		}
		if err := b.clearLeftovers(); err != nil {
			t.Fatal(err)
		}
		for _, place := range []string{parent, elsewhere} {
			if left, _ := os.ReadDir(place); len(left) != 0 {
				t.Errorf("%s: %s still holds %v", name, place, left)
			}
		}
	}
	b := planned(t, dir, elsewhere)
	if err := b.build(); err != nil {
		t.Fatal(err)
	}
	if _, err := config.Load(dir); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, outsideName)); !os.IsNotExist(err) {
		t.Errorf("the note of files elsewhere is still there: %v", err)
	}
	if _, err := os.Stat(b.config.Keys.Root); err != nil {
		t.Error(err)
	}
}

// An init that still runs keeps its work, and a file elsewhere that it did not make is never removed.
func TestLeftoversOfOthers(t *testing.T) {
	parent, elsewhere := t.TempDir(), t.TempDir()
	dir := filepath.Join(parent, "north")
	b := planned(t, dir, elsewhere)
	work, lock, err := b.workplace()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.fill(work); err != nil {
		t.Fatal(err)
	}
	if err := b.clearLeftovers(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(work, partyName)); err != nil {
		t.Errorf("the work of a running init is gone: %v", err)
	}
	if err := os.WriteFile(b.config.Keys.Root, []byte("another key"), 0o600); err != nil {
		t.Fatal(err)
	}
	lock.Release()
	if err := b.clearLeftovers(); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(b.config.Keys.Root); string(text) != "another key" {
		t.Errorf("a file that the init did not make became %q", text)
	}
	if _, err := os.Stat(work); !os.IsNotExist(err) {
		t.Errorf("the work of a dead init is still there: %v", err)
	}
}
