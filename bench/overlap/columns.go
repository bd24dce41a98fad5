package main

import (
	"fmt"
	"strings"

	"parley/bench/world"
	"parley/charter"
	"parley/form"
	"parley/overlap"
)

// columns are a notice as a row of the peer's table.
func columns(f world.Filed) []string {
	var area string
	switch p := f.Place; p.Kind {
	case form.PlaceCircle:
		area = "POINT(" + corner(p.Points[0]) + ")"
	case form.PlaceRoute:
		area = "LINESTRING(" + corners(p.Points) + ")"
	default:
		area = "POLYGON((" + corners(append(p.Points[:len(p.Points):len(p.Points)], p.Points[0])) + "))"
	}
	return []string{f.ID.String(), string(f.Party), area, fmt.Sprintf("%.1f", reach(f)), between(f.Height), between(f.Time)}
}

// reach is how far an area goes beyond its points, in metres.
func reach(f world.Filed) float64 {
	if f.Place.Kind == form.PlaceRoute {
		return float64(f.Place.Metres) / 2
	}
	return float64(f.Place.Metres)
}

func corner(p charter.Point) string {
	return fmt.Sprintf("%.5f %.5f", float64(p.Lon)/1e5, float64(p.Lat)/1e5)
}

func corners(points []charter.Point) string {
	var out []string
	for _, p := range points {
		out = append(out, corner(p))
	}
	return strings.Join(out, ",")
}

func between(s overlap.Span) string { return fmt.Sprintf("[%d,%d]", s.From, finite(s.To)) }

// finite is an end far away for one that is open.
func finite(end int64) int64 { return min(end, overlap.MaxEnd) }

// wider is the height of a notice with the margin.
func wider(f world.Filed) string {
	return fmt.Sprintf("'[%d,%d]'", f.Height.From-margins.Height, finite(f.Height.To)+margins.Height)
}
