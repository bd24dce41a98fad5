package overlap

import (
	"math/rand/v2"

	"parley"
	"parley/charter"
	"parley/form"
)

// spots are where pairs are drawn: the poles and places beside them, the antimeridian, the equator, and others.
var spots = []charter.Point{{Lat: 9_000_000}, {Lat: -9_000_000}, {Lat: 8_999_000, Lon: 12_345_678}, {Lon: -18_000_000},
	{Lat: 3_000_000, Lon: 17_999_999}, {}, {Lat: -100_000, Lon: 9_000_000}, {Lat: 5_933_000, Lon: 1_806_000}, {Lat: -4_512_345, Lon: -7_654_321}}

// A drawing draws notices around a spot: on a coarse grid where much touches and coincides, or on the finest.
type drawing struct {
	*rand.Rand
	spot charter.Point
	grid int
	wide int
}

func newDrawing(r *rand.Rand) *drawing {
	d := &drawing{Rand: r, spot: spots[r.IntN(len(spots))], grid: []int{1, 1000, 25_000, 100_000}[r.IntN(4)]}
	d.wide = []int{4, 12, 40}[r.IntN(3)] * max(d.grid, 100)
	if r.IntN(8) == 0 {
		d.wide = 9_000_000 // over a hemisphere
	}
	return d
}

func (d *drawing) point() charter.Point {
	lat := min(9_000_000, max(-9_000_000, d.spot.Lat+d.near()))
	lon := d.spot.Lon + d.near()
	if max(lat, -lat) > 8_900_000 { // longitudes are close there
		lon = d.IntN(36_000_000) / d.grid * d.grid
	}
	return charter.Point{Lat: lat, Lon: (lon+54_000_000)%36_000_000 - 18_000_000}
}

func (d *drawing) near() int { return (d.IntN(2*d.wide+1) - d.wide) / d.grid * d.grid }

// area draws until an area is one, and returns it with its text.
func (d *drawing) area() (Area, string) {
	for {
		text := d.text()
		if a, ok := areaOf(text); ok && (len(a.core) < 16 || d.IntN(100) == 0) { // wide cells have hundreds of corners
			return a, text
		}
	}
}

// text draws a place as package form writes it, or a cell as "cell" and its corners in the south-west and north-east.
func (d *drawing) text() string {
	p := form.Place{Kind: []string{form.PlaceCircle, form.PlaceRoute, form.PlacePolygon, form.PlacePolygon, "cell"}[d.IntN(5)]}
	n := map[string]int{form.PlaceCircle: 1, form.PlaceRoute: 2 + d.IntN(4), form.PlacePolygon: 3 + d.IntN(4), "cell": 2}[p.Kind]
	for range n {
		p.Points = append(p.Points, d.point())
	}
	switch p.Kind {
	case form.PlaceCircle:
		p.Metres = 1 + d.IntN(d.wide)
	case form.PlaceRoute:
		p.Metres = []int{0, d.IntN(1 + d.wide/2)}[d.IntN(2)]
	case form.PlacePolygon:
		if d.IntN(4) > 0 {
			p.Points = leftward(p.Points)
		}
	}
	return p.String()
}

func areaOf(text string) (Area, bool) {
	p, err := form.ParsePlace(text)
	for _, at := range p.Points {
		if at.Lat < -9_000_000 || at.Lat > 9_000_000 || at.Lon < -18_000_000 || at.Lon > 17_999_999 { // no form takes these
			return Area{}, false
		}
	}
	if p.Kind == "cell" && err == nil && len(p.Points) == 2 {
		return Cell(p.Points[0].Lat, p.Points[0].Lon, p.Points[1].Lat, p.Points[1].Lon)
	}
	a, ok := AreaOf(p, nil)
	return a, ok && err == nil
}

// leftward turns three corners so that what is small is inside; more corners it leaves three of.
func leftward(p []charter.Point) []charter.Point {
	a, b, c := vectorOf(p[0]), vectorOf(p[1]), vectorOf(p[2])
	if a.cross(b).dot(c).sign() < 0 {
		return []charter.Point{p[1], p[0], p[2]}
	}
	return p[:3]
}

func (d *drawing) span(unit int64) Span {
	from := d.Int64N(20) * unit
	s := Span{from, from + d.Int64N(6)*unit}
	if d.IntN(8) == 0 {
		s.From = OpenFrom
	}
	if d.IntN(8) == 0 {
		s.To = OpenTo
	}
	return s
}

func (d *drawing) notice(i int) Notice {
	a, _ := d.area()
	return Notice{ID: parley.Sum([]byte{byte(i), byte(i >> 8)}), Party: parley.PartyID([]string{"northland", "southmark"}[i%2]), Version: 1,
		Area: a, Height: d.span(3048), Time: d.span(1_800_000)}
}

func (d *drawing) margins() Margins {
	return Margins{Metres: []int{0, d.IntN(d.wide), 20_000_000}[d.IntN(3)], Height: []int64{0, 30_480}[d.IntN(2)], Time: []int64{0, 3_600_000}[d.IntN(2)]}
}
