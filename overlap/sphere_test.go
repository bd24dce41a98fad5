package overlap

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/golang/geo/s2"

	"parley/charter"
	"parley/form"
)

// The gap between two areas [OVL-7] is the distance on the sphere as another geometry library measures it, within a metre: of
// circles, lines, and rings that do not cross themselves.
func TestSphere(t *testing.T) {
	pairs, apart := 0, 0
	for seed := range uint64(300) {
		d := newDrawing(rand.New(rand.NewPCG(seed, 11)))
		for range 4 {
			p, q := d.simple(), d.simple()
			a, ok1 := AreaOf(p, nil)
			b, ok2 := AreaOf(q, nil)
			if !ok1 || !ok2 || a.flat() || b.flat() {
				continue
			}
			got, ok := gap(&a, &b, form.MaxMetres)
			if !ok {
				t.Fatalf("%v and %v are nowhere near", p, q)
			}
			metres := float64(distance(p, q))*earth/100 - float64(a.reach+b.reach)/2
			if want := max(0, metres); float64(got) < want-0.05 || float64(got) > want+1.05 {
				t.Errorf("%v and %v: %d metres, another library has %.3f", p, q, got, want)
			}
			pairs++
			if got > 0 {
				apart++
			}
		}
	}
	t.Logf("%d pairs, %d of them apart", pairs, apart)
	if apart < pairs/10 || apart == pairs {
		t.Error("too few of a sort")
	}
}

// simple draws a place whose ring does not cross itself: a triangle.
func (d *drawing) simple() form.Place {
	p := form.Place{Kind: []string{form.PlaceCircle, form.PlaceRoute, form.PlacePolygon}[d.IntN(3)]}
	n := map[string]int{form.PlaceCircle: 1, form.PlaceRoute: 4, form.PlacePolygon: 3}[p.Kind]
	for range n {
		p.Points = append(p.Points, d.point())
	}
	switch p.Kind {
	case form.PlacePolygon:
		if d.IntN(4) > 0 {
			p.Points = leftward(p.Points)
		}
	default:
		p.Metres = 1 + d.IntN(d.wide)/10
	}
	return p
}

// flat reports whether the corners of a triangle lie within some metres of one line, or opposite to one: which side is inside
// then hangs on less than a centimetre.
func (a *Area) flat() bool {
	for i := range a.core {
		if !a.ring {
			return false
		}
		p, q, r := a.core[i], a.core[(i+1)%3], a.core[(i+2)%3]
		for _, v := range []vec{r, r.opposite()} {
			if f, ok := foot(p, q, v); ok && f < 1000*1000 {
				return true
			}
		}
	}
	return false
}

// distance is that between the cores of two places, in radians.
func distance(p, q form.Place) float64 {
	index := s2.NewShapeIndex()
	index.Add(shape(p))
	other := s2.NewShapeIndex()
	other.Add(shape(q))
	query := s2.NewClosestEdgeQuery(index, s2.NewClosestEdgeQueryOptions().IncludeInteriors(true))
	return query.Distance(s2.NewMinDistanceToShapeIndexTarget(other)).Angle().Radians()
}

func shape(p form.Place) s2.Shape {
	var points []s2.Point
	for _, at := range p.Points {
		points = append(points, pointOf(at))
	}
	switch p.Kind {
	case form.PlaceCircle:
		v := s2.PointVector(points)
		return &v
	case form.PlaceRoute:
		v := s2.Polyline(points)
		return &v
	}
	return s2.LoopFromPoints(points)
}

func pointOf(at charter.Point) s2.Point {
	return s2.PointFromLatLng(s2.LatLngFromDegrees(float64(at.Lat)/1e5, float64(at.Lon)/1e5))
}

// [OVL-1] Each coordinate of a vector MUST be within two centimetres of the true one.
func TestVectors(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 12))
	for range 100_000 {
		p := charter.Point{Lat: r.IntN(18_000_001) - 9_000_000, Lon: r.IntN(36_000_000) - 18_000_000}
		v, w := vectorOf(p), pointOf(p)
		for _, c := range [][2]float64{{float64(v.x), w.X}, {float64(v.y), w.Y}, {float64(v.z), w.Z}} {
			if math.Abs(c[0]-c[1]*earth) > 2 {
				t.Fatalf("%v: %v is not %v", p, v, w.Mul(earth))
			}
		}
	}
}
