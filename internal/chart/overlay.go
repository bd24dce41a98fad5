package chart

import (
	"encoding/json"
	"math"

	"parley"
)

// Limits of an overlay: bytes of its file, and points.
const (
	MaxOverlay       = 32 << 20
	maxOverlayPoints = 1_000_000
)

// An Overlay is lines and areas that a party lays over its own maps. It never leaves its node.
type Overlay struct {
	lines []line
	areas []line
	spots []vec
}

// A geometry is one of GeoJSON (RFC 7946), or what holds some.
type geometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
	Geometries  []geometry      `json:"geometries"`
	Geometry    *geometry       `json:"geometry"`
	Features    []geometry      `json:"features"`
}

// ReadOverlay reads GeoJSON. Properties, names and heights are not looked at.
func ReadOverlay(b []byte) (*Overlay, error) {
	if len(b) > MaxOverlay {
		return nil, parley.Errorf(parley.CodeTooLarge, "the overlay has %d bytes, more than %d", len(b), MaxOverlay)
	}
	var g geometry
	if err := json.Unmarshal(b, &g); err != nil {
		return nil, parley.Wrap(err, parley.CodeBadEncoding, "the overlay is no GeoJSON")
	}
	r := overlayReader{out: &Overlay{}}
	if err := r.add(g, 0); err != nil {
		return nil, err
	}
	return r.out, nil
}

type overlayReader struct {
	out    *Overlay
	points int
}

// maxNested is how deep collections may lie in collections.
const maxNested = 8

func (r *overlayReader) add(g geometry, depth int) error {
	if depth > maxNested {
		return parley.Errorf(parley.CodeBadEncoding, "collections of the overlay lie in each other more than %d deep", maxNested)
	}
	inner := append(g.Geometries, g.Features...)
	if g.Geometry != nil {
		inner = append(inner, *g.Geometry)
	}
	for _, x := range inner {
		if err := r.add(x, depth+1); err != nil {
			return err
		}
	}
	switch g.Type {
	case "FeatureCollection", "GeometryCollection", "Feature":
		return nil
	case "Point", "MultiPoint":
		return r.read(g, map[string]int{"Point": 0, "MultiPoint": 1}[g.Type], func(l line) { r.out.spots = append(r.out.spots, l...) })
	case "LineString", "MultiLineString":
		return r.read(g, map[string]int{"LineString": 1, "MultiLineString": 2}[g.Type], func(l line) { r.out.lines = append(r.out.lines, l) })
	case "Polygon", "MultiPolygon":
		return r.read(g, map[string]int{"Polygon": 2, "MultiPolygon": 3}[g.Type], func(l line) { r.out.areas = append(r.out.areas, l) })
	}
	return parley.Errorf(parley.CodeBadEncoding, "the overlay holds a %.40q, which is nothing of GeoJSON", g.Type)
}

// read takes coordinates apart that lie in so many arrays.
func (r *overlayReader) read(g geometry, deep int, take func(line)) error {
	var nested any
	if err := json.Unmarshal(g.Coordinates, &nested); err != nil {
		return parley.Wrap(err, parley.CodeBadEncoding, "a %s of the overlay has no coordinates", g.Type)
	}
	if deep == 0 {
		nested, deep = []any{nested}, 1
	}
	return r.lines(g.Type, nested, deep, take)
}

func (r *overlayReader) lines(kind string, nested any, deep int, take func(line)) error {
	list, ok := nested.([]any)
	if !ok {
		return notCoordinates(kind)
	}
	if deep > 1 {
		for _, x := range list {
			if err := r.lines(kind, x, deep-1, take); err != nil {
				return err
			}
		}
		return nil
	}
	var l line
	for _, x := range list {
		pair, ok := x.([]any)
		if !ok || len(pair) < 2 {
			return notCoordinates(kind)
		}
		lon, ok1 := pair[0].(float64)
		lat, ok2 := pair[1].(float64)
		if !ok1 || !ok2 || math.Abs(lat) > 90 || math.Abs(lon) > 540 {
			return notCoordinates(kind)
		}
		if r.points++; r.points > maxOverlayPoints {
			return parley.Errorf(parley.CodeTooLarge, "the overlay has more than %d points", maxOverlayPoints)
		}
		l = append(l, vec{lon, lat})
	}
	take(l)
	return nil
}

func notCoordinates(kind string) error {
	return parley.Errorf(parley.CodeBadEncoding, "a %s of the overlay has coordinates that are none: longitude and latitude in degrees", kind)
}

// A Laid is an overlay as a map shows it: the path of its lines and edges, and its points.
type Laid struct {
	Path  string
	Spots [][2]int
}

// maxSpots bounds the points that are drawn.
const maxSpots = 2000

// Lay returns what is seen of an overlay.
func (v View) Lay(o *Overlay) (out Laid) {
	if o == nil {
		return out
	}
	f := v.frame()
	var parts []line
	for _, l := range append(o.lines[:len(o.lines):len(o.lines)], o.areas...) {
		f.seen(l, func(l line) { parts = append(parts, f.box().lines(l)...) })
	}
	out.Path = f.path(parts, false, maxPath, "")
	for _, at := range o.spots {
		f.seen(line{at}, func(l line) {
			if x, y := f.unit(l[0]); y >= 0 && y <= High && len(out.Spots) < maxSpots {
				out.Spots = append(out.Spots, [2]int{int(x), int(y)})
			}
		})
	}
	return out
}
