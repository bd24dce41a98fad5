package form

import (
	"slices"

	"parley/charter"
	"parley/wire"
)

// The kinds of places.
const (
	PlacePolygon = "polygon" // an area within its corners
	PlaceCircle  = "circle"  // an area within Metres of its one point
	PlaceRoute   = "route"   // a line along its points, Metres wide
	PlaceArea    = "area"    // an area that the charter names
	PlaceWords   = "words"   // words and nothing else
)

// A Place is where something is, as exactly as its sender wants to say.
type Place struct {
	Kind      string
	Precision int             // the sender means its points to be right to so many metres; 0: not said
	Points    []charter.Point // corners, inside on the left and the first not repeated; centre; or points of the route
	Metres    int             // circle: the radius, at least 1; route: the width, 0 where it is not said
	Words     string          // area: its name; words: the words; else what the place is called, or empty
}

// pointsOf gives the least and the most points of each kind of place.
var pointsOf = map[string]struct{ least, most int }{
	PlacePolygon: {3, MaxCorners}, PlaceCircle: {1, 1}, PlaceRoute: {2, MaxCorners}, PlaceArea: {}, PlaceWords: {},
}

// checkPlace holds that p is a place of its kind.
func (f *Form) checkPlace(path string, p Place) error {
	n, ok := pointsOf[p.Kind]
	switch {
	case !ok:
		return bad("the place %q is a %.20q; a place is a polygon, circle, route, area or words", path, p.Kind)
	case len(p.Points) < n.least || len(p.Points) > n.most:
		return bad("the %s %q has %d points, not %d to %d", p.Kind, path, len(p.Points), n.least, n.most)
	case p.Precision < 0 || p.Precision > MaxMetres || p.Metres < 0 || p.Metres > MaxMetres:
		return bad("the place %q has a precision, radius or width of less than 0 or more than %d metres", path, MaxMetres)
	case p.Kind == PlaceCircle && p.Metres == 0:
		return bad("the circle %q has no radius", path)
	case n.most < 2 && p.Kind != PlaceCircle && p.Precision != 0:
		return bad("the place %q has a precision and no points", path)
	case p.Kind != PlaceCircle && p.Kind != PlaceRoute && p.Metres != 0:
		return bad("the place %q has a radius or width, which only a circle or a route has", path)
	}
	if err := checkPoints(path, p); err != nil {
		return err
	}
	return f.checkPlaceWords(path, p)
}

func checkPoints(path string, p Place) error {
	for i, at := range p.Points {
		if at.Lat < -9_000_000 || at.Lat > 9_000_000 || at.Lon < -18_000_000 || at.Lon > 17_999_999 {
			return bad("point %d of the place %q is not on the sphere: latitude -90 to 90, longitude -180 to below 180", i, path)
		}
		again := i > 0 && p.Points[i-1] == at || p.Kind == PlacePolygon && slices.Contains(p.Points[:i], at)
		if again {
			return bad("point %d of the place %q repeats an earlier one", i, path)
		}
	}
	return nil
}

func (f *Form) checkPlaceWords(path string, p Place) error {
	if err := wire.CheckLine("words of the place \""+path+"\"", p.Words, MaxWords); err != nil {
		return err
	}
	if p.Kind == PlaceWords && p.Words == "" {
		return bad("the place %q has no words", path)
	}
	if p.Kind == PlaceArea && f.charter.Area(p.Words) == nil {
		return bad("the place %q names %.40q, which is no area of the charter", path, p.Words)
	}
	return nil
}
