package console

import (
	"net/url"
	"strconv"
	"strings"

	"parley"
	"parley/form"
	"parley/internal/chart"
)

// A PlaceInput is a place as it is typed: its kind, and for each kind the inputs that it has.
type PlaceInput struct {
	Kinds                            []FormOption
	Areas                            []FormOption
	Points, Metres, Precision, Words string
}

// placeKinds are the kinds of places, as they are offered.
var placeKinds = []string{form.PlaceCircle, form.PlacePolygon, form.PlaceRoute, form.PlaceArea, form.PlaceWords}

// The inputs of a place, after its name.
const (
	placeKind      = ".kind"
	placePoints    = ".points"
	placeMetres    = ".metres"
	placePrecision = ".precision"
	placeWords     = ".words"
	placeArea      = ".area"
)

func (d *drawing) place(input string) *PlaceInput {
	get := func(part string) string { return d.values.Get(input + part) }
	p := &PlaceInput{Points: get(placePoints), Metres: get(placeMetres), Precision: get(placePrecision), Words: get(placeWords)}
	for _, k := range placeKinds {
		if k != form.PlaceArea || len(d.text.Areas) > 0 {
			p.Kinds = append(p.Kinds, FormOption{Value: k, Chosen: k == get(placeKind)})
		}
	}
	for _, a := range d.text.Areas {
		p.Areas = append(p.Areas, FormOption{a.Name, d.titled(d.lang, a.Title), a.Name == get(placeArea)})
	}
	return p
}

// placeEmpty reports whether nothing was typed.
func placeEmpty(values url.Values, input string) bool {
	for _, part := range []string{placeKind, placePoints, placeMetres, placePrecision, placeWords} {
		if strings.TrimSpace(values.Get(input+part)) != "" {
			return false
		}
	}
	return true
}

// placeTyped reads a place; nil where nothing was typed, or what was cannot be read.
func placeTyped(values url.Values, input string) (*form.Place, error) {
	get := func(part string) string { return strings.TrimSpace(values.Get(input + part)) }
	if placeEmpty(values, input) {
		return nil, nil
	}
	p := form.Place{Kind: get(placeKind), Words: strings.Join(strings.Fields(get(placeWords)), " ")}
	switch p.Kind {
	case "":
		return nil, parley.Errorf(parley.CodeBadMessage, "it is not said what kind of place this is")
	case form.PlaceWords:
		return &p, nil
	case form.PlaceArea:
		p.Words = get(placeArea)
		return &p, nil
	}
	var err error
	if p.Points, err = chart.ParsePoints(get(placePoints), form.MaxCorners+1); err != nil {
		return nil, err
	}
	if p.Precision, err = metresTyped("precision", get(placePrecision)); err != nil {
		return nil, err
	}
	if p.Kind == form.PlacePolygon {
		p.Points = chart.Inside(p.Points)
		return &p, nil
	}
	p.Metres, err = metresTyped("radius or width", get(placeMetres))
	return &p, err
}

// metresTyped reads metres, or kilometres or nautical miles where that is said; 0 for nothing.
func metresTyped(name, s string) (int, error) {
	s = strings.ToLower(s)
	unit, number := 1.0, s
	for suffix, metres := range map[string]float64{"km": 1000, "км": 1000, "nm": 1852} {
		if cut, ok := strings.CutSuffix(s, suffix); ok {
			unit, number = metres, cut
		}
	}
	if unit == 1 {
		number = strings.TrimSuffix(strings.TrimSuffix(s, "m"), "м")
	}
	number = strings.TrimSpace(number)
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseFloat(numberTyped(number, 1), 64)
	if err != nil || !(n >= 0 && n*unit <= form.MaxMetres) {
		return 0, parley.Errorf(parley.CodeBadMessage, "the %s %.40q is no length like 5000, 5 km or 3 nm, at most %d km", name, s, form.MaxMetres/1000)
	}
	return int(n*unit + 0.5), nil
}

// setPlace sets the inputs that give a place.
func setPlace(out url.Values, input string, p form.Place) {
	out.Set(input+placeKind, p.Kind)
	if p.Kind == form.PlaceArea {
		out.Set(input+placeArea, p.Words)
		return
	}
	var points []string
	for _, at := range p.Points {
		points = append(points, written(at.Lat, 5)+", "+written(at.Lon, 5))
	}
	out.Set(input+placePoints, strings.Join(points, "\n"))
	out.Set(input+placeWords, p.Words)
	for part, n := range map[string]int{placeMetres: p.Metres, placePrecision: p.Precision} {
		if n != 0 {
			out.Set(input+part, strconv.Itoa(n))
		}
	}
}
