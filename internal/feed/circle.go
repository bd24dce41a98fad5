package feed

import (
	"math"

	"parley/charter"
	"parley/form"
)

// mile is a nautical mile in metres.
const mile = 1852

// covering returns a circle that holds all places of a notice, its centre in whole minutes and its radius in metres; false where
// none of them can be drawn, or one of them is most of the earth.
func (n *Notice) covering() (centre charter.Point, radius float64, ok bool) {
	sum := unit{}
	var all []charter.Point
	var reach []float64
	for _, p := range n.Places {
		if p.Kind == form.PlacePolygon && inverse(p.Points) {
			return centre, 0, false
		}
		for _, at := range p.Points {
			sum = sum.plus(unitOf(at))
			all, reach = append(all, at), append(reach, p.reach())
		}
	}
	if sum.length() < 1e-6 {
		return centre, 0, false
	}
	centre = wholeMinutes(sum.times(1 / sum.length()).point())
	for i, at := range all {
		radius = max(radius, metres(centre, at)+reach[i])
	}
	return centre, radius, radius < earth*math.Pi/2
}

// reach is how far a place goes beyond its points.
func (p *Place) reach() float64 {
	if p.Kind == form.PlaceRoute {
		return float64(p.Metres) / 2
	}
	return float64(p.Metres)
}

func wholeMinutes(p charter.Point) charter.Point {
	minutes := func(n int) int { return int(math.Round(math.Round(float64(n)*60/1e5) * 1e5 / 60)) }
	return charter.Point{Lat: minutes(p.Lat), Lon: minutes(p.Lon)}
}
