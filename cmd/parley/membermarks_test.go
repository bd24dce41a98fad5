package main

import (
	"testing"

	"parley"
	"parley/internal/node"
	"parley/internal/store"
)

// A mark only rises, and one that is missing stays so: a node without it must ask the others what was shown.
func TestRaiseMarks(t *testing.T) {
	marks := node.DirHighWater(t.TempDir())
	log := func(text string) store.LogID {
		return store.LogID{Charter: parley.Sum([]byte(text)), Party: "north"}
	}
	at := func(size uint64) node.Mark { return node.Mark{Size: size, Root: parley.Sum([]byte{byte(size)})} }
	heads := map[store.LogID]store.Head{}
	for text, held := range map[string]uint64{"behind": 5, "ahead": 20, "missing": 0} {
		if held > 0 {
			if err := marks.Raise(log(text), at(held)); err != nil {
				t.Fatal(err)
			}
		}
		heads[log(text)] = store.Head{Size: 10, Root: at(10).Root}
	}
	if err := raiseMarks(marks, heads); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]uint64{"behind": 10, "ahead": 20, "missing": 0} {
		m, ok, err := marks.Read(log(text))
		if err != nil || ok != (want > 0) || ok && m != at(want) {
			t.Errorf("%s: %+v, %v, %v", text, m, ok, err)
		}
	}
}
