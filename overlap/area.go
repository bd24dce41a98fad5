package overlap

import (
	"parley/charter"
	"parley/form"
)

// An Area is where a notice holds: a core (a point, a line, or a ring with all to the left of it) and what is within its reach.
type Area struct {
	core  []vec
	ring  bool
	reach int64 // half metres
}

// AreaOf returns the area of a place that its form took; false where the place has none: words, an area that the charter does
// not have, fewer than three corners when successive ones of one place count once, successive points at opposite ends of
// the earth, between which there is no shortest way, and a ring all of whose corners lie on other edges of it [OVL-3].
func AreaOf(p form.Place, c *charter.Charter) (Area, bool) {
	switch {
	case p.Kind == form.PlaceCircle && len(p.Points) == 1:
		return Area{core: vectors(p.Points), reach: 2 * int64(p.Metres)}, true
	case p.Kind == form.PlaceRoute:
		a := Area{core: vectors(p.Points), reach: int64(p.Metres)}
		return a, len(a.core) > 0 && a.joined()
	case p.Kind == form.PlacePolygon:
		return ringOf(p.Points)
	case p.Kind == form.PlaceArea:
		if named := c.Area(p.Words); named != nil {
			return ringOf(named.Ring)
		}
	}
	return Area{}, false
}

func ringOf(corners []charter.Point) (Area, bool) {
	a := Area{core: vectors(corners), ring: true}
	if n := len(a.core); n > 1 && a.core[0] == a.core[n-1] {
		a.core = a.core[:n-1]
	}
	return a, len(a.core) > 2 && a.joined() && a.anchored()
}

// vectors leaves out a point that is where the one before it is: all longitudes are one at a pole.
func vectors(points []charter.Point) []vec {
	out := make([]vec, 0, len(points))
	for _, p := range points {
		if v := vectorOf(p); len(out) == 0 || out[len(out)-1] != v {
			out = append(out, v)
		}
	}
	return out
}

// joined reports whether each two successive points have one shortest way.
func (a *Area) joined() bool {
	for i := range a.edges() {
		if from, to := a.edge(i); from.cross(to) == (normal{}) {
			return false
		}
	}
	return true
}

// edges is how many edges the core has: none where it is a point.
func (a *Area) edges() int {
	if a.ring {
		return len(a.core)
	}
	return len(a.core) - 1
}

func (a *Area) edge(i int) (from, to vec) {
	if i+1 == len(a.core) {
		return a.core[i], a.core[0]
	}
	return a.core[i], a.core[i+1]
}
