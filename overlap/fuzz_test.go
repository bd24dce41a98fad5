package overlap

import (
	"testing"

	"parley"
)

// FuzzPair: from no two places does anything panic, each way comes to the same [OVL-9], and the index finds what comparing finds.
func FuzzPair(f *testing.F) {
	f.Add("circle 59.33000,18.06000 radius 5000", "route 59.00000,18.00000 60.00000,-179.99999 width 2001", 4999)
	f.Add("polygon 90.00000,0.00000 80.00000,10.00000 80.00000,-10.00000", "cell -10.00000,170.00000 10.00000,-170.00000", 20_000_000)
	f.Add("polygon 1.00000,0.00000 -1.00000,1.00000 1.00000,1.00000 -1.00000,0.00000", "circle 0.00000,0.50000 radius 1", 0)
	f.Fuzz(func(t *testing.T, first, second string, metres int) {
		a, ok1 := areaOf(first)
		b, ok2 := areaOf(second)
		m := Margins{Metres: metres}
		if !ok1 || !ok2 || m.Check() != nil || !within(a) || !within(b) {
			return
		}
		p, q := Notice{ID: parley.Hash{1}, Area: a}, Notice{ID: parley.Hash{2}, Area: b}
		c, ok := Compare(&p, &q, m)
		d, again := Compare(&q, &p, m)
		c.Other, d.Other = parley.Hash{}, parley.Hash{}
		if c != d || ok != again {
			t.Fatalf("%v %v one way, %v %v the other", c, ok, d, again)
		}
		x := New(m)
		x.Put(p)
		if _, now := x.Put(q); (len(now) == 1) != ok {
			t.Fatalf("the index finds %v, comparing %v", now, ok)
		}
	})
}

// within holds what a form holds before it makes an area.
func within(a Area) bool { return len(a.core) <= 800 && a.reach >= 0 && a.reach <= 40_000_000 }
