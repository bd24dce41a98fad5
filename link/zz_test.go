package link

import (
	"testing"
)

// simTally counts what happened in all simulations of this package; they run one after the other.
var simTally struct {
	frames, lost, repeated, reordered, cutOff int // frames
	cuts, restarts, deaths                    int // of the line, of nodes, of nodes between storing and saying so
}

// TestZTally comes last and prints what the simulations of the line went through.
func TestZTally(t *testing.T) {
	x := simTally
	t.Logf("measured: two machines on a bad line: %d frames; %d lost, %d repeated, %d reordered, %d cut off; %d cuts, %d restarts, %d deaths between storing and answering",
		x.frames, x.lost, x.repeated, x.reordered, x.cutOff, x.cuts, x.restarts, x.deaths)
	for kind, n := range map[string]int{"frames": x.frames, "frames lost": x.lost, "frames repeated": x.repeated, "frames reordered": x.reordered, "frames cut off": x.cutOff} {
		t.Logf("measured: simulation: two machines on a bad line: %d %s", n, kind)
	}
}
