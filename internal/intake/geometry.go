package intake

import (
	"encoding/json"
	"math"

	"parley/charter"
	"parley/form"
	"parley/internal/chart"
)

// A geometry is one of GeoJSON.
type geometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
}

// place makes of a geometry the place that it is: of a point with a radius a circle, of a line a route, of a polygon without holes the
// smaller of the two areas that its corners part, whichever way round they stand. Points go to the nearest 0.00001 degrees.
func (g *geometry) place(metres map[string]int) (p form.Place, err error) {
	p.Precision = metres[precision]
	switch g.Type {
	case "Point":
		var at position
		if err := read(g, &at); err != nil {
			return p, err
		}
		if metres[radius] == 0 {
			return p, bad("it is a Point without the property %q: a notice names an area", radius)
		}
		p.Kind, p.Metres = form.PlaceCircle, metres[radius]
		p.Points, err = points([]position{at})
	case "LineString":
		var line []position
		if err := read(g, &line); err != nil {
			return p, err
		}
		p.Kind, p.Metres = form.PlaceRoute, metres[width]
		p.Points, err = points(line)
	case "Polygon":
		var rings [][]position
		if err := read(g, &rings); err != nil {
			return p, err
		}
		if len(rings) != 1 {
			return p, bad("it is a Polygon of %d rings; an area has one, and no holes", len(rings))
		}
		p.Kind = form.PlacePolygon
		if p.Points, err = points(rings[0]); err == nil {
			p.Points = chart.Inside(p.Points)
		}
	default:
		return p, bad("it is a %.40q; a place is a Point with a radius, a LineString or a Polygon", g.Type)
	}
	return p, err
}

// A position is longitude, latitude and, where it has one, height.
type position []float64

func read[T any](g *geometry, to *T) error {
	if err := json.Unmarshal(g.Coordinates, to); err != nil {
		return bad("the coordinates of the %s are not nested as they are in one", g.Type)
	}
	return nil
}

// points reads positions, the first of which may stand again at the end.
func points(list []position) ([]charter.Point, error) {
	if len(list) > form.MaxCorners+1 {
		return nil, bad("it has %d points; a place has %d at most", len(list), form.MaxCorners)
	}
	var out []charter.Point
	for i, p := range list {
		switch {
		case len(p) < 2 || len(p) > 3:
			return nil, bad("point %d has %d numbers, not longitude and latitude", i, len(p))
		case len(p) == 3 && p[2] != 0:
			return nil, bad("point %d has a height; the heights of a notice are fields of its own", i)
		case math.Abs(p[0]) > 180 || math.Abs(p[1]) > 90:
			return nil, bad("point %d lies nowhere: longitude %g, latitude %g", i, p[0], p[1])
		}
		out = append(out, chart.PointAt(p[1], p[0]))
	}
	return out, nil
}
