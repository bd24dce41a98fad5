//go:build linux

package peers

import (
	"os"
	"path/filepath"
	"testing"
)

// A mail that lies in the maildir is told of by its subject, once, a bulk one too.
func TestMaildir(t *testing.T) {
	dir := t.TempDir()
	for name, i := range map[string]Item{"1": {ID: "item1", Body: []byte("text")}, "2": {ID: "bulk", Body: make([]byte, 10_000)}} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("Received: x\n"+mail(i)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	box := maildir{dir: dir, known: map[string]bool{}}
	seen := map[string]int{}
	for range 2 {
		box.look(func(id string) { seen[id]++ })
	}
	if len(seen) != 2 || seen["item1"] != 1 || seen["bulk"] != 1 {
		t.Errorf("seen: %v", seen)
	}
}
