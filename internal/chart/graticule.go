package chart

import (
	"fmt"
	"math"
	"strconv"
)

// A Meridian is a line of the graticule, which has its figure where it meets the edge of the map.
type Meridian struct {
	X1, Y1, X2, Y2 int
	Label          string // 59°30′N
}

// intervals are those of the graticule, in minutes of arc.
var intervals = []int{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 2700}

// Graticule returns the meridians and parallels that are seen.
func (v View) Graticule() (meridians, parallels []Meridian) {
	f := v.frame()
	every := intervalFor(f.east - f.west)
	for m := math.Ceil(f.west * 60 / every); m*every/60 <= f.east; m++ {
		lon := m * every / 60
		x, _ := f.unit(vec{lon, 0})
		_, top := f.unit(vec{lon, min(90, f.north)})
		_, foot := f.unit(vec{lon, max(-90, f.south)})
		meridians = append(meridians, Meridian{int(x), int(top), int(x), int(foot), angle(math.Remainder(lon, 360), "E", "W")})
	}
	every = intervalFor((f.north - f.south) * Wide / High)
	for m := math.Ceil(max(-90, f.south) * 60 / every); m*every/60 <= min(90, f.north); m++ {
		_, y := f.unit(vec{0, m * every / 60})
		parallels = append(parallels, Meridian{0, int(y), Wide, int(y), angle(m*every/60, "N", "S")})
	}
	return meridians, parallels
}

// intervalFor returns the interval that gives about six lines over so many degrees.
func intervalFor(span float64) float64 {
	for _, n := range intervals {
		if span*60/float64(n) <= 8 {
			return float64(n)
		}
	}
	return float64(intervals[len(intervals)-1])
}

// angle writes degrees and minutes.
func angle(degrees float64, above, below string) string {
	minutes := int(math.Round(math.Abs(degrees) * 60))
	s := strconv.Itoa(minutes/60) + "°"
	if minutes%60 != 0 {
		s += fmt.Sprintf("%02d′", minutes%60)
	}
	switch {
	case minutes == 0 || minutes == 180*60:
		return s
	case degrees < 0:
		return s + below
	}
	return s + above
}

// Scale returns a whole number of kilometres, and how long that is at the centre of the map, in units.
func (v View) Scale() (kilometres string, units int) {
	f := v.frame()
	perKilometre := f.perLat * 1000 / metresPerDegree
	for _, n := range []float64{5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1} {
		if n*perKilometre <= Wide/5 || n == 0.1 {
			return strconv.FormatFloat(n, 'f', -1, 64), int(n * perKilometre)
		}
	}
	return "", 0
}
