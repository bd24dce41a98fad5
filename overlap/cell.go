package overlap

import "parley/charter"

// degree is one in the units of a point.
const degree = 100_000

// Cell returns the area between two parallels and two meridians, eastward from west to east: a quadrant of an ocean, a square
// of a grid. Its north and south side have a corner at each whole degree of longitude [OVL-2]. False where it has no
// width or no height, or goes all the way around.
func Cell(south, west, north, east int) (Area, bool) {
	on := func(lat, lon int) bool {
		return lat >= -quarter && lat <= quarter && lon >= -2*quarter && lon < 2*quarter
	}
	if !on(south, west) || !on(north, east) || south >= north || west == east {
		return Area{}, false
	}
	if east < west {
		east += 4 * quarter
	}
	var corners []charter.Point
	side := []int{west}
	for lon := floorTo(west, degree) + degree; lon < east; lon += degree {
		side = append(side, lon)
	}
	side = append(side, east)
	for _, lon := range side {
		corners = append(corners, charter.Point{Lat: south, Lon: turned(lon)})
	}
	for i := range side {
		corners = append(corners, charter.Point{Lat: north, Lon: turned(side[len(side)-1-i])})
	}
	return ringOf(corners)
}

// turned brings a longitude back to -180 to below 180 degrees.
func turned(lon int) int {
	if lon >= 2*quarter {
		return lon - 4*quarter
	}
	return lon
}

// floorTo is the greatest multiple of step that is not above n.
func floorTo(n, step int) int { return n - ((n%step)+step)%step }
