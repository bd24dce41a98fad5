package feed

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"parley/charter"
	"parley/form"
)

// A readNotam is a NOTAM as the reader below takes it apart.
type readNotam struct {
	number, kind, replaces, fir, area string
	low, high                         int
	lat, lon, miles                   float64
	begins, ends                      time.Time
	text, floor, ceiling              string
}

var (
	notamForm   = regexp.MustCompile(`^\((?:([A-Z]\d{4}/\d{2}) )?NOTAM([NRC])(?: ([A-Z]\d{4}/\d{2}))?\nQ\) ([^\n]+)\nA\) ([A-Z]{4}) B\) (\d{10})(?: C\) (\d{10}))?\nE\) ([A-Z0-9\-?:.,'=/+ \n]+?)(?:\nF\) (\S[^\n)]*) G\) ([^\n)]+))?\)\n$`)
	qualifiers  = regexp.MustCompile(`^([A-Z]{4})/Q([A-Z]{4})/(I|V|IV|K)/(N?B?O?|M|K)/(A|E|W|AE|AW|K)/(\d{3})/(\d{3})/(\d{2})(\d{2})([NS])(\d{3})(\d{2})([EW])(\d{3})$`)
	heightLimit = regexp.MustCompile(`^(SFC|UNL|\d+FT AMSL|FL\d{3})$`)
)

// readNOTAM reads the format of PANS-AIM (ICAO Doc 10066, appendix 3) and nothing else: brackets around, number with series, four
// figures and year, the qualifiers with all eight parts, items A, B, C, E, F and G in this order with F and G together,
// NOTAMN and NOTAMR with an end and NOTAMC without, R and C with the number that they replace, lines of 69 characters, and the
// letters of telegrams.
func readNOTAM(s string) (n readNotam, err error) {
	m := notamForm.FindStringSubmatch(s)
	if m == nil {
		return n, fmt.Errorf("no NOTAM: %s", s)
	}
	for line := range strings.Lines(s) {
		if len(line) > 70 {
			return n, fmt.Errorf("a line of %d characters", len(line)-1)
		}
	}
	q := qualifiers.FindStringSubmatch(m[4])
	if q == nil {
		return n, fmt.Errorf("no qualifiers: %s", m[4])
	}
	number := func(s string) float64 { x, _ := strconv.ParseFloat(s, 64); return x }
	sign := map[string]float64{"N": 1, "E": 1, "S": -1, "W": -1}
	n = readNotam{number: m[1], kind: m[2], replaces: m[3], fir: q[1], area: m[5], low: int(number(q[6])), high: int(number(q[7])), miles: number(q[14]),
		lat: sign[q[10]] * (number(q[8]) + number(q[9])/60), lon: sign[q[13]] * (number(q[11]) + number(q[12])/60), text: strings.ReplaceAll(m[8], "\n", " "), floor: m[9], ceiling: m[10]}
	if number(q[9]) > 59 || number(q[12]) > 59 || math.Abs(n.lat) > 90 || math.Abs(n.lon) > 180 || n.low > n.high || n.miles < 1 {
		return n, fmt.Errorf("qualifiers out of range: %s", m[4])
	}
	if n.begins, err = time.Parse("0601021504", m[6]); err != nil {
		return n, err
	}
	if m[7] != "" {
		if n.ends, err = time.Parse("0601021504", m[7]); err != nil {
			return n, err
		}
	}
	switch {
	case (n.kind == "C") == (m[7] != ""):
		return n, fmt.Errorf("the end and the kind do not go together")
	case n.number != "" && (n.kind == "N") == (n.replaces != ""):
		return n, fmt.Errorf("the numbers and the kind do not go together")
	case n.floor != "" && (!heightLimit.MatchString(n.floor) || !heightLimit.MatchString(n.ceiling)):
		return n, fmt.Errorf("limits %q and %q", n.floor, n.ceiling)
	}
	return n, nil
}

func notams(t *testing.T, list []Notice, o Options) (out []readNotam) {
	t.Helper()
	for part := range strings.SplitSeq(string(write(t, Aviation, list, o).Documents[0]), ")\n\n(") {
		n, err := readNOTAM("(" + strings.TrimSuffix(strings.TrimPrefix(part, "("), ")\n") + ")\n")
		if err != nil {
			t.Fatalf("%v", err)
		}
		out = append(out, n)
	}
	return out
}

// A reader that takes what ICAO's format allows and nothing else finds numbers, area, times and limits, rounded so that what was
// notified lies within.
func TestNotam(t *testing.T) {
	list := notams(t, samples(t), options)
	if len(list) != 5 {
		t.Fatalf("%d NOTAMs", len(list))
	}
	n := list[0]
	if n.number != "B0011/27" || n.kind != "N" || n.fir != "ZZZZ" || n.area != "ZZZZ" || n.low != 0 || n.high != 100 || n.floor != "SFC" || n.ceiling != "10000FT AMSL" || !n.begins.Equal(firing(t).From.Time()) || !n.ends.Equal(firing(t).Until.Time()) {
		t.Errorf("the first is %+v", n)
	}
	if n.text != "FIRING AT SEA. AREA: WI 2.7NM OF 591948N0180336E, THE NARROWS. NOTIFIED BY NORTHLAND. REF CBM/NORTH/27/0011/F25/O." {
		t.Errorf("it says %q", n.text)
	}
	if r := list[1]; r.kind != "R" || r.number != "B0012/27" || r.replaces != "B0011/27" {
		t.Errorf("the amendment is %+v", r)
	}
	if c := list[2]; c.kind != "C" || c.number != "B0013/27" || c.replaces != "B0012/27" || c.floor != "" || !strings.HasPrefix(c.text, "CANCELLED. ") {
		t.Errorf("the cancellation is %+v", c)
	}
	if open := list[3]; open.low != 65 || open.high != 999 || open.floor != "6561FT AMSL" || open.ceiling != "UNL" {
		t.Errorf("what is open above is %+v", open)
	}
	for i, s := range []Notice{samples(t)[0], samples(t)[1], samples(t)[2], samples(t)[4], samples(t)[5]} {
		centre := charter.Point{Lat: int(math.Round(list[i].lat * 1e5)), Lon: int(math.Round(list[i].lon * 1e5))}
		most := 0.0
		for _, p := range s.Places {
			for _, at := range p.Points {
				most = max(most, metres(centre, at)+p.reach())
			}
		}
		if circle := list[i].miles * mile; most > circle+2 || circle > most+mile+2 {
			t.Errorf("%s: what lies farthest away is %.0f m from the centre, the circle has %.0f", s.Places[0].Says, most, circle)
		}
	}
}

