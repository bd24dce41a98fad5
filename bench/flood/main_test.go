package main

import (
	"testing"
	"time"
)

// A short flood: each FLASH comes through, the memory stays bounded, and the records verify. How long a FLASH takes says
// little on a machine that runs other tests too, so only a stuck one fails.
func TestShortFlood(t *testing.T) {
	if err := run(4*time.Second, t.TempDir(), aim{20 * time.Second, 512}); err != nil {
		t.Fatal(err)
	}
}
