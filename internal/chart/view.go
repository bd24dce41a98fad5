package chart

import (
	"math"
	"strconv"
	"strings"

	"parley/charter"
)

// The size of every map, in units of which ten are a pixel of a map that is shown at its own size.
const (
	Wide = 9600
	High = 5600
)

// A View is the part of the earth that a map shows, north up: longitudes are drawn alike, and latitudes so that lengths at
// the centre are the same in both directions.
type View struct {
	Centre charter.Point
	Span   int // longitude from side to side, in 0.00001 degrees, minSpan to Whole
}

const (
	minSpan   = 2_000     // about two kilometres
	mostNorth = 8_500_000 // of a centre
)

// World is the whole earth.
func World() View { return View{charter.Point{}, Whole} }

// ParseView reads what String writes.
func ParseView(s string) (View, bool) {
	parts := strings.Split(s, "_")
	if len(parts) != 3 {
		return View{}, false
	}
	var n [3]int
	for i, p := range parts {
		var err error
		if n[i], err = strconv.Atoi(p); err != nil {
			return View{}, false
		}
	}
	v := View{charter.Point{Lat: n[0], Lon: n[1]}, n[2]}
	return v, v == v.bounded()
}

func (v View) String() string {
	return strconv.Itoa(v.Centre.Lat) + "_" + strconv.Itoa(v.Centre.Lon) + "_" + strconv.Itoa(v.Span)
}

// bounded returns the view that is nearest to v and shows some of the earth.
func (v View) bounded() View {
	v.Centre.Lat = max(-mostNorth, min(mostNorth, v.Centre.Lat))
	v.Centre.Lon = Step(0, v.Centre.Lon)
	if v.Centre.Lon == Whole/2 {
		v.Centre.Lon = -Whole / 2
	}
	v.Span = max(minSpan, min(Whole, v.Span))
	return v
}

// Closer returns the view from half as high, Farther from twice as high.
func (v View) Closer() View  { return View{v.Centre, v.Span / 2}.bounded() }
func (v View) Farther() View { return View{v.Centre, v.Span * 2}.bounded() }

// Moved returns the view so many thirds of itself further north and east.
func (v View) Moved(north, east int) View {
	s := v.frame()
	lat := v.Centre.Lat + int(float64(north)*(s.north-s.south)*1e5/3)
	return View{charter.Point{Lat: lat, Lon: v.Centre.Lon + east*v.Span/3}, v.Span}.bounded()
}

// A frame is a view in degrees, and in units for a degree.
type frame struct {
	west, east, south, north float64
	perLon, perLat           float64
}

func (v View) frame() frame {
	lon, lat, span := float64(v.Centre.Lon)/1e5, float64(v.Centre.Lat)/1e5, float64(v.Span)/1e5
	f := frame{west: lon - span/2, east: lon + span/2, perLon: Wide / span}
	f.perLat = f.perLon / math.Cos(lat*math.Pi/180)
	f.south, f.north = lat-High/2/f.perLat, lat+High/2/f.perLat
	return f
}

// Earth returns from where until where on the map there is earth: beyond the poles there is none.
func (v View) Earth() (top, foot int) {
	f := v.frame()
	_, north := f.unit(vec{0, 90})
	_, south := f.unit(vec{0, -90})
	return int(max(-margin, north)), int(min(High+margin, south))
}

// margin is by how much more is drawn than is seen, in units, so that edges at which something was cut off are not seen.
const margin = 60

// unit returns where a point is drawn.
func (f frame) unit(p vec) (x, y float64) {
	return (p.x - f.west) * f.perLon, (f.north - p.y) * f.perLat
}

// Fit returns the view that shows shapes, with room around them; the whole earth where there are none.
func Fit(shapes []Shape) View {
	var boxes []box
	for _, s := range shapes {
		if b, ok := s.box(); ok {
			boxes = append(boxes, b)
		}
	}
	if len(boxes) == 0 {
		return World()
	}
	west, east := around(boxes)
	south, north := 90.0, -90.0
	for _, b := range boxes {
		south, north = min(south, b.south), max(north, b.north)
	}
	lat := (south + north) / 2
	span := max(east-west, (north-south)/math.Cos(min(math.Abs(lat), mostNorth/1e5)*math.Pi/180)*Wide/High, 0.2) * 1.2
	return View{PointAt(lat, math.Remainder((west+east)/2, 360)), int(min(span, 360) * 1e5)}.bounded()
}
