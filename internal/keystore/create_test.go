package keystore

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"parley"
)

func names(t *testing.T, dir string) (found []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		found = append(found, e.Name())
	}
	return found
}

func TestWriteNeverOverwrites(t *testing.T) {
	for _, kind := range []string{"file", "dangling link", "directory"} {
		dir := t.TempDir()
		path := filepath.Join(dir, "a.key")
		var err error
		switch kind {
		case "file":
			err = os.WriteFile(path, []byte("precious"), 0o600)
		case "dangling link":
			err = os.Symlink(filepath.Join(dir, "elsewhere"), path)
		case "directory":
			err = os.Mkdir(path, 0o700)
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := Write(path, testKey("over"), ""); parley.CodeOf(err) != parley.CodeDuplicate {
			t.Errorf("%s: %v", kind, err)
		}
		if got := names(t, dir); fmt.Sprint(got) != "[a.key]" {
			t.Errorf("%s: left %v", kind, got)
		}
		if text, _ := os.ReadFile(path); kind == "file" && string(text) != "precious" {
			t.Errorf("the file now holds %q", text)
		}
	}
}

// Of many that write the same file at once one wins, and its file is whole.
func TestWriteAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.key")
	keys := make([]*Key, 16)
	won := make([]bool, len(keys))
	var all sync.WaitGroup
	for i := range keys {
		keys[i] = testKey(fmt.Sprint(i))
		all.Go(func() { won[i] = Write(path, keys[i], "") == nil })
	}
	all.Wait()
	got, err := Read(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	winners := 0
	for i := range keys {
		if won[i] {
			winners++
			if !got.Public().Equal(keys[i].Public()) {
				t.Error("the file holds the key of one that was told it had failed")
			}
		}
	}
	if winners != 1 {
		t.Errorf("%d winners", winners)
	}
	if left := names(t, filepath.Dir(path)); len(left) != 1 {
		t.Errorf("left %v", left)
	}
}

func TestWriteWhereNoFileCanBe(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(dir, "none", "a.key"), filepath.Join(file, "a.key")} {
		if err := Write(path, testKey("nowhere"), ""); parley.CodeOf(err) != parley.CodeStorage {
			t.Errorf("%s: %v", path, err)
		}
	}
	if got := names(t, dir); fmt.Sprint(got) != "[file]" {
		t.Errorf("left %v", got)
	}
}

// A full disk leaves neither the file nor a part of it.
func TestWriteToAFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := mountFull(dir); err != nil {
		t.Fatal("this test mounts a small file system: run it as root: ", err)
	}
	t.Cleanup(func() { unmount(dir) })
	before := names(t, dir)
	path := filepath.Join(dir, "a.key")
	if err := Write(path, testKey("full"), ""); parley.CodeOf(err) != parley.CodeStorage {
		t.Errorf("%v", err)
	}
	if got := names(t, dir); fmt.Sprint(got) != fmt.Sprint(before) {
		t.Errorf("left %v", got)
	}
}
