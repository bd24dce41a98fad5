package chart

import (
	"strings"
	"testing"

	"parley/charter"
)

// The coast is drawn for every view, bounded in length, and without the lines at which the data are cut.
func TestCoast(t *testing.T) {
	for _, v := range []View{World(), {at(5_900_000, 1_900_000), 1_000_000}, {at(0, -18_000_000), 3_000_000}, {at(-8_500_000, 0), Whole}, {at(5_900_000, 1_900_000), minSpan}} {
		land, coast := v.Coast()
		if len(land) > 250_000 || len(coast) > 250_000 || strings.Contains(land+coast, "NaN") {
			t.Errorf("%v: land of %d bytes, coast of %d", v, len(land), len(coast))
		}
		t.Logf("measured: %v: land %d bytes, coast %d bytes", v, len(land), len(coast))
	}
	if land, coast := World().Coast(); len(land) < 10_000 || len(coast) < 10_000 {
		t.Errorf("the world has land of %d bytes, coast of %d", len(land), len(coast))
	}
	if land, _ := (View{at(0, -14_000_000), 100_000}).Coast(); land != "" {
		t.Errorf("the middle of an ocean has land: %s", land)
	}
	if _, coast := (View{at(6_700_000, -18_000_000), 1_000_000}).Coast(); strings.Contains(coast, "l0 2000") {
		t.Errorf("where the data are cut there is a coast")
	}
}

// A view is read as it is written, and none is read that shows nothing of the earth.
func TestViews(t *testing.T) {
	for _, v := range []View{World(), World().Closer(), World().Closer().Moved(1, 1), {at(-8_500_000, -18_000_000), minSpan}} {
		if got, ok := ParseView(v.String()); !ok || got != v {
			t.Errorf("%v is read as %v, %v", v, got, ok)
		}
	}
	for _, s := range []string{"", "1_2", "1_2_3", "9000000_0_100000", "0_18000000_100000", "0_0_36000001", "0_0_x", "0_0_99999999999999999999", "0_0_100000_1"} {
		if v, ok := ParseView(s); ok {
			t.Errorf("%q is read as %v", s, v)
		}
	}
	v := World()
	for range 40 {
		v = v.Closer().Moved(1, 1)
	}
	if v.Span != minSpan || v.Centre.Lat > mostNorth {
		t.Errorf("going closer ends at %v", v)
	}
	for range 40 {
		v = v.Farther()
	}
	if v.Span != Whole {
		t.Errorf("going farther ends at %v", v)
	}
}

// The graticule has a few lines in every view, each with its figure.
func TestGraticule(t *testing.T) {
	for v := World(); v.Span > minSpan; v = v.Closer().Moved(1, 1) {
		meridians, parallels := v.Graticule()
		if len(meridians) < 1 && v.Span > 100_000 || len(meridians) > 10 || len(parallels) > 12 {
			t.Errorf("%v has %d meridians and %d parallels", v, len(meridians), len(parallels))
		}
		if kilometres, units := v.Scale(); kilometres == "" || units < 100 || units > Wide/2 {
			t.Errorf("%v has a scale of %s km and %d units", v, kilometres, units)
		}
	}
	for _, c := range []struct {
		degrees float64
		want    string
	}{{0, "0°"}, {59.5, "59°30′N"}, {-18, "18°S"}, {180, "180°"}, {-180, "180°"}} {
		if got := angle(c.degrees, "N", "S"); got != c.want {
			t.Errorf("%v is written %s", c.degrees, got)
		}
	}
}

// The map that fits shows all of every shape.
func TestFit(t *testing.T) {
	for _, points := range [][]charter.Point{{at(5_700_000, 1_900_000), at(6_100_000, 2_000_000), at(5_900_000, 1_950_000)}, {at(0, 17_000_000), at(100_000, -17_000_000), at(50_000, 17_900_000)},
		{at(-8_000_000, 0), at(-7_000_000, 1_000_000), at(-7_500_000, 9_000_000)}, {at(7_000_000, -500_000), at(7_010_000, 500_000), at(7_020_000, 0)}} {
		s := polygon(points)
		f := Fit([]Shape{s, circle(points[0], 1000)}).frame()
		b, _ := s.box()
		if b.south < f.south || b.north > f.north || b.east-b.west > f.east-f.west {
			t.Errorf("%v lies in %v, the map shows %+v", points, b, f)
		}
	}
	if got := Fit(nil); got != World() {
		t.Errorf("nothing fits %v", got)
	}
}
