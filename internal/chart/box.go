package chart

import (
	"cmp"
	"math"
	"slices"
)

// A box is what a shape lies in, in degrees; east is not less than west and may be beyond 180.
type box struct{ west, east, south, north float64 }

// around returns the least stretch of longitudes that holds all boxes: all but the widest gap between them.
func around(boxes []box) (west, east float64) {
	list := make([]box, len(boxes))
	for i, b := range boxes {
		wide := b.east - b.west
		if wide >= 360 {
			return -180, 180
		}
		b.west = math.Mod(math.Mod(b.west, 360)+360, 360)
		b.east = b.west + wide
		list[i] = b
	}
	slices.SortFunc(list, func(a, b box) int { return cmp.Compare(a.west, b.west) })
	reach, gap := list[0].east, -1.0
	west, east = list[0].west, list[0].west+360
	for _, b := range append(list[1:], box{west: list[0].west + 360}) {
		if b.west-reach > gap {
			gap, west, east = b.west-reach, b.west, reach
		}
		reach = max(reach, b.east)
	}
	if gap <= 0 {
		return -180, 180
	}
	if east < west {
		east += 360
	}
	return west, east
}
