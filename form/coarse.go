package form

import (
	"slices"

	"parley/charter"
)

// Coarsen returns p with its points moved to a grid of about so many metres and that precision recorded, so that the body
// does not hold what the sender does not want to say. A polygon or route of which too few different points are left
// becomes a circle around one of them. A place without points, and one that is as coarse already, stays as it is.
func (p Place) Coarsen(metres int) Place {
	if metres < 1 || metres > MaxMetres || len(p.Points) == 0 || p.Precision >= metres {
		return p
	}
	step := max(1, metres*100_000/111_320) // 0.00001 degrees of latitude are 1.1132 metres
	out := p
	out.Precision, out.Points = metres, nil
	for _, at := range p.Points {
		at = charter.Point{Lat: snap(at.Lat, step, 9_000_000), Lon: snap(at.Lon, step, 17_999_999)}
		if n := len(out.Points); n == 0 || out.Points[n-1] != at && !(p.Kind == PlacePolygon && slices.Contains(out.Points, at)) {
			out.Points = append(out.Points, at)
		}
	}
	if p.Kind == PlaceCircle {
		out.Metres = min(MaxMetres, (p.Metres+metres-1)/metres*metres)
	}
	if len(out.Points) < pointsOf[p.Kind].least {
		out.Kind, out.Points, out.Metres = PlaceCircle, out.Points[:1], metres
	}
	return out
}

// snap returns the multiple of step nearest to n and not beyond limit either way.
func snap(n, step, limit int) int {
	if n < 0 {
		return -snap(-n, step, limit)
	}
	return min((n+step/2)/step, limit/step) * step
}
