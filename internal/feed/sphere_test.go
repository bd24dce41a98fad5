package feed

import (
	"math"
	"math/rand/v2"

	"github.com/golang/geo/r3"
	"github.com/golang/geo/s1"
	"github.com/golang/geo/s2"

	"parley/charter"
)

func s1Angle(radians float64) s1.Angle { return s1.Angle(radians) }

func s2Point(ll s2.LatLng) charter.Point {
	p := charter.Point{Lat: int(math.Round(ll.Lat.Degrees() * 1e5)), Lon: int(math.Round(ll.Lng.Degrees() * 1e5))}
	if p.Lon >= 18_000_000 {
		p.Lon -= 36_000_000
	}
	return p
}

func loopOf(corners []charter.Point) *s2.Loop {
	var points []s2.Point
	for _, p := range corners {
		points = append(points, s2.PointFromLatLng(s2.LatLngFromDegrees(float64(p.Lat)/1e5, float64(p.Lon)/1e5)))
	}
	return s2.LoopFromPoints(points)
}

func randomVector(r *rand.Rand) r3.Vector {
	return r3.Vector{X: r.NormFloat64(), Y: r.NormFloat64(), Z: r.NormFloat64()}
}

// edgeDistance is how many metres a point lies from the edge of a loop.
func edgeDistance(l *s2.Loop, p s2.Point) float64 {
	least := s1.InfAngle()
	for i := range l.NumEdges() {
		e := l.Edge(i)
		least = min(least, s2.DistanceFromSegment(p, e.V0, e.V1))
	}
	return least.Radians() * earth
}