// Without a series there are no numbers; without a reference a series has none to give, and the notice is left out with a word why.
func TestNotamNumbers(t *testing.T) {
	for _, n := range notams(t, samples(t), Options{FIR: "ZZXX"}) {
		if n.number != "" || n.replaces != "" {
			t.Errorf("%+v", n)
		}
	}
	nameless, orphan, high := firing(t), samples(t)[1], firing(t)
	nameless.Reference, orphan.Replaces, high.Reference = nil, nil, reference(t, "CBM/NORTH/27/10000/F25/O")
	endless, wide, nowhere, worded := firing(t), firing(t), firing(t), firing(t)
	endless.Until, nowhere.Places = 0, nil
	wide.Places = []Place{place(t, "circle 0.00000,0.00000 radius 2000000")}
	worded.Places = []Place{place(t, "words beyond the hills")}
	w := write(t, Aviation, []Notice{nameless, orphan, high, endless, wide, nowhere, worded}, options)
	if len(w.Left) != 7 || len(w.Documents[0]) != 0 {
		t.Errorf("left %v\n%s", w.Left, w.Documents[0])
	}
}

// A text can be nothing but text: no bracket, item, or letter that telegrams have not, whatever a party wrote.
func TestNotamText(t *testing.T) {
	n := firing(t)
	n.Exercise, n.Title, n.Name = true, "x) F)SFC G)UNL)\n(A0001/27 NOTAMN\nQ)ZZZZ NNNN Łódź Ærø \u202e Учение", strings.Repeat("W", 200)
	got := notams(t, []Notice{n}, options)[0]
	if !strings.HasPrefix(got.text, "EXERCISE EXERCISE EXERCISE X F SFC G UNL A0001/27 NOTAMN Q ZZZZ NNNN LODZ AERO ? ??????") || !strings.HasSuffix(got.text, "EXERCISE EXERCISE EXERCISE") || got.ceiling != "10000FT AMSL" {
		t.Errorf("%+v", got)
	}
}

// "Limits are rounded so that what was notified lies within": an end within a minute is the next whole minute, for pilots and mariners.
func TestEndsAreRoundedUp(t *testing.T) {
	n := firing(t)
	from, until := n.From.Time(), n.Until.Time()
	n.From, n.Until = n.From+30_000, n.Until+1
	if got := notams(t, []Notice{n}, options)[0]; !got.begins.Equal(from) || !got.ends.Equal(until.Add(time.Minute)) {
		t.Errorf("it is from %v to %v", got.begins, got.ends)
	}
	if s := string(write(t, Shipping, []Notice{n}, options).Documents[0]); !strings.Contains(s, "1. 030800 UTC MAR 27 TO 031201 UTC MAR 27.") || !strings.Contains(s, "CANCEL THIS MSG 031201 UTC MAR 27.") {
		t.Errorf("%s", s)
	}
}

// The strict reader refuses what is no NOTAM: it can fail.
func TestNotamReader(t *testing.T) {
	good := string(write(t, Aviation, []Notice{firing(t)}, options).Documents[0])
	if _, err := readNOTAM(good); err != nil {
		t.Fatal(err)
	}
	for _, c := range [][2]string{{"NOTAMN", "NOTAMC"}, {"NOTAMN", "NOTAMX"}, {"B0011", "B11"}, {"/IV/", "/X/"}, {"/M/W/", "/W/"}, {" C) 2703031200", ""}, {"270303", "271303"}, {"5920N", "5960N"}, {"G)", "H)"}, {"SFC", "LOW"}, {"FIRING", "Firing"}, {")\n", "\n"}, {"000/100", "100/000"}} {
		if _, err := readNOTAM(strings.Replace(good, c[0], c[1], 1)); err == nil {
			t.Errorf("%q for %q is taken", c[1], c[0])
		}
	}
}

// Areas around a pole and across longitude 180 lie in their circle, what is most of the earth in none.
func TestCovering(t *testing.T) {
	for says, ok := range map[string]bool{"polygon 85.00000,0.00000 85.00000,120.00000 85.00000,-120.00000": true, "polygon 1.00000,179.00000 1.00000,-179.00000 2.00000,-179.00000": true,
		"polygon 0.00000,0.00000 10.00000,0.00000 10.00000,10.00000 0.00000,10.00000": false, "route 0.00000,0.00000 0.00000,90.00000 0.00000,179.99999": false} {
		n := Notice{Places: []Place{place(t, says)}}
		if n.Places[0].Kind == form.PlaceRoute {
			n.Places = append(n.Places, place(t, "route 0.00000,-90.00000 0.00000,-180.00000"))
		}
		if _, radius, got := n.covering(); got != ok {
			t.Errorf("%s: %v, %.0f m", says, got, radius)
		}
	}
}
