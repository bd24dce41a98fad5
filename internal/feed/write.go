package feed

import (
	"strings"

	"parley"
)

// The formats.
const (
	Calendar = "ics"     // iCalendar, RFC 5545
	Map      = "geojson" // GeoJSON, RFC 7946
	Alert    = "cap"     // Common Alerting Protocol 1.2
	Aviation = "notam"   // text as a NOTAM has it
	Shipping = "navarea" // text as a navigational warning has it
)

// Formats are all formats, in the order in which they are offered.
var Formats = []string{Calendar, Map, Alert, Aviation, Shipping}

// Media are the media types of the formats.
var Media = map[string]string{Calendar: "text/calendar; charset=utf-8", Map: "application/geo+json", Alert: "application/cap+xml", Aviation: "text/plain; charset=us-ascii", Shipping: "text/plain; charset=us-ascii"}

// MaxNotices bounds what is written in one feed.
const MaxNotices = 10_000

// Options are what a format needs to know that no notice says. Empty: the publisher puts it in by hand.
type Options struct {
	Lang    string // of the texts, as BCP 47 has it
	FIR     string // flight information region of a NOTAM: four letters
	Series  string // of NOTAM: one letter; empty: they get no number
	Navarea string // of navigational warnings: I to XXI; empty: they get no number
}

// Written is a feed. Documents has one element, or for Alert one for each notice, with the name of each in Names.
type Written struct {
	Documents [][]byte
	Names     []string
	Left      []Left
}

// A Left is a notice that a format cannot hold, and why: a clause that goes on from "the notice".
type Left struct{ ID, Why string }

// Write writes notices in a format. CodePolicy: one of them stands under a restricted charter, and nothing is written.
func Write(format string, list []Notice, o Options) (w Written, err error) {
	if len(list) > MaxNotices {
		return w, parley.Errorf(parley.CodeTooLarge, "there are %d notices; a feed holds %d at most", len(list), MaxNotices)
	}
	for i := range list {
		if list[i].Restricted {
			return w, parley.Errorf(parley.CodePolicy, "the notice %.16s stands under a restricted charter: nothing of it goes into a feed", list[i].ID)
		}
	}
	if err := o.check(format); err != nil {
		return w, err
	}
	switch format {
	case Calendar:
		w.calendar(list)
	case Map:
		w.features(list)
	case Alert:
		w.alerts(list, o)
	case Aviation:
		w.texts(list, o.notam)
	case Shipping:
		w.texts(list, o.warning)
	default:
		return w, parley.Errorf(parley.CodeUsage, "the format %.20q is none of %s", format, strings.Join(Formats, ", "))
	}
	return w, nil
}

// texts writes notices one after the other, with an empty line between them.
func (w *Written) texts(list []Notice, write func(*Notice) (text, why string)) {
	var out []string
	for i := range list {
		text, why := write(&list[i])
		if why != "" {
			w.leave(&list[i], why)
			continue
		}
		out = append(out, text)
	}
	w.Documents = [][]byte{[]byte(strings.Join(out, "\n"))}
}

func (w *Written) leave(n *Notice, why string) { w.Left = append(w.Left, Left{n.ID, why}) }

// check reports an option that is none.
func (o Options) check(format string) error {
	letters := func(s string, n int) bool { return len(s) == n && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" }
	switch {
	case format == Aviation && !letters(o.FIR, 4):
		return parley.Errorf(parley.CodeUsage, "no notice says in which flight information region it lies: name it with four letters, such as ZZZZ")
	case format == Aviation && o.Series != "" && !letters(o.Series, 1):
		return parley.Errorf(parley.CodeUsage, "the series %.10q of NOTAM is no letter A to Z", o.Series)
	case format == Shipping && o.Navarea != "" && !romanArea(o.Navarea):
		return parley.Errorf(parley.CodeUsage, "the area %.10q is none of the NAVAREAs I to XXI", o.Navarea)
	}
	return nil
}
