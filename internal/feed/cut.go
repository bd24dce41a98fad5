package feed

import (
	"slices"

	"parley/charter"
	"parley/internal/chart"
)

// An at is a point of a flat map in 0.00001 degrees; x goes on beyond 180 degrees where a line does.
type at struct{ x, y int }

// A ring is the edge of an area with its inside on the left, without the first point repeated.
type ring []at

// unwound returns points whose longitudes go on over 180, each the shorter way from the one before.
func unwound(points []charter.Point) (out ring) {
	lon := 0
	for i, p := range points {
		if i == 0 {
			lon = p.Lon
		} else {
			lon += chart.Step(points[i-1].Lon, p.Lon)
		}
		if q := (at{lon, p.Lat}); len(out) == 0 || out[len(out)-1] != q {
			out = append(out, q)
		}
	}
	return out
}

// polygons returns an area as others draw it: cut where it passes longitude 180, each piece an outer ring counterclockwise and
// rings of what it leaves out (RFC 7946, 3.1.6 and 3.1.9).
func polygons(points []charter.Point) [][]ring {
	points = dense(points, true)
	r := unwound(points)
	if len(r) < 3 {
		return nil
	}
	switch total := winding(points); {
	case total != 0:
		return oneMap(around(r, total))
	case r.area() < 0: // the inside is all that lies around it
		rings := []ring{{{-3 * chart.Whole, -pole}, {3 * chart.Whole, -pole}, {3 * chart.Whole, pole}, {-3 * chart.Whole, pole}}}
		for k := -2; k <= 2; k++ {
			rings = append(rings, r.shifted(k*chart.Whole))
		}
		return oneMap(rings)
	}
	return cutAll([]ring{r})
}

const pole = 9_000_000

// around is the edge of an area that holds a pole: on the flat map it goes on for ever.
func around(r ring, total int) []ring {
	var long ring
	for k := -2; k <= 2; k++ {
		long = append(long, r.shifted(k*total)...)
	}
	y := pole
	if total < 0 {
		y = -pole
	}
	return []ring{append(long, at{last(long).x, y}, at{long[0].x, y})}
}

// oneMap is the part from -180 to 180 degrees of what goes around the earth.
func oneMap(rings []ring) [][]ring {
	_, rest := split(rings, -chart.Whole/2)
	here, _ := split(rest, chart.Whole/2)
	return pieces(here, 0)
}

// winding is how far around the earth a ring goes, eastward: 0, or once for one that holds a pole.
func winding(points []charter.Point) (total int) {
	for i, p := range points {
		total += chart.Step(p.Lon, points[(i+1)%len(points)].Lon)
	}
	return total
}

// inverse reports whether the inside of a ring is all that lies around its corners.
func inverse(points []charter.Point) bool { return winding(points) == 0 && unwound(points).area() < 0 }

// cutAll cuts rings at each longitude 180 and brings the pieces to the one map.
func cutAll(rings []ring) (out [][]ring) {
	west, east := rings[0].span()
	for line := floorTo(west+chart.Whole/2, chart.Whole) + chart.Whole/2; ; line += chart.Whole {
		here, rest := split(rings, line)
		out = append(out, pieces(here, line-chart.Whole/2)...)
		if rings = rest; len(rest) == 0 || line > east {
			return out
		}
	}
}

// pieces puts rings together to areas; middle is the longitude at which their map has its 0.
func pieces(rings []ring, middle int) (out [][]ring) {
	var holes []ring
	for _, r := range rings {
		for i := range r {
			r[i].x -= middle
		}
		if r = r.tidy(); len(r) > 2 && r.area() > 0 {
			out = append(out, []ring{r})
		} else if len(r) > 2 && r.area() < 0 {
			holes = append(holes, r)
		}
	}
	if len(out) > 0 && len(holes) > 0 { // there is one hole at most, and then one area around it
		largest := slices.MaxFunc(out, func(a, b []ring) int { return a[0].area() - b[0].area() })
		i := slices.IndexFunc(out, func(p []ring) bool { return &p[0][0] == &largest[0][0] })
		out[i] = append(out[i], holes...)
	}
	return out
}

// A chain is a part of a ring on one side of a line, from where it comes over the line to where it goes back.
type chain struct {
	points ring
	next   int // the chain with which its piece goes on
}

// split parts areas along a meridian: what lies west of it, and the rest.
func split(rings []ring, line int) (west, east []ring) {
	var chains [2][]chain
	for _, r := range rings {
		begin := slices.IndexFunc(r, func(p at) bool { return (p.x < line) != (r[0].x < line) })
		if begin < 0 {
			if r[0].x < line {
				west = append(west, slices.Clone(r))
			} else {
				east = append(east, slices.Clone(r))
			}
			continue
		}
		over := func(i int) at { return meet(r[(i+len(r)-1)%len(r)], r[i%len(r)], line) }
		points := ring{over(begin)}
		for i := begin; i < begin+len(r); i++ {
			p, q := r[i%len(r)], r[(i+1)%len(r)]
			points = append(points, p)
			if (p.x < line) == (q.x < line) {
				continue
			}
			side := 0
			if p.x >= line {
				side = 1
			}
			chains[side] = append(chains[side], chain{points: append(points, over(i+1))})
			points = ring{over(i + 1)}
		}
	}
	return append(west, joined(chains[0])...), append(east, joined(chains[1])...)
}

// meet is where the way from a to b crosses a meridian.
func meet(a, b at, line int) at { return at{line, a.y + (b.y-a.y)*(line-a.x)/(b.x-a.x)} }

// joined puts chains together to rings along the line at which they were cut: of all ends and beginnings in order along it, each
// end goes on with the beginning beside it.
func joined(chains []chain) (out []ring) {
	ends, begins := make([]int, len(chains)), make([]int, len(chains))
	for i := range chains {
		ends[i], begins[i] = i, i
	}
	slices.SortFunc(ends, func(a, b int) int { return last(chains[a].points).y - last(chains[b].points).y })
	slices.SortFunc(begins, func(a, b int) int { return chains[a].points[0].y - chains[b].points[0].y })
	for i, e := range ends {
		chains[e].next = begins[i]
	}
	used := make([]bool, len(chains))
	for i := range chains {
		var r ring
		for j := i; !used[j]; j = chains[j].next {
			used[j] = true
			r = append(r, chains[j].points...)
		}
		if len(r) > 0 {
			out = append(out, r)
		}
	}
	return out
}

func last(r ring) at { return r[len(r)-1] }
