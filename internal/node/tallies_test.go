package node

import (
	"maps"
	"slices"
	"sync"
	"testing"

	"parley/charter"
)

// tallies count what happened in simulated worlds, by kind.
type tallies map[string]int

// print writes one line for each kind, which make test adds up over all simulations.
func (a tallies) print(t *testing.T, world string) {
	for _, kind := range slices.Sorted(maps.Keys(a)) {
		t.Logf("measured: simulation: %s: %d %s", world, a[kind], kind)
	}
}

// rememberSheets has the nodes of a test check each sheet once only.
func rememberSheets(t *testing.T) {
	real := parseSheet
	t.Cleanup(func() { parseSheet = real })
	var mu sync.Mutex
	seen := map[string]*charter.Sheet{}
	parseSheet = func(b []byte) (*charter.Sheet, error) {
		mu.Lock()
		defer mu.Unlock()
		if s := seen[string(b)]; s != nil {
			return s, nil
		}
		s, err := real(b)
		if err == nil {
			seen[string(b)] = s
		}
		return s, err
	}
}
