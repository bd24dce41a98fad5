package chart

import (
	"fmt"
	"math"

	"parley/charter"
	"parley/form"
)

// A Shape is a place that a map can draw.
type Shape struct {
	kind   string
	points line // in order, the longitudes going on over 180
	area   bool // else a line
	turned bool // the inside is all that lies outside: corners that have it on their left so
	metres int  // width of a route
}

// ShapeOf returns the shape of a place, and false where it has none: words, or an area that the charter does not have. The
// place is one that package form took.
func ShapeOf(p form.Place, c *charter.Charter) (Shape, bool) {
	switch p.Kind {
	case form.PlaceArea:
		if a := c.Area(p.Words); a != nil {
			return polygon(a.Ring), true
		}
	case form.PlacePolygon:
		return polygon(p.Points), len(p.Points) > 2
	case form.PlaceCircle:
		if len(p.Points) == 1 {
			return circle(p.Points[0], p.Metres), true
		}
	case form.PlaceRoute:
		return Shape{kind: p.Kind, points: unwound(p.Points), metres: p.Metres}, len(p.Points) > 1
	}
	return Shape{}, false
}

// unwound returns points whose longitudes go on over 180, each the shorter way from the one before.
func unwound(points []charter.Point) line {
	out := make(line, len(points))
	lon := 0
	for i, p := range points {
		if i == 0 {
			lon = p.Lon
		} else {
			lon += Step(points[i-1].Lon, p.Lon)
		}
		out[i] = vec{float64(lon) / 1e5, float64(p.Lat) / 1e5}
	}
	return out
}

// polygon is an area with its inside on the left: corners that go eastward around the earth hold the north pole, westward
// the south pole.
func polygon(corners []charter.Point) Shape {
	s := Shape{kind: form.PlacePolygon, area: true, points: unwound(corners)}
	if len(corners) < 3 {
		return s
	}
	first, last := s.points[0], s.points[len(s.points)-1]
	total := last.x + float64(Step(corners[len(corners)-1].Lon, corners[0].Lon))/1e5 - first.x
	if math.Abs(total) > 180 {
		pole := math.Copysign(90, total)
		s.points = append(s.points, vec{first.x + total, first.y}, vec{first.x + total, pole}, vec{first.x, pole})
		return s
	}
	area := 0.0
	for i, p := range s.points {
		q := s.points[(i+1)%len(s.points)]
		area += p.x*q.y - q.x*p.y
	}
	s.turned = area < 0
	return s
}

// earth is its mean radius in metres.
const earth = 6_371_008.8

// circle is an area within so many metres of a point, on the sphere.
func circle(at charter.Point, metres int) Shape {
	const corners = 96
	lat, lon, d := float64(at.Lat)/1e5*math.Pi/180, float64(at.Lon)/1e5, float64(metres)/earth
	if d >= math.Pi {
		d = math.Pi - 1e-6
	}
	var ring []charter.Point
	for i := range corners { // against the clock
		b := -2 * math.Pi * float64(i) / corners
		y := math.Asin(math.Sin(lat)*math.Cos(d) + math.Cos(lat)*math.Sin(d)*math.Cos(b))
		x := math.Atan2(math.Sin(b)*math.Sin(d)*math.Cos(lat), math.Cos(d)-math.Sin(lat)*math.Sin(y))
		ring = append(ring, PointAt(y*180/math.Pi, math.Remainder(lon+x*180/math.Pi, 360)))
	}
	s := polygon(ring)
	s.kind = form.PlaceCircle
	return s
}

// box returns what a shape lies in.
func (s Shape) box() (box, bool) {
	if len(s.points) == 0 {
		return box{}, false
	}
	b := box{math.Inf(1), math.Inf(-1), 90, -90}
	for _, p := range s.points {
		b.west, b.east, b.south, b.north = min(b.west, p.x), max(b.east, p.x), min(b.south, p.y), max(b.north, p.y)
	}
	return b, true
}

// A Drawing is a shape as a map shows it.
type Drawing struct {
	Path string // of the edge, or of the line; empty where it is too small to be seen
	Area bool   // the path is filled, where inside and outside alternate
	Wide int    // width of a route in units; 0 where it is not said or not seen
	X, Y int    // where its number stands
}

// Draw returns what is seen of a shape; ok is false where nothing is.
func (v View) Draw(s Shape) (d Drawing, ok bool) {
	f := v.frame()
	var parts []line
	f.seen(s.points, func(l line) {
		if !s.area {
			parts = append(parts, f.box().lines(l)...)
		} else if part := f.box().ring(l); len(part) > 0 {
			parts = append(parts, part)
		}
	})
	if len(parts) == 0 && !s.turned {
		return d, false
	}
	around := ""
	if s.turned {
		top, foot := v.Earth()
		around = fmt.Sprintf("M%d %dh%dv%dh%dz", -margin, top, Wide+2*margin, foot-top, -Wide-2*margin)
	}
	d = Drawing{Path: f.path(parts, s.area, maxShape, around), Area: s.area, Wide: int(float64(s.metres) / metresPerDegree * f.perLat)}
	d.X, d.Y = f.middle(parts)
	return d, true
}

// middle is the mean of the points, each as near as the map has it.
func (f frame) middle(parts []line) (x, y int) {
	sumX, sumY, n := 0.0, 0.0, 0
	for _, part := range parts {
		for _, at := range part {
			ux, uy := f.unit(at)
			sumX, sumY, n = sumX+max(0, min(Wide, ux)), sumY+max(0, min(High, uy)), n+1
		}
	}
	if n == 0 {
		return Wide / 2, High / 2
	}
	return int(sumX / float64(n)), int(sumY / float64(n))
}

// metresPerDegree are those of a degree of latitude.
const metresPerDegree = earth * math.Pi / 180
