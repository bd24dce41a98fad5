package form

import (
	"strconv"
	"strings"

	"parley/charter"
)

// String writes p on one line:
//
//	circle 59.33000,18.06000 radius 5000 precision 1000
//	polygon 59.10000,18.00000 59.20000,18.10000 59.10000,18.30000 called the strait
//	route 59.10000,18.00000 59.20000,18.10000 width 2000
//	area strait
//	words east of the strait
func (p Place) String() string {
	parts := []string{p.Kind}
	for _, at := range p.Points {
		parts = append(parts, coordinate(at.Lat)+","+coordinate(at.Lon))
	}
	if p.Metres != 0 {
		parts = append(parts, sizeWord(p.Kind), strconv.Itoa(p.Metres))
	}
	if p.Precision != 0 {
		parts = append(parts, "precision", strconv.Itoa(p.Precision))
	}
	if p.Words != "" && len(p.Points) > 0 {
		parts = append(parts, "called")
	}
	if p.Words != "" {
		parts = append(parts, p.Words)
	}
	return strings.Join(parts, " ")
}

func coordinate(n int) string { return decimal(int64(n), 5) }

func sizeWord(kind string) string {
	if kind == PlaceCircle {
		return "radius"
	}
	return "width"
}

// ParsePlace reads what Place.String writes. Whether it is a place of its kind is checked where it stands in a body.
func ParsePlace(s string) (p Place, err error) {
	var word string
	p.Kind, s, _ = strings.Cut(s, " ")
	if p.Kind == PlaceArea || p.Kind == PlaceWords {
		p.Words = s
		return p, nil
	}
	for s != "" && err == nil {
		word, s, _ = strings.Cut(s, " ")
		switch word {
		case "called":
			p.Words, s = s, ""
		case "precision":
			p.Precision, s, err = metres(word, s)
		case sizeWord(p.Kind):
			p.Metres, s, err = metres(word, s)
		default:
			err = p.add(word)
		}
	}
	return p, err
}

// metres reads the number after word, and returns what follows it.
func metres(word, s string) (int, string, error) {
	number, rest, _ := strings.Cut(s, " ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > MaxMetres {
		return 0, "", bad("after %s stand whole metres, 1 to %d", word, MaxMetres)
	}
	return n, rest, nil
}

// add appends the point that word says.
func (p *Place) add(word string) error {
	lat, lon, _ := strings.Cut(word, ",")
	a, ok1 := parseDecimal(lat, 5)
	b, ok2 := parseDecimal(lon, 5)
	switch {
	case !ok1 || !ok2 || a != int64(narrow(a)) || b != int64(narrow(b)):
		return bad("%.60q is no point like 59.33,18.06 (latitude,longitude in degrees), nor radius, width, precision or called; "+
			"an area is written area NAME, words are written words TEXT", word)
	case len(p.Points) == MaxCorners:
		return tooLarge("there are more than %d points", MaxCorners)
	}
	p.Points = append(p.Points, charter.Point{Lat: int(a), Lon: int(b)})
	return nil
}
