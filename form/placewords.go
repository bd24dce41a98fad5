package form

import (
	"fmt"
	"strings"

	"parley/charter"
)

// PlaceText returns a place as people read it, in a language of the charter: as Text has it. The place is one that Check
// took.
func (f *Form) PlaceText(lang string, p Place) string { return f.placeWords(f.page(lang), p) }

// placeWords returns a place as people read it, with its precision and all its points.
func (f *Form) placeWords(p *page, v Place) string {
	switch v.Kind {
	case PlaceWords:
		return v.Words
	case PlaceArea:
		if a := f.charter.Area(v.Words); a != nil {
			return f.in(p.lang, a.Title) + " (" + v.Words + ")"
		}
		return v.Words
	}
	points := make([]string, len(v.Points))
	for i, at := range v.Points {
		points[i] = spherical(at)
	}
	var s string
	switch list := strings.Join(points, ", "); v.Kind {
	case PlaceCircle:
		s = fmt.Sprintf(p.circle, p.length(v.Metres), list)
	case PlacePolygon:
		s = fmt.Sprintf(p.polygon, list)
	default:
		s = fmt.Sprintf(p.route, strings.Join(points, " - "))
		if v.Metres != 0 {
			s += "; " + fmt.Sprintf(p.wide, p.length(v.Metres))
		}
	}
	if v.Precision != 0 {
		s += "; " + fmt.Sprintf(p.exact, p.length(v.Precision))
	}
	if v.Words != "" {
		s += "; " + v.Words
	}
	return s
}

// spherical writes a point as 59.33000N 018.06000E.
func spherical(at charter.Point) string {
	ns, ew := "N", "E"
	if at.Lat < 0 {
		ns, at.Lat = "S", -at.Lat
	}
	if at.Lon < 0 {
		ew, at.Lon = "W", -at.Lon
	}
	return fmt.Sprintf("%08s%s %09s%s", coordinate(at.Lat), ns, coordinate(at.Lon), ew)
}

// length writes metres, or kilometres where they are whole.
func (p *page) length(metres int) string {
	if metres >= 1000 && metres%1000 == 0 {
		return decimal(int64(metres/1000), 0) + " " + p.kilometres
	}
	return decimal(int64(metres), 0) + " " + p.metres
}
