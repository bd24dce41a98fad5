package overlap

import (
	"testing"

	"parley/charter"
)

// [OVL-6] A point is in a ring by the rule MUST hold where the ring touches itself at its first corner, where corners lie on the way, for
// the larger part of the sphere, and for the point opposite to the first corner. [OVL-3] A ring MUST begin with a corner
// that lies on no other edge.
func TestInside(t *testing.T) {
	const (
		small = "polygon 0.00000,0.00000 0.00000,2.00000 2.00000,2.00000 2.00000,0.00000"
		rest  = "polygon 0.00000,0.00000 2.00000,0.00000 2.00000,2.00000 0.00000,2.00000"
		// The edge along the equator goes through the first corner: two triangles.
		pair = "polygon 0.00000,1.00000 1.00000,0.00000 0.00000,0.00000 0.00000,2.00000 1.00000,2.00000"
		// Two corners on the equator lie on the way from points of the equator to the first.
		comb = "polygon 0.00000,0.00000 -1.00000,1.00000 0.00000,2.00000 -1.00000,3.00000 0.00000,4.00000 2.00000,2.00000"
		// The first corner points inwards.
		arrow = "polygon 0.00000,0.00000 -1.00000,-1.00000 0.00000,2.00000 1.00000,-1.00000"
		pole  = "polygon 80.00000,0.00000 80.00000,120.00000 80.00000,-120.00000"
	)
	for _, c := range []struct {
		ring     string
		lat, lon int
		inside   bool
	}{
		{small, 100_000, 100_000, true}, {small, 100_000, 300_000, false}, {small, 0, -18_000_000, false}, {small, 100_000, -17_900_000, false},
		{rest, 100_000, 100_000, false}, {rest, 100_000, 300_000, true}, {rest, 0, -18_000_000, true}, {rest, 9_000_000, 0, true},
		{pair, 30_000, 20_000, true}, {pair, 30_000, 180_000, true}, {pair, 60_000, 100_000, false}, {pair, -100_000, 100_000, false},
		{pair, 0, -17_900_000, false}, {pair, 0, 500_000, false}, {pair, 5_000_000, 100_000, false},
		{comb, 0, 100_000, true}, {comb, 0, 300_000, true}, {comb, 0, 500_000, false}, {comb, 0, -100_000, false}, {comb, -90_000, 200_000, false},
		{comb, 0, -18_000_000, false}, {comb, 100_000, 200_000, true}, {comb, -50_000, 100_000, true},
		{arrow, 0, -18_000_000, false}, {arrow, 0, 100_000, true}, {arrow, 0, -50_000, false},
		{pole, 9_000_000, 0, true}, {pole, 8_900_000, 17_000_000, true}, {pole, -8_000_000, -18_000_000, false}, {pole, 0, 0, false},
	} {
		a, ok := areaOf(c.ring)
		if !ok || a.holds(vectorOf(charter.Point{Lat: c.lat, Lon: c.lon})) != c.inside {
			t.Errorf("%s: that %d %d is inside is not %v", c.ring, c.lat, c.lon, c.inside)
		}
	}
}
