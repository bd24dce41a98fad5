package feed

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The elements of a navigational warning, as IMO MSC.1/Circ.1310 has them.
var (
	seriesLine = regexp.MustCompile(`^NAVAREA (I|II|III|IV|V|VI|VII|VIII|IX|X|XI|XII|XIII|XIV|XV|XVI|XVII|XVIII|XIX|XX|XXI) [1-9]\d{0,5}/\d{2}$`)
	itemLine   = regexp.MustCompile(`^(\d+)\. (.*)$`)
	warnLetter = regexp.MustCompile(`^[A-Z0-9\-?:.,'=/+ ]+$`)
	anyAngle   = regexp.MustCompile(`\d[\d.-]*[NSEW]\b`)
	latitude   = regexp.MustCompile(`^(\d{2})-(\d{2})\.\d{2}[NS]$`)
	longitude  = regexp.MustCompile(`^(\d{3})-(\d{2})\.\d{2}[EW]$`)
	when       = regexp.MustCompile(`\b([0-3]\d)([0-2]\d)([0-5]\d) UTC (JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC) \d{2}\b`)
)

// readWarning takes a warning apart: series line, subject, and the items, numbered from 1. Positions are degrees and minutes with
// two decimals and all leading zeros, latitude before longitude; times are groups in UTC; lines have 69 characters at most.
func readWarning(s string) (series, subject string, items []string, err error) {
	for line := range strings.SplitSeq(strings.TrimSuffix(s, "\n"), "\n") {
		m := itemLine.FindStringSubmatch(line)
		switch {
		case len(line) > 69 || !warnLetter.MatchString(line):
			return "", "", nil, fmt.Errorf("no line of a telegram: %q", line)
		case strings.HasPrefix(line, "NAVAREA ") && series == "" && subject == "":
			if series = line; !seriesLine.MatchString(line) {
				return "", "", nil, fmt.Errorf("no series line: %q", line)
			}
		case m != nil && m[1] == strconv.Itoa(len(items)+1):
			items = append(items, m[2])
		case len(items) > 0:
			items[len(items)-1] += " " + line
		default:
			subject = strings.TrimSpace(subject + " " + line)
		}
	}
	for _, item := range items {
		angles := anyAngle.FindAllString(item, -1)
		for i, a := range angles {
			if i%2 == 0 && !latitude.MatchString(a) || i%2 == 1 && !longitude.MatchString(a) {
				return "", "", nil, fmt.Errorf("no position: %q in %q", a, item)
			}
		}
		if strings.Count(item, "UTC") != len(when.FindAllString(item, -1)) || len(angles)%2 != 0 || !strings.HasSuffix(item, ".") {
			return "", "", nil, fmt.Errorf("no item: %q", item)
		}
	}
	return series, subject, items, nil
}

// A reader of the elements that the circular names finds them in their order; polygons go clockwise from the north-west, radii are
// nautical miles, and an amended warning cancels the earlier one.
func TestWarnings(t *testing.T) {
	var got []string
	for part := range strings.SplitSeq(string(write(t, Shipping, samples(t), options).Documents[0]), "\n\n") {
		series, subject, items, err := readWarning(strings.TrimSuffix(part, "\n") + "\n")
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, series+"|"+subject+"|"+strings.Join(items, "|"))
	}
	want := []string{
		"NAVAREA XI 11/27|FIRING AT SEA.|030800 UTC MAR 27 TO 031200 UTC MAR 27.|AREA: IN AREA WITHIN 2.7 MILES OF 59-19.80N 018-03.60E.|NOTIFIED BY NORTHLAND.|REF CBM/NORTH/27/0011/F25/O.|CANCEL THIS MSG 031200 UTC MAR 27.",
		"NAVAREA XI 12/27|FIRING AT SEA.|030800 UTC MAR 27 TO 031200 UTC MAR 27.|AREA: IN AREA WITHIN 2.7 MILES OF 59-19.80N 018-03.60E.|NOTIFIED BY NORTHLAND.|REF CBM/NORTH/27/0012/F25/A.|CANCEL NAVAREA XI 11/27.|CANCEL THIS MSG 031200 UTC MAR 27.",
		"NAVAREA XI 13/27|FIRING AT SEA.|CANCEL NAVAREA XI 12/27.",
		"NAVAREA XI 11/27|FIRING AT SEA.|030800 UTC MAR 27 TO 031200 UTC MAR 27.|AREA: ALONG TRACK 17-30.00S 179-00.00E, 16-00.00S 179-12.00W, 15-00.00S 178-00.00W, WIDTH 4.9 MILES.|AREA: EAST OF THE STRAIT.|NOTIFIED BY NORTHLAND.|REF CBM/NORTH/27/0011/F25/O.|CANCEL THIS MSG 031200 UTC MAR 27.",
		"NAVAREA XI 11/27|FIRING AT SEA.|030800 UTC MAR 27 TO 031200 UTC MAR 27.|AREA: IN AREA BOUNDED BY 04-00.00N 177-00.00E, 03-00.00N 174-00.00W, 02-00.00S 175-00.00W, 02-00.00S 176-00.00E.|NOTIFIED BY NORTHLAND.|REF CBM/NORTH/27/0011/F25/O.|CANCEL THIS MSG 031200 UTC MAR 27.",
	}
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Fatalf("the warnings are\n%s", strings.Join(got, "\n"))
		}
	}
}

// Without an area there are no numbers, and what a notice does not say is not there.
func TestWarningsWithoutNumber(t *testing.T) {
	w := write(t, Shipping, samples(t)[2:4], Options{})
	if want := "FIRING AT SEA.\n1. CANCEL THE WARNING FOR CBM/NORTH/27/0012/F25/A.\n\nEXERCISE EXERCISE EXERCISE\nDRILL.\n1. NOTIFIED BY SOUTHMARK.\n"; string(w.Documents[0]) != want {
		t.Errorf("%s", w.Documents[0])
	}
}

// The reader can fail.
func TestWarningReader(t *testing.T) {
	good := string(write(t, Shipping, samples(t)[:1], options).Documents[0])
	for _, c := range [][2]string{{"NAVAREA XI", "NAVAREA XXX"}, {"59-19.80N", "59-19N"}, {"018-03.60E", "18-03.60E"}, {"59-19.80N 018-03.60E", "018-03.60E 59-19.80N"}, {"030800 UTC", "0308 UTC"}, {"MAR 27.", "MRZ 27."}, {"FIRING", "firing"}} {
		if _, _, _, err := readWarning(strings.Replace(good, c[0], c[1], 1)); err == nil {
			t.Errorf("%q for %q is taken", c[1], c[0])
		}
	}
}
