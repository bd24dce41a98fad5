package chart

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"parley/charter"
	"parley/form"
)

func drawn(t *testing.T, v View, p form.Place) Drawing {
	t.Helper()
	s, ok := ShapeOf(p, &charter.Charter{})
	if !ok {
		t.Fatalf("%v has no shape", p)
	}
	d, ok := v.Draw(s)
	if !ok {
		t.Fatalf("%v is not seen on %v", p, v)
	}
	return d
}

var figure = regexp.MustCompile(`-?\d+`)

// extent returns the least and the greatest x of a path.
func extent(t *testing.T, path string) (least, most, points int) {
	t.Helper()
	least, most = math.MaxInt, math.MinInt
	x := 0
	for _, part := range regexp.MustCompile(`[Ml][^Mlz]*`).FindAllString(path, -1) {
		n, err := strconv.Atoi(figure.FindString(part))
		if err != nil {
			t.Fatal(err)
		}
		if x += n; part[0] == 'M' {
			x = n
		}
		least, most, points = min(least, x), max(most, x), points+1
	}
	return least, most, points
}

func place(kind string, metres int, points ...charter.Point) form.Place {
	return form.Place{Kind: kind, Points: points, Metres: metres}
}

// "a polygon across the antimeridian" is drawn as one area, where it is, and not around the earth; a map fits it.
func TestAcrossTheAntimeridian(t *testing.T) {
	p := place(form.PlacePolygon, 0, at(0, 17_900_000), at(0, -17_900_000), at(100_000, -17_900_000), at(100_000, 17_900_000))
	s, _ := ShapeOf(p, nil)
	v := Fit([]Shape{s})
	if v.Span > 400_000 || abs(Step(v.Centre.Lon, 18_000_000)) > 10 {
		t.Errorf("the map that fits is %+v", v)
	}
	least, most, _ := extent(t, drawn(t, v, p).Path)
	if least < 0 || most > Wide || most-least < Wide/2 {
		t.Errorf("it is drawn from %d to %d", least, most)
	}
	d := drawn(t, World(), p)
	if got := strings.Count(d.Path, "M"); got != 2 { // once at each side of the map
		t.Errorf("on the map of the world it is drawn %d times: %s", got, d.Path)
	}
	// a route as well
	route := place(form.PlaceRoute, 2000, at(0, 17_900_000), at(100_000, -17_900_000))
	if least, most, _ := extent(t, drawn(t, v, route).Path); least < 0 || most > Wide {
		t.Errorf("the route is drawn from %d to %d", least, most)
	}
}

// Areas that hold a pole, and areas that are all the rest of the earth, are drawn so.
func TestPolesAndTheRest(t *testing.T) {
	pole := drawn(t, World(), place(form.PlacePolygon, 0, at(8_000_000, 0), at(8_000_000, 12_000_000), at(8_000_000, -12_000_000)))
	if least, most, _ := extent(t, pole.Path); least > 0 || most < Wide {
		t.Errorf("an area around the pole is drawn from %d to %d", least, most)
	}
	around := drawn(t, World(), place(form.PlaceCircle, 2_000_000, at(8_500_000, 0)))
	if least, most, _ := extent(t, around.Path); least > 0 || most < Wide {
		t.Errorf("a circle around the pole is drawn from %d to %d", least, most)
	}
	rest := drawn(t, World(), place(form.PlacePolygon, 0, at(0, 0), at(100_0000, 0), at(100_0000, 100_0000), at(0, 100_0000)))
	if !strings.HasPrefix(rest.Path, "M-60 ") || !strings.Contains(rest.Path, "zM") {
		t.Errorf("corners with the inside on the other side are drawn as %s", rest.Path)
	}
}

// A circle of the sphere has its radius in all directions, as the map shows lengths at its centre.
func TestCircle(t *testing.T) {
	p := place(form.PlaceCircle, 50_000, at(6_000_000, 2_000_000))
	s, _ := ShapeOf(p, nil)
	v := Fit([]Shape{s})
	least, most, _ := extent(t, drawn(t, v, p).Path)
	_, scale := v.Scale()
	kilometres, _ := v.Scale()
	n, _ := strconv.ParseFloat(kilometres, 64)
	want := 100 * float64(scale) / n
	if got := float64(most - least); math.Abs(got-want) > want/50 {
		t.Errorf("a circle of 100 km across is %v units wide, the scale gives %v", got, want)
	}
	if d := drawn(t, World(), place(form.PlaceCircle, 1, at(0, 0))); d.Path != "" || abs(d.X-Wide/2) > 2 || abs(d.Y-High/2) > 2 {
		t.Errorf("a circle too small to be seen is %+v", d)
	}
}

// "a polygon ... with 100,000 points can't ... slow a page": what is drawn is bounded by what can be seen.
func TestHundredThousandPoints(t *testing.T) {
	var corners []charter.Point
	for i := range 100_000 {
		a := 2 * math.Pi * float64(i) / 100_000
		r := 1_000_000 + 50_000*float64(i%7)
		corners = append(corners, at(int(r*math.Sin(a)), int(r*math.Cos(a))))
	}
	s := polygon(corners)
	began := time.Now()
	d, ok := Fit([]Shape{s}).Draw(s)
	took := time.Since(began)
	if !ok || len(d.Path) > 12*maxShape || len(d.Path) < 100 {
		t.Errorf("the path has %d bytes", len(d.Path))
	}
	if took > 2*time.Second {
		t.Errorf("it took %v", took)
	}
	t.Logf("measured: an area of 100,000 corners is drawn in %v, as %d bytes", took.Round(time.Millisecond), len(d.Path))
	if d, ok := World().Draw(s); !ok || len(d.Path) > 40_000 {
		t.Errorf("on the map of the world it has %d bytes", len(d.Path))
	}
}

// Whatever the place, a drawing holds no figure that a browser could not draw.
func FuzzDraw(f *testing.F) {
	f.Add(byte(0), 0, 17_900_000, 100_000, -17_900_000, 5_000_000, 0, 5000, 0, 0, 36_000_000)
	f.Fuzz(func(t *testing.T, kind byte, a, b, c, d, e, g, metres, lat, lon, span int) {
		in := func(n, most int) int { return n % (most + 1) }
		points := []charter.Point{at(in(a, 9_000_000), in(b, 17_999_999)), at(in(c, 9_000_000), in(d, 17_999_999)), at(in(e, 9_000_000), in(g, 17_999_999))}
		p := form.Place{Kind: []string{form.PlaceCircle, form.PlacePolygon, form.PlaceRoute}[kind%3], Points: points, Metres: abs(in(metres, form.MaxMetres))}
		if p.Kind == form.PlaceCircle {
			p.Points = points[:1]
		}
		s, ok := ShapeOf(p, nil)
		if !ok {
			t.Fatalf("%v has no shape", p)
		}
		for _, v := range []View{Fit([]Shape{s}), View{at(lat, lon), span}.bounded(), World()} {
			drawing, _ := v.Draw(s)
			for _, n := range figure.FindAllString(drawing.Path, -1) {
				if len(n) > 7 {
					t.Fatalf("%v on %v: %s", p, v, drawing.Path)
				}
			}
		}
	})
}
