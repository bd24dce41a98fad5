package main

import "testing"

// A small world: built, added to, and a crowd in one area.
func TestSmall(t *testing.T) {
	if err := run(plan{notices: 2000, crowd: 50, samples: 50, seed: 1}); err != nil {
		t.Fatal(err)
	}
}
