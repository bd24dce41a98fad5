package main

import "testing"

// What a simulation measured is added up by its kind, and nothing else of what a test prints.
func TestCounted(t *testing.T) {
	for line, want := range map[string]struct {
		n    int
		kind string
		ok   bool
	}{
		"    storm_test.go:75: measured: simulation: two machines in a storm: 17 frames cut off": {17, "frames cut off", true},
		"    storm_test.go:33: measured: three nodes in a storm: 17 messages":                    {},
		"    storm_test.go:75: measured: simulation: two machines in a storm: many frames":       {},
		"--- PASS: TestStorm (1.0s)": {},
	} {
		if n, kind, ok := counted(line); ok != want.ok || ok && (n != want.n || kind != want.kind) {
			t.Errorf("%q: %d %q %v", line, n, kind, ok)
		}
	}
}
