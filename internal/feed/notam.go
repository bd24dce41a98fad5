package feed

import (
	"fmt"
	"math"
	"strings"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/overlap"
)

// The widest circle and the highest number that a NOTAM can have.
const (
	widest     = 999
	mostNumber = 9999
)

// notam writes a notice as a NOTAM has it (ICAO Annex 15, PANS-AIM): a text for the office that publishes, which it may change. What
// it is about stands in plain language, so the code of its subject is the one for that (QXXXX).
func (o Options) notam(n *Notice) (text, why string) {
	if n.From == 0 || n.Until == 0 {
		return "", "names no beginning or no end"
	}
	centre, radius, ok := n.covering()
	miles := math.Ceil(radius/mile - 1e-9)
	if !ok || miles > widest {
		return "", fmt.Sprintf("has no place that a circle of %d miles holds", widest)
	}
	first, why := o.number(n)
	if why != "" {
		return "", why
	}
	low, high := n.levels()
	lines := []string{"(" + first, fmt.Sprintf("Q) %s/QXXXX/IV/M/W/%03d/%03d/%s%03.0f", o.FIR, low, high, wholePoint(centre), max(1, miles))}
	when := "B) " + ten(n.From)
	if !n.Cancelled {
		when += " C) " + ten(n.Until+59_999)
	} else {
		when = "B) " + ten(n.Sent)
	}
	lines = append(lines, "A) "+o.FIR+" "+when, wrapped("E) "+n.telegram()))
	if !n.Cancelled && n.Height != nil {
		lines = append(lines, "F) "+limit(n.Height.From, "SFC", math.Floor)+" G) "+limit(n.Height.To, "UNL", math.Ceil))
	}
	return strings.Join(lines, "\n") + ")\n", ""
}

// number is the first line: series, number and year from the human reference, and of which NOTAM it takes the place.
func (o Options) number(n *Notice) (line, why string) {
	kind := "NOTAMN"
	switch {
	case n.Cancelled:
		kind = "NOTAMC"
	case n.version() > 0:
		kind = "NOTAMR"
	}
	if o.Series == "" {
		return kind, ""
	}
	named := func(r *form.Reference) string { return fmt.Sprintf("%s%04d/%02d", o.Series, r.Number, r.Year) }
	switch {
	case n.Reference == nil || kind != "NOTAMN" && n.Replaces == nil:
		return "", "has no human reference, or that which it takes the place of has none"
	case n.Reference.Number > mostNumber || kind != "NOTAMN" && n.Replaces.Number > mostNumber:
		return "", "has a number of more than four figures"
	case kind == "NOTAMN":
		return named(n.Reference) + " " + kind, ""
	}
	return named(n.Reference) + " " + kind + " " + named(n.Replaces), ""
}

// levels are the limits in hundreds of feet, 000 and 999 where there is none.
func (n *Notice) levels() (low, high int) {
	high = 999
	if n.Height == nil {
		return 0, high
	}
	if n.Height.From != overlap.OpenFrom {
		low = int(max(0, min(999, math.Floor(feet(n.Height.From)/100))))
	}
	if n.Height.To != overlap.OpenTo {
		high = int(max(0, min(999, math.Ceil(feet(n.Height.To)/100))))
	}
	return low, high
}

// limit writes a height in feet; at the surface and below, and where it is open, the word for that.
func limit(centimetres int64, open string, round func(float64) float64) string {
	switch {
	case centimetres == overlap.OpenFrom || centimetres == overlap.OpenTo:
		return open
	case centimetres <= 0:
		return "SFC"
	}
	return fmt.Sprintf("%.0fFT AMSL", round(feet(centimetres)))
}

// telegram is what a notice says, for pilots and mariners alike.
func (n *Notice) telegram() string {
	says := []string{n.Title}
	for i := range n.Places {
		says = append(says, n.Places[i].Field+": "+n.Places[i].telegram())
	}
	says = append(says, "NOTIFIED BY "+n.Name)
	if n.Reference != nil {
		says = append(says, "REF "+n.Reference.String())
	}
	if n.Cancelled {
		says = append([]string{"CANCELLED"}, says...)
	}
	s := strings.Join(says, ". ") + "."
	if n.Exercise {
		s = strings.Repeat(exercise+" ", 3) + s + strings.Repeat(" "+exercise, 3)
	}
	return plain(s)
}

// telegram is a place as pilots write it.
func (p *Place) telegram() string {
	var points []string
	for _, at := range p.Points {
		points = append(points, secondsPoint(at))
	}
	var s string
	switch p.Kind {
	case form.PlaceCircle:
		s = fmt.Sprintf("WI %s OF %s", miles(p.Metres), points[0])
	case form.PlacePolygon:
		s = "WI " + strings.Join(append(points, points[0]), " - ")
	case form.PlaceRoute:
		if s = "ALONG " + strings.Join(points, " - "); p.Metres != 0 {
			s += ", " + miles(p.Metres) + " WIDE"
		}
	default:
		return p.Words
	}
	if p.Words != "" {
		s += ", " + p.Words
	}
	return s
}

// miles writes metres as nautical miles, upwards to a tenth.
func miles(metres int) string { return fmt.Sprintf("%.1fNM", math.Ceil(float64(metres)*10/mile)/10) }

// ten is an instant to the minute as year, month, day, hour and minute, two figures each.
func ten(t parley.Millis) string { return t.Time().UTC().Format("0601021504") }

// wholePoint is 5920N01804E, secondsPoint 592000N0180400E.
func wholePoint(p charter.Point) string {
	return angle(p.Lat, "NS", 60, "%02d%02d") + angle(p.Lon, "EW", 60, "%03d%02d")
}

func secondsPoint(p charter.Point) string {
	return angle(p.Lat, "NS", 3600, "%02d%02d%02d") + angle(p.Lon, "EW", 3600, "%03d%02d%02d")
}

// angle writes degrees, minutes and, of 3600 parts, seconds.
func angle(n int, letters string, parts int, format string) string {
	letter := letters[:1]
	if n < 0 {
		n, letter = -n, letters[1:]
	}
	n = (n*parts + 50_000) / 100_000
	if parts == 60 {
		return fmt.Sprintf(format, n/60, n%60) + letter
	}
	return fmt.Sprintf(format, n/3600, n/60%60, n%60) + letter
}
