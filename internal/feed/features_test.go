package feed

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/golang/geo/s2"
	"github.com/peterstace/simplefeatures/geom"

	"parley/charter"
	"parley/form"
)

// read opens a feed with an independent reader of GeoJSON, which refuses geometries that are not valid.
func read(t *testing.T, b []byte) geom.GeoJSONFeatureCollection {
	t.Helper()
	var c geom.GeoJSONFeatureCollection
	if err := json.Unmarshal(b, &c); err != nil {
		t.Fatalf("%v\n%.2000s", err, b)
	}
	return c
}

func drawnAs(t *testing.T, p form.Place) geom.Geometry {
	t.Helper()
	n := firing(t)
	n.Places = []Place{{p, "Area", "words"}}
	return read(t, write(t, Map, []Notice{n}, options).Documents[0])[0].Geometry
}

// Each place is a feature with what its notice says; what only words say has no geometry, and neither has a notice without places.
func TestFeatures(t *testing.T) {
	b := write(t, Map, samples(t), options).Documents[0]
	var raw struct {
		Type     string
		Features []struct {
			ID         string
			Geometry   *struct{ Type string }
			Properties map[string]any
		}
	}
	if err := json.Unmarshal(b, &raw); err != nil || raw.Type != "FeatureCollection" || len(raw.Features) != 7 {
		t.Fatalf("%v: %d features", err, len(raw.Features))
	}
	kinds := ""
	for _, f := range raw.Features {
		if f.Geometry == nil {
			kinds += "none "
		} else {
			kinds += f.Geometry.Type + " "
		}
	}
	if kinds != "Polygon Polygon Polygon none MultiLineString none MultiPolygon " {
		t.Errorf("they are %s", kinds)
	}
	first, bare := raw.Features[0], raw.Features[3].Properties
	if p := first.Properties; first.ID != id(1)+"/0" || p["radius_m"] != 5000.0 || p["precision_m"] != 1000.0 || p["upper_m"] != 3048.0 || p["from"] != "2027-03-03T08:00:00Z" || p["reference"] != "CBM/NORTH/27/0011/F25/O" {
		t.Errorf("the first is %+v", first)
	}
	for _, key := range []string{"reference", "from", "until", "lower_m", "upper_m", "text", "place", "radius_m"} {
		if x, there := bare[key]; there {
			t.Errorf("what does not say it has %s: %v", key, x)
		}
	}
	if _, there := raw.Features[4].Properties["upper_m"]; there || raw.Features[4].Properties["width_m"] != 9000.0 {
		t.Errorf("the route has %v", raw.Features[4].Properties)
	}
}

// "A linear ring MUST follow the right-hand rule"; "Any geometry that crosses the antimeridian SHOULD be represented by cutting it in
// two": every point of an area is in its geometry, and no other, around poles and for all that lies around a ring too. The
// judge of what is inside is S2, by angles of whole circles through the points.
func TestAreasHoldTheirPoints(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 12))
	kinds := map[string]int{}
	for i := range 70 {
		corners := ringOf(random, i)
		g := drawnAs(t, form.Place{Kind: form.PlacePolygon, Points: corners})
		loop := loopOf(corners)
		kinds[g.Type().String()]++
		if err := g.Validate(); err != nil {
			t.Fatalf("%v: %v", corners, err)
		}
		if got := g.ForceCCW().AsText(); got != g.AsText() {
			t.Errorf("%v: a ring goes the wrong way round", corners)
		}
		if e := g.Envelope(); !inside180(e) {
			t.Errorf("%v goes beyond the map: %v", corners, e.AsGeometry().AsText())
		}
		for range 40 {
			p := s2.PointFromLatLng(s2.LatLngFromDegrees(math.Asin(2*random.Float64()-1)*180/math.Pi, random.Float64()*360-180))
			if edgeDistance(loop, p) < 500 {
				continue // maps join points straight
			}
			ll := s2.LatLngFromPoint(p)
			if within := holds(g, ll.Lng.Degrees(), ll.Lat.Degrees()); within != loop.ContainsPoint(p) {
				t.Fatalf("%v: %v is inside: %v on the map, %v on the sphere", corners, ll, within, loop.ContainsPoint(p))
			}
		}
	}
	if kinds["Polygon"] < 15 || kinds["MultiPolygon"] < 15 {
		t.Errorf("only %v were tried", kinds)
	}
}

func inside180(e geom.Envelope) bool {
	low, high, ok := e.MinMaxXYs()
	return ok && low.X >= -180 && high.X <= 180 && low.Y >= -90 && high.Y <= 90
}

