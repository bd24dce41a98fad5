package chart

import (
	"slices"

	"parley/charter"
)

// Whole is once around, in 0.00001 degrees.
const Whole = 36_000_000

// Step is the way from one longitude to another, the shorter way round.
func Step(from, to int) int {
	d := (to - from) % Whole
	switch {
	case d > Whole/2:
		d -= Whole
	case d <= -Whole/2:
		d += Whole
	}
	return d
}

// Inside returns the corners of an area in the order that has the inside on the left, as a place has them: that of the
// smaller of the two areas which the corners part. People give corners in any order, and often the first again at the end,
// which is left out. Corners that go around a pole stay as they are.
func Inside(corners []charter.Point) []charter.Point {
	if n := len(corners); n > 1 && corners[0] == corners[n-1] {
		corners = corners[:n-1]
	}
	lon, area := 0, 0.0
	for i, p := range corners {
		next := corners[(i+1)%len(corners)]
		d := Step(p.Lon, next.Lon)
		area += float64(lon)*float64(next.Lat) - float64(lon+d)*float64(p.Lat)
		lon += d
	}
	if lon != 0 || area >= 0 {
		return corners
	}
	out := slices.Clone(corners)
	slices.Reverse(out[1:])
	return out
}
