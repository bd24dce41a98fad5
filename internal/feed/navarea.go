package feed

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"parley"
	"parley/charter"
	"parley/form"
)

// navareas are the areas of the world-wide service of navigational warnings.
var navareas = []string{"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX", "XXI"}

func romanArea(s string) bool { return slices.Contains(navareas, s) }

// warning writes a notice as a navigational warning has it (IMO MSC.1/Circ.1310, chapter 6): series identifier, key subject,
// time, positions, what else there is, and when it is cancelled. A text for the coordinator, who numbers and may change it.
func (o Options) warning(n *Notice) (text, why string) {
	first, why := o.warningNumber(n.Reference)
	if why != "" {
		return "", why
	}
	if n.Cancelled || n.version() > 0 {
		if _, why := o.warningNumber(n.Replaces); why != "" {
			return "", "takes the place of one that " + why
		}
	}
	var lines []string
	if first != "" {
		lines = append(lines, first)
	}
	if n.Exercise {
		lines = append(lines, strings.TrimSpace(strings.Repeat(exercise+" ", 3)))
	}
	lines = append(lines, wrapped(plain(n.Title)+"."))
	for i, item := range o.items(n) {
		lines = append(lines, wrapped(fmt.Sprintf("%d. %s.", i+1, item)))
	}
	return strings.Join(lines, "\n") + "\n", ""
}

// items are the numbered paragraphs.
func (o Options) items(n *Notice) (out []string) {
	if n.Cancelled {
		return append(out, o.cancels(n))
	}
	if n.From != 0 {
		when := utc(n.From)
		if n.Until != 0 {
			when += " TO " + utc(n.Until+59_999)
		}
		out = append(out, when)
	}
	for i := range n.Places {
		if says := n.Places[i].position(); says != "" {
			out = append(out, plain(n.Places[i].Field)+": "+says)
		}
	}
	out = append(out, plain("NOTIFIED BY "+n.Name))
	if n.Reference != nil {
		out = append(out, plain("REF "+n.Reference.String()))
	}
	if n.version() > 0 {
		out = append(out, o.cancels(n))
	}
	if n.Until != 0 {
		out = append(out, "CANCEL THIS MSG "+utc(n.Until+59_999))
	}
	return out
}

// cancels says which warning goes.
func (o Options) cancels(n *Notice) string {
	if name, _ := o.warningNumber(n.Replaces); name != "" {
		return "CANCEL " + name
	}
	if n.Replaces != nil {
		return "CANCEL THE WARNING FOR " + n.Replaces.String()
	}
	return "CANCEL THE EARLIER WARNING"
}

// warningNumber is "NAVAREA I 11/26"; empty where no area is given.
func (o Options) warningNumber(r *form.Reference) (name, why string) {
	switch {
	case o.Navarea == "":
		return "", ""
	case r == nil:
		return "", "has no human reference"
	}
	return fmt.Sprintf("NAVAREA %s %d/%02d", o.Navarea, r.Number, r.Year), ""
}

// position is a place as mariners write it. Corners stand clockwise from the north-western one.
func (p *Place) position() string {
	var points []string
	list := p.Points
	if p.Kind == form.PlacePolygon {
		list = clockwise(list)
	}
	for _, at := range list {
		points = append(points, minutesPoint(at))
	}
	switch p.Kind {
	case form.PlaceCircle:
		return fmt.Sprintf("IN AREA WITHIN %s MILES OF %s", strings.TrimSuffix(miles(p.Metres), "NM"), points[0])
	case form.PlacePolygon:
		return "IN AREA BOUNDED BY " + strings.Join(points, ", ")
	case form.PlaceRoute:
		s := "ALONG TRACK " + strings.Join(points, ", ")
		if p.Metres != 0 {
			s += ", WIDTH " + strings.TrimSuffix(miles(p.Metres), "NM") + " MILES"
		}
		return s
	}
	return plain(p.Words)
}

// clockwise returns corners the other way round, from the one that lies farthest to the north-west of their middle.
func clockwise(points []charter.Point) []charter.Point {
	out := slices.Clone(points)
	slices.Reverse(out)
	r := unwound(out)
	best, first := math.Inf(-1), 0
	for i, p := range r {
		if d := float64(p.y - p.x); d > best {
			best, first = d, i
		}
	}
	return slices.Concat(out[first:], out[:first])
}

// utc is 030800 UTC MAR 26.
func utc(t parley.Millis) string { return strings.ToUpper(t.Time().UTC().Format("021504 UTC Jan 06")) }

// minutesPoint is 59-20.00N 018-04.00E.
func minutesPoint(p charter.Point) string {
	return minutesAngle(p.Lat, "NS", 2) + " " + minutesAngle(p.Lon, "EW", 3)
}

func minutesAngle(n int, letters string, figures int) string {
	letter := letters[:1]
	if n < 0 {
		n, letter = -n, letters[1:]
	}
	n = (n*6000 + 50_000) / 100_000 // hundredths of a minute
	return fmt.Sprintf("%0*d-%02d.%02d%s", figures, n/6000, n/100%60, n%100, letter)
}
