package node

import (
	"testing"

	"parley"
	"parley/internal/store"
)

// What can never sound is our own, and what is no FLASH; so many of them are remembered, the last ones.
func TestQuiet(t *testing.T) {
	for _, c := range []struct {
		m    store.Message
		want bool
	}{
		{store.Message{Precedence: parley.Flash}, true},
		{store.Message{Precedence: parley.Flash, Own: true}, false},
		{store.Message{Precedence: parley.Immediate}, false},
	} {
		if got := sounds(c.m); got != c.want {
			t.Errorf("%+v sounds: %v", c.m, got)
		}
	}
	var q quiet
	id := func(i int) parley.Hash { return parley.Hash{byte(i), byte(i >> 8), byte(i >> 16)} }
	for i := range 2 * maxQuiet {
		q.note([]parley.Hash{id(i), id(i)})
	}
	if len(q.held) != maxQuiet || len(q.order) != maxQuiet {
		t.Errorf("%d and %d are remembered", len(q.held), len(q.order))
	}
	if q.has(id(maxQuiet-1)) || !q.has(id(maxQuiet)) || !q.has(id(2*maxQuiet-1)) {
		t.Error("it is not the last ones")
	}
}
