package node

import (
	"maps"
	"slices"
	"sync"
	"testing"

	"parley/internal/simnet"
)

// tallies count what happened in simulated worlds, by kind.
type tallies map[string]int

// add counts what became of frames.
func (a tallies) add(f simnet.Fates) {
	a["frames"] += int(f.Frames)
	a["frames lost"] += int(f.Lost)
	a["frames repeated"] += int(f.Repeated)
	a["frames reordered"] += int(f.Reordered)
	a["frames cut off"] += int(f.Cut)
}

// print writes one line for each kind, which make test adds up over all simulations.
func (a tallies) print(t *testing.T, world string) {
	for _, kind := range slices.Sorted(maps.Keys(a)) {
		t.Logf("measured: simulation: %s: %d %s", world, a[kind], kind)
	}
}

// rememberSheets has the nodes of a test check each sheet once only.
func rememberSheets(t *testing.T) {
	sheet, file := parseSheet, parsePartyFile
	t.Cleanup(func() { parseSheet, parsePartyFile = sheet, file })
	parseSheet, parsePartyFile = remember(sheet), remember(file)
}

// remember returns parse with a memory of what it accepted.
func remember[T any](parse func([]byte) (*T, error)) func([]byte) (*T, error) {
	var mu sync.Mutex
	seen := map[string]*T{}
	return func(b []byte) (*T, error) {
		mu.Lock()
		defer mu.Unlock()
		if x := seen[string(b)]; x != nil {
			return x, nil
		}
		x, err := parse(b)
		if err == nil {
			seen[string(b)] = x
		}
		return x, err
	}
}
