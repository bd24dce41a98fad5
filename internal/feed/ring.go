package feed

import (
	"parley/charter"
	"parley/internal/chart"
)

// area is twice that on the flat map: positive where the inside is on the left of a ring that goes around it.
func (r ring) area() (sum int) {
	for i, p := range r {
		q := r[(i+1)%len(r)]
		sum += p.x*q.y - q.x*p.y
	}
	return sum
}

// span is from where to where it lies, west to east.
func (r ring) span() (west, east int) {
	west, east = r[0].x, r[0].x
	for _, p := range r {
		west, east = min(west, p.x), max(east, p.x)
	}
	return west, east
}

// shifted is the ring so far to the east.
func (r ring) shifted(by int) ring {
	out := make(ring, len(r))
	for i, p := range r {
		out[i] = at{p.x + by, p.y}
	}
	return out
}

// tidy leaves out points that repeat the one before them.
func (r ring) tidy() (out ring) {
	for _, p := range r {
		if len(out) == 0 || last(out) != p {
			out = append(out, p)
		}
	}
	for len(out) > 1 && out[0] == last(out) {
		out = out[:len(out)-1]
	}
	return out
}

// lines returns a line as others draw it, cut where it passes longitude 180.
func lines(points []charter.Point) (out []ring) {
	r := unwound(dense(points, false))
	var part ring
	middle := 0
	for i, p := range r {
		here := floorTo(p.x+chart.Whole/2, chart.Whole)
		if i > 0 && here != middle {
			edge := max(here, middle) - chart.Whole/2
			over := meet(r[i-1], p, edge)
			out = append(out, moved(append(part, over), middle))
			part = ring{over}
		}
		part, middle = append(part, p), here
	}
	out = append(out, moved(part, middle))
	kept := out[:0]
	for _, l := range out {
		if len(l) > 1 {
			kept = append(kept, l)
		}
	}
	return kept
}

func moved(r ring, middle int) ring {
	out := make(ring, 0, len(r))
	for _, p := range r {
		if q := (at{p.x - middle, p.y}); len(out) == 0 || last(out) != q {
			out = append(out, q)
		}
	}
	return out
}

// floorTo is the greatest multiple of step that is not above n.
func floorTo(n, step int) int { return n - ((n%step)+step)%step }
