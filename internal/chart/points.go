package chart

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"parley"
	"parley/charter"
)

// ParsePoints reads points as people write them, at most so many: a latitude and then a longitude, each line in a way of
// its own.
//
//	59.33, 18.06                      degrees
//	59.33,18.06 59.2,18.1             several on a line, each without a space
//	59.33N 18.06E
//	59 20.5 N 018 03.6 E              degrees and minutes, with or without their signs
//	59°20'30"N 018°03'36"E            and seconds
//	592030N 0180336E, 5920N 01803E    as pilots write them
//
// A decimal comma is refused, as it cannot be told from what stands between two numbers.
func ParsePoints(text string, most int) ([]charter.Point, error) {
	var out []charter.Point
	text = strings.ToUpper(strings.ReplaceAll(text, "−", "-"))
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == ';' }) {
		read := signed
		if strings.ContainsAny(line, "NSEW") {
			read = lettered
		}
		angles, err := read(strings.TrimSpace(line))
		if err != nil {
			return nil, err
		}
		if out, err = appended(out, angles, most); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// appended adds the points that angles make.
func appended(out []charter.Point, angles []float64, most int) ([]charter.Point, error) {
	if len(angles)%2 != 0 {
		return nil, badPoints("after the latitude %g stands no longitude", angles[len(angles)-1])
	}
	for i := 0; i < len(angles); i += 2 {
		lat, lon := angles[i], angles[i+1]
		switch {
		case math.Abs(lat) > 90 || math.Abs(lon) > 180:
			return nil, badPoints("the point at latitude %g, longitude %g lies nowhere; a latitude is -90 to 90, a longitude -180 to 180", lat, lon)
		case len(out) == most:
			return nil, badPoints("there are more than %d points", most)
		}
		out = append(out, PointAt(lat, lon))
	}
	return out, nil
}

func badPoints(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadMessage, format, args...)
}

// PointAt returns the nearest point to degrees, -180 to 180 for the longitude; longitude 180 is -180.
func PointAt(lat, lon float64) charter.Point {
	p := charter.Point{Lat: int(math.Round(lat * 1e5)), Lon: int(math.Round(lon * 1e5))}
	if p.Lon >= 18_000_000 {
		p.Lon -= Whole
	}
	return p
}

var (
	onePair  = regexp.MustCompile(`^([-+]?\d+(?:\.\d+)?)(?:\s*,\s*|\s+)([-+]?\d+(?:\.\d+)?)$`)
	wholes   = regexp.MustCompile(`^[-+]?\d+,[-+]?\d+$`)
	oneAngle = regexp.MustCompile(`^([^NSEW]*)([NSEW])`)
	figures  = regexp.MustCompile(`\d+(?:\.\d+)?`)
	comma    = regexp.MustCompile(`\d,\d`)
	signs    = strings.NewReplacer("°", " ", "º", " ", "'", " ", "′", " ", "’", " ", "\"", " ", "″", " ", "”", " ", ",", " ", ";", " ")
)

// signed reads a line of points without letters.
func signed(line string) (out []float64, err error) {
	words := strings.Fields(line)
	commas := len(words) == 2 && strings.Contains(words[0], ",") && strings.Contains(words[1], ",")
	if onePair.MatchString(line) && !commas {
		words = []string{line}
	}
	for _, w := range words {
		m := onePair.FindStringSubmatch(w)
		if m == nil || len(words) > 1 && wholes.MatchString(w) {
			return nil, badPoints("%.60q is no point like 59.33, 18.06 or 592030N 0180336E; write one point a line, latitude first, and decimals with a point", w)
		}
		lat, _ := strconv.ParseFloat(m[1], 64)
		lon, _ := strconv.ParseFloat(m[2], 64)
		out = append(out, lat, lon)
	}
	return out, nil
}

// lettered reads a line of points whose angles end with N, S, E or W.
func lettered(line string) (out []float64, err error) {
	for rest := line; strings.TrimSpace(signs.Replace(rest)) != ""; {
		m := oneAngle.FindStringSubmatch(rest)
		if m == nil {
			return nil, badPoints("%.60q has no N, S, E or W after it, as the points before it have", rest)
		}
		rest = rest[len(m[0]):]
		longitude := m[2] == "E" || m[2] == "W"
		if longitude != (len(out)%2 == 1) {
			return nil, badPoints("%.60q stands where a latitude, N or S, and then a longitude, E or W, should", strings.TrimSpace(m[0]))
		}
		angle, ok := angleOf(m[1], longitude)
		if !ok {
			return nil, badPoints("%.60q is no angle like 59.33N, 59 20.5 N or 592030N", strings.TrimSpace(m[0]))
		}
		if m[2] == "S" || m[2] == "W" {
			angle = -angle
		}
		out = append(out, angle)
	}
	return out, nil
}

// angleOf reads degrees, minutes and seconds.
func angleOf(s string, longitude bool) (float64, bool) {
	s = strings.TrimLeft(s, " \t\r\n,;")
	if comma.MatchString(s) {
		return 0, false
	}
	s = signs.Replace(s)
	parts := figures.FindAllString(s, -1)
	if len(parts) == 0 || len(parts) > 3 || strings.TrimSpace(figures.ReplaceAllString(s, "")) != "" {
		return 0, false
	}
	if len(parts) == 1 {
		parts = packed(parts[0], longitude)
	}
	angle := 0.0
	for i, part := range parts {
		n, err := strconv.ParseFloat(part, 64)
		if err != nil || i > 0 && n >= 60 || i < len(parts)-1 && strings.Contains(part, ".") {
			return 0, false
		}
		angle += n / math.Pow(60, float64(i))
	}
	return angle, true
}

// packed takes 592030 and 0180336 apart; what is shorter are degrees.
func packed(s string, longitude bool) []string {
	degrees := 2
	if longitude {
		degrees = 3
	}
	whole, _, _ := strings.Cut(s, ".")
	switch len(whole) {
	case degrees + 2:
		return []string{s[:degrees], s[degrees:]}
	case degrees + 4:
		return []string{s[:degrees], s[degrees : degrees+2], s[degrees+2:]}
	}
	return []string{s}
}
