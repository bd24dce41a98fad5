package feed

import (
	"math"

	"parley/charter"
	"parley/internal/chart"
)

// earth is the radius of the sphere in metres.
const earth = 6_371_008.8

// The step of a line that others join straight on their maps: no longer than this many metres, and no more than so many points.
const (
	longest   = 20_000
	mostSteps = 2_000
)

// A unit is a point of the sphere as a vector of length 1.
type unit struct{ x, y, z float64 }

func unitOf(p charter.Point) unit {
	lat, lon := float64(p.Lat)*math.Pi/180e5, float64(p.Lon)*math.Pi/180e5
	return unit{math.Cos(lat) * math.Cos(lon), math.Cos(lat) * math.Sin(lon), math.Sin(lat)}
}

// point is the nearest point in 0.00001 degrees.
func (a unit) point() charter.Point {
	return chart.PointAt(math.Atan2(a.z, math.Hypot(a.x, a.y))*180/math.Pi, math.Atan2(a.y, a.x)*180/math.Pi)
}

func (a unit) times(f float64) unit { return unit{a.x * f, a.y * f, a.z * f} }
func (a unit) plus(b unit) unit     { return unit{a.x + b.x, a.y + b.y, a.z + b.z} }
func (a unit) length() float64      { return math.Sqrt(a.x*a.x + a.y*a.y + a.z*a.z) }

// angle is that between two points, 0 to pi.
func (a unit) angle(b unit) float64 {
	cross := unit{a.y*b.z - a.z*b.y, a.z*b.x - a.x*b.z, a.x*b.y - a.y*b.x}
	return math.Atan2(cross.length(), a.x*b.x+a.y*b.y+a.z*b.z)
}

// metres between two points.
func metres(a, b charter.Point) float64 { return earth * unitOf(a).angle(unitOf(b)) }

// dense returns the points of a line, or of a ring, with more between those that are far apart: a form joins them by the shortest
// way, a map of another program straight.
func dense(points []charter.Point, closed bool) (out []charter.Point) {
	edges := len(points) - 1
	if closed {
		edges = len(points)
	}
	total := 0.0
	for i := range edges {
		total += metres(points[i], points[(i+1)%len(points)])
	}
	step := max(longest, total/mostSteps) / earth
	for i, p := range points {
		out = append(out, p)
		if i == edges {
			break
		}
		a, b := unitOf(p), unitOf(points[(i+1)%len(points)])
		angle := a.angle(b)
		if n := math.Ceil(angle / step); n > 1 && angle < math.Pi-1e-6 {
			for k := 1.0; k < n; k++ {
				out = append(out, a.times(math.Sin(angle*(1-k/n))).plus(b.times(math.Sin(angle*k/n))).times(1/math.Sin(angle)).point())
			}
		}
	}
	return out
}

// corners is how many a circle is drawn with.
const corners = 72

// ringAround is a circle as a ring with its inside on the left, drawn around it and not within, so that it holds all of it.
func ringAround(centre charter.Point, radius int) []charter.Point {
	r := min(float64(radius)/earth/math.Cos(math.Pi/corners), math.Pi-1e-6)
	lat, lon := float64(centre.Lat)*math.Pi/180e5, float64(centre.Lon)*math.Pi/180e5
	north := unit{-math.Sin(lat) * math.Cos(lon), -math.Sin(lat) * math.Sin(lon), math.Cos(lat)}
	west := unit{math.Sin(lon), -math.Cos(lon), 0}
	out := make([]charter.Point, corners)
	for i := range out {
		bearing := 2 * math.Pi * float64(i) / corners
		aside := north.times(math.Cos(bearing)).plus(west.times(math.Sin(bearing)))
		out[i] = unitOf(centre).times(math.Cos(r)).plus(aside.times(math.Sin(r))).point()
	}
	return out
}
