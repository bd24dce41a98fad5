package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"parley/internal/config"
	"parley/internal/node"
	"parley/internal/store/sqlite"
)

// copied makes a node that has adopted nothing, and a backup of it.
func copied(t *testing.T, parent string) (from string) {
	t.Helper()
	dir := filepath.Join(parent, "old")
	if err := planned(t, dir, parent).build(); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(filepath.Join(dir, databaseName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	b := &backup{dir: dir, to: filepath.Join(parent, "copy"), config: cfg}
	if _, err := b.run(t.Context(), onlyBackup{db: db}); err != nil {
		t.Fatal(err)
	}
	return b.to
}

// onlyBackup is an API of which backup needs one method.
type onlyBackup struct {
	node.API
	db *sqlite.Store
}

// A restore that dies anywhere leaves the directory as it was, nothing that serve takes for a node, and nothing that the
// next one does not clear.
func TestInterruptedRestore(t *testing.T) {
	parent := t.TempDir()
	from := copied(t, parent)
	dir := filepath.Join(parent, "north")
	plan := func() *restoring {
		m, err := readManifest(from)
		if err != nil {
			t.Fatal(err)
		}
		cfg, err := config.Load(from)
		if err != nil {
			t.Fatal(err)
		}
		return &restoring{from: from, dir: dir, manifest: m, config: cfg}
	}
	for n := range plan().manifest.Files {
		r := plan()
		work, lock, err := makeBeside(dir, restoringInfix)
		if err != nil {
			t.Fatal(err)
		}
		if r.manifest.Files = r.manifest.Files[:n]; n > 0 { // it dies at the nth file
			r.fill(t.Context(), work)
		}
		lock.Release()
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			t.Errorf("after %d files: half a directory: %v", n, err)
		}
		if _, err := config.Load(work); err == nil {
			t.Errorf("after %d files: %s is taken for a node", n, work)
		}
	}
	if _, err := plan().run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := config.Load(dir); err != nil {
		t.Error(err)
	}
	left, _ := filepath.Glob(dir + restoringInfix + "*")
	if len(left) != 0 {
		t.Errorf("left behind: %q", left)
	}
}

// What only looks like the place of an interrupted restore is somebody's own.
func TestOthersAreLeftAlone(t *testing.T) {
	parent := t.TempDir()
	mine := filepath.Join(parent, "north"+restoringInfix+"2026-11-22")
	if err := os.Mkdir(mine, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := clearBeside(filepath.Join(parent, "north"), restoringInfix, removeAll); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(mine); err != nil {
		t.Error(err)
	}
}

// Backup copies the database.
func (o onlyBackup) Backup(_ context.Context, path string) error { return o.db.Backup(path) }