// holds reports whether a point lies on an odd number of rings' insides, by a way to the north of it.
func holds(g geom.Geometry, x, y float64) (inside bool) {
	for _, polygon := range g.Dump() {
		for _, r := range polygon.MustAsPolygon().DumpRings() {
			points := r.Coordinates()
			for i := range points.Length() - 1 {
				a, b := points.GetXY(i), points.GetXY(i+1)
				if (a.X > x) != (b.X > x) && y < a.Y+(b.Y-a.Y)*(x-a.X)/(b.X-a.X) {
					inside = !inside
				}
			}
		}
	}
	return inside
}

// ringOf is a ring around some point, now and then around a pole, at the antimeridian, or with the inside on the other side.
func ringOf(r *rand.Rand, i int) (out []charter.Point) {
	centre := [][2]float64{{r.Float64()*140 - 70, r.Float64()*360 - 180}, {r.Float64()*100 - 50, 180 - r.Float64()}, {89 - r.Float64()*3, 20}, {-89, 100}}[i%4]
	at := s2.PointFromLatLng(s2.LatLngFromDegrees(centre[0], centre[1]))
	size := 0.02 + r.Float64()*0.4
	n := 3 + r.IntN(9)
	for _, p := range s2.RegularLoop(at, s1Angle(size), n).Vertices() {
		ll := s2.LatLngFromPoint(s2.Interpolate(0.1+r.Float64()*0.9, at, p))
		out = append(out, s2Point(ll))
	}
	if i%7 == 3 {
		for a, b := 0, len(out)-1; a < b; a, b = a+1, b-1 {
			out[a], out[b] = out[b], out[a]
		}
	}
	return out
}

// A circle is a polygon around it that holds all points within its radius and none farther away than a hundredth more.
func TestCircles(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, c := range []struct {
		at     charter.Point
		metres int
	}{{point(59.33, 18.06), 5000}, {point(0, 180-1e-5), 80_000}, {point(90, 0), 300_000}, {point(-89.5, 17), 200_000}, {point(10, 10), 9_000_000}, {point(40, -120), 15_000_000}, {point(12, 12), 1000}} {
		g := drawnAs(t, form.Place{Kind: form.PlaceCircle, Points: []charter.Point{c.at}, Metres: c.metres})
		centre := s2.PointFromLatLng(s2.LatLngFromDegrees(float64(c.at.Lat)/1e5, float64(c.at.Lon)/1e5))
		for range 100 {
			angle := float64(c.metres) / earth * random.Float64() * 2
			if angle > math.Pi {
				continue
			}
			p := s2.LatLngFromPoint(s2.InterpolateAtDistance(s1Angle(angle), centre, s2.Point{Vector: randomVector(random).Normalize()}))
			far := angle * earth / float64(c.metres)
			if far > 0.998 && far < 1.012 {
				continue
			}
			if within := holds(g, p.Lng.Degrees(), p.Lat.Degrees()); within != (far < 1) {
				t.Errorf("%v: %v, %.3f of the radius away, is inside: %v", c, p, far, within)
			}
		}
	}
}

// Whatever ring a form takes, its geometry lies on the map.
func FuzzAreas(f *testing.F) {
	f.Add(0, 17_900_000, 100_000, -17_900_000, 5_000_000, 0, 9_000_000, 1)
	f.Add(9_000_000, 0, 8_000_000, 9_000_000, 8_000_000, -9_000_000, 0, 0)
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g, h, i int) {
		at := func(lat, lon int) charter.Point { return charter.Point{Lat: lat % 9_000_001, Lon: lon % 18_000_000} }
		points := []charter.Point{at(a, b), at(c, d), at(e, g), at(h, i)}
		for _, geometry := range []*geometry{areas(polygons(points)), routes(lines(points)), areas(polygons(ringAround(points[0], 1+abs(i)%form.MaxMetres)))} {
			if geometry == nil {
				continue
			}
			for _, x := range numbers(geometry.Coordinates) {
				if math.Abs(x) > 180 {
					t.Fatalf("%v goes to %v", points, x)
				}
			}
		}
	})
}

func abs(n int) int { return max(n, -n) }

func numbers(it any) (out []float64) {
	var b, _ = json.Marshal(it)
	var tree any
	json.Unmarshal(b, &tree)
	var walk func(any)
	walk = func(x any) {
		switch x := x.(type) {
		case float64:
			out = append(out, x)
		case []any:
			for _, y := range x {
				walk(y)
			}
		default:
			panic(fmt.Sprint(x))
		}
	}
	walk(tree)
	return out
}
