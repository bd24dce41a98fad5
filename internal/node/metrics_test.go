package node

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

// counted returns what a counter of a node says, by its name without the prefix.
func (n *Node) counted(t testing.TB, name string) (total float64) {
	t.Helper()
	families, err := n.Metrics().Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == "parley_"+name {
			for _, m := range f.GetMetric() {
				total += m.GetCounter().GetValue()
			}
			return total
		}
	}
	t.Fatalf("nothing is counted as %s", name)
	return 0
}

// The metrics count what happened, and hold no text, subject or id.
func TestMetrics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		north := w.start("north")
		south := w.start("south")
		m := w.message("north", "south", parley.Flash, "Kestrel at 5912N.")
		m.Subject = "Osprey"
		id := w.submit("north", m)
		w.wait("north", id, "recorded", time.Minute)
		time.Sleep(time.Minute)
		for _, n := range []*Node{north, south} {
			families, err := n.Metrics().Gather()
			if err != nil || len(families) < 10 {
				t.Fatalf("%d, %v", len(families), err)
			}
			for _, f := range families {
				for _, secret := range []string{"Kestrel", "5912", "Osprey", id[:8], w.id.String()[:8]} {
					if s := f.String(); strings.Contains(s, secret) {
						t.Errorf("%s holds %s", s, secret)
					}
				}
			}
		}
		if north.counted(t, "leaves_total") == 0 || south.counted(t, "leaves_mirrored_total") < 3 || south.counted(t, "frame_bytes_received_total") == 0 {
			t.Error("nothing was counted")
		}
	})
}
