package chart

import (
	"math"
	"testing"
)

// A ring of the data that passes longitude 180, or goes around a pole, is one line around the earth and none across the map.
func TestLandIsUnbroken(t *testing.T) {
	for name, data := range map[string]func() []line{"coarse": coarse, "fine": fine} {
		passes, around := 0, 0
		for _, ring := range data() {
			far := 0.0
			for i, p := range ring {
				far = max(far, math.Abs(p.x))
				q := ring[(i+1)%len(ring)]
				if math.Abs(q.x-p.x) > 30 && !artificial(p, q) {
					t.Errorf("%s: a coast goes from %v to %v", name, p, q)
				}
				if math.Abs(p.y) == 90 {
					around++
				}
			}
			if far > 181 {
				passes++
			}
		}
		if passes == 0 || around == 0 {
			t.Errorf("%s: %d rings pass longitude 180, %d points at a pole", name, passes, around)
		}
	}
}
