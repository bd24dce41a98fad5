package console

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// openToAll are the requests that change something and take no right but that of an officer in force: to look after one's own
// sign-in, and to have the node check what it holds.
var openToAll = []string{"POST /journal/verify", "POST /record/check", "POST /record/verify", "POST /sessions/{session}/end"}

// Every request that changes something is listed: with the rights that it takes, or as open to each officer.
func TestEachChangeTakesARight(t *testing.T) {
	r := newRoom(t)
	for _, part := range r.c.parts() {
		for pattern := range part {
			if !strings.HasPrefix(pattern, "GET ") && needs[pattern] == nil && !slices.Contains(openToAll, pattern) {
				t.Errorf("%s takes no right and is not listed as open", pattern)
			}
		}
	}
	known := pages{}
	for _, part := range r.c.parts() {
		maps.Copy(known, part)
	}
	for _, pattern := range slices.Concat(slices.Collect(maps.Keys(needs)), openToAll) {
		if known[pattern] == nil {
			t.Errorf("there is no request %s", pattern)
		}
	}
}
