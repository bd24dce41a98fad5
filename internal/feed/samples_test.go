package feed

import (
	"strings"
	"testing"
	"time"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/overlap"
)

func millis(t testing.TB, s string) parley.Millis {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return parley.MillisOf(at)
}

func id(n byte) string { return parley.Sum([]byte{n}).String() }

func reference(t testing.TB, s string) *form.Reference {
	t.Helper()
	r, err := form.ParseReference(s)
	if err != nil {
		t.Fatal(err)
	}
	return &r
}

func place(t testing.TB, s string) Place {
	t.Helper()
	p, err := form.ParsePlace(s)
	if err != nil {
		t.Fatal(err)
	}
	return Place{p, "Area", "as people read it: " + s}
}

// firing says everything that a notice can say.
func firing(t testing.TB) Notice {
	t.Helper()
	return Notice{ID: id(1), Sent: millis(t, "2027-02-01T10:00:00Z"), Charter: "Notices of Northland and Southmark", Party: "north", Name: "Northland", Title: "Firing at sea",
		Reference: reference(t, "CBM/NORTH/27/0011/F25/O"), From: millis(t, "2027-03-03T08:00:00Z"), Until: millis(t, "2027-03-03T12:00:00Z"), Height: &overlap.Span{From: 0, To: 304_800},
		Places: []Place{place(t, "circle 59.33000,18.06000 radius 5000 precision 1000 called the narrows")}, Text: []string{"Designation: SNOW; with a, comma", "Start: 030800Z MAR 27", strings.Repeat("Äußerst lange Zeile. ", 12)}}
}

// samples are notices of all kinds of places and states.
func samples(t testing.TB) []Notice {
	t.Helper()
	amended, cancelled, bare, route, across := firing(t), firing(t), Notice{ID: id(4), Sent: millis(t, "2027-02-01T10:00:00Z"), Party: "south", Name: "Southmark", Title: "Drill", Exercise: true}, firing(t), firing(t)
	amended.ID, amended.Before, amended.Reference, amended.Replaces = id(2), []parley.Millis{millis(t, "2027-01-30T10:00:00Z")}, reference(t, "CBM/NORTH/27/0012/F25/A"), reference(t, "CBM/NORTH/27/0011/F25/O")
	cancelled.ID, cancelled.Before, cancelled.Cancelled = id(3), []parley.Millis{millis(t, "2027-01-29T10:00:00Z"), millis(t, "2027-01-30T10:00:00Z")}, true
	cancelled.Reference, cancelled.Replaces = reference(t, "CBM/NORTH/27/0013/F25/C"), reference(t, "CBM/NORTH/27/0012/F25/A")
	route.ID, route.Height, route.Places = id(5), &overlap.Span{From: 200_000, To: overlap.OpenTo}, []Place{place(t, "route -17.50000,179.00000 -16.00000,-179.20000 -15.00000,-178.00000 width 9000"), place(t, "words east of the strait")}
	across.ID, across.Places = id(6), []Place{place(t, "polygon -2.00000,176.00000 -2.00000,-175.00000 3.00000,-174.00000 4.00000,177.00000")}
	return []Notice{firing(t), amended, cancelled, bare, route, across}
}

func write(t *testing.T, format string, list []Notice, o Options) Written {
	t.Helper()
	w, err := Write(format, list, o)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

var options = Options{Lang: "en", FIR: "ZZZZ", Series: "B", Navarea: "XI"}

// "Never from a humanitarian charter": one notice of a restricted charter, and nothing is written, in any format.
func TestRestrictedIsRefused(t *testing.T) {
	secret := firing(t)
	secret.ID, secret.Restricted = id(9), true
	for _, format := range Formats {
		for _, list := range [][]Notice{{secret}, {firing(t), secret, firing(t)}} {
			w, err := Write(format, list, options)
			if parley.CodeOf(err) != parley.CodePolicy || !strings.Contains(parley.SentenceOf(err), "restricted charter") || len(w.Documents) > 0 {
				t.Errorf("%s: %v, %d documents", format, err, len(w.Documents))
			}
		}
	}
}

// What is no format and no option is refused; so are more notices than a feed holds.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		format string
		o      Options
		n      int
		want   parley.Code
	}{
		{"pdf", options, 1, parley.CodeUsage}, {"", options, 0, parley.CodeUsage}, {Aviation, Options{}, 1, parley.CodeUsage}, {Aviation, Options{FIR: "ZZZ1"}, 1, parley.CodeUsage},
		{Aviation, Options{FIR: "ZZZZ", Series: "AB"}, 1, parley.CodeUsage}, {Shipping, Options{Navarea: "XXII"}, 1, parley.CodeUsage}, {Map, options, MaxNotices + 1, parley.CodeTooLarge},
	} {
		if _, err := Write(c.format, make([]Notice, c.n), c.o); parley.CodeOf(err) != c.want {
			t.Errorf("%s %+v: %v", c.format, c.o, err)
		}
	}
}

func point(lat, lon float64) charter.Point {
	return charter.Point{Lat: int(lat * 1e5), Lon: int(lon * 1e5)}
}
