package charter_test

import (
	"bytes"
	"strings"
	"testing"

	"parley"
	"parley/charter"
)

// noticed adds to a schema what a notice says, and to the charter how near is too near.
func noticed(t *testing.T) *charter.Charter {
	t.Helper()
	c := editionAgreed(t)
	title := func(en, fr string) map[string]string { return map[string]string{"en": en, "fr": fr} }
	s, end := c.Schema("report"), c.Schema("answer")
	s.Fields = append(s.Fields,
		charter.Field{Name: "spot", Title: title("Where it is", "Où elle est"), Kind: charter.KindPlace, Required: true},
		charter.Field{Name: "also", Title: title("Where else", "Où encore"), Kind: charter.KindPlace},
		charter.Field{Name: "low", Title: title("Lowest", "Au plus bas"), Kind: charter.KindNumber, Unit: "m", Decimals: 1, Min: -1003, Max: 1000007},
		charter.Field{Name: "high", Title: title("Greatest", "Au plus haut"), Kind: charter.KindNumber, Unit: "ft", Max: 300017},
		charter.Field{Name: "begins", Title: title("Begins at", "Commence à"), Kind: charter.KindTime, Required: true},
		charter.Field{Name: "ends", Title: title("Ends at", "Finit à"), Kind: charter.KindTime})
	s.Notice = &charter.Notice{Areas: []string{"spot", "also"}, Floor: "low", Ceiling: "high", From: "begins", Until: "ends"}
	end.Fields = append(end.Fields, charter.Field{Name: "cited", Title: title("Notice concerned", "Notification visée"), Kind: charter.KindReference})
	end.Notice = &charter.Notice{Of: "cited", Ends: true}
	for _, k := range []charter.Constant{{Name: "near_metres", Value: 5003, Unit: "metres"}, {Name: "near_height", Value: 307, Unit: "metres"}, {Name: "near_minutes", Value: 0, Unit: "minutes"},
		{Name: "far", Value: 20_000_001, Unit: "metres"}, {Name: "below", Value: -1, Unit: "metres"}, {Name: "years", Value: 525_601, Unit: "minutes"}} {
		c.Constants = append(c.Constants, k)
	}
	c.Conflicts = &charter.Conflicts{Distance: "near_metres", Height: "near_height", Time: "near_minutes", Between: []charter.Pair{{Form: "report", With: "report"}}}
	return c
}

var badNotices = []badEdit{
	{"an area that is no place", "- \"also\"", "- \"begins\"", 0, ""},
	{"an area that is no field", "- \"also\"", "- \"nowhere\"", 0, ""},
	{"an area twice", "- \"also\"", "- \"spot\"", 0, ""},
	{"a floor in another unit", "        unit: \"m\"\n        decimals: 1\n        min: -1003", "        unit: \"km\"\n        decimals: 1\n        min: -1003", 0, ""},
	{"a ceiling that is a time", "ceiling: \"high\"", "ceiling: \"begins\"", 0, ""},
	{"a beginning that is a number", "from: \"begins\"", "from: \"low\"", 0, ""},
	{"an end that is no field", "until: \"ends\"", "until: \"end\"", 0, ""},
	{"a notice named by a place", "of: \"cited\"", "of: \"answers\"", 0, ""},
	{"an end that says a time", "      of: \"cited\"\n      ends: true\n", "      of: \"cited\"\n      until: \"reply_by\"\n      ends: true\n", 0, ""},
	{"a notice that says nothing", "      of: \"cited\"\n      ends: true\n", "      of: \"cited\"\n", 0, ""},
	{"a distance beyond half of the earth", "distance: \"near_metres\"", "distance: \"far\"", 0, ""},
	{"a height below 0", "  height: \"near_height\"", "  height: \"below\"", 0, ""},
	{"a time of more than a year", "  time: \"near_minutes\"", "  time: \"years\"", 0, ""},
	{"a margin that is no constant", "distance: \"near_metres\"", "distance: \"near\"", 0, ""},
	{"a form without areas", "      with: \"report\"\n", "      with: \"answer\"\n", 0, ""},
	{"a form that is none", "      with: \"report\"\n", "      with: \"reports\"\n", 0, ""},
	{"a pair twice", "      with: \"report\"\n", "      with: \"report\"\n    - form: \"report\"\n      with: \"report\"\n", 0, ""},
	{"no pair", "  between:\n    - form: \"report\"\n      with: \"report\"\n", "", 0, ""},
}

// [CHR-80] A reader MUST refuse a `notice` that names as one of its `areas` what is no field of the kind place of its schema, or one
// twice, as `of`, `from` or `until` no field of the kind reference or time, as `floor` or `ceiling` no field of the kind number whose
// unit is `m` or `ft`, or that does not say exactly one of these: that it `ends`, or an area, a height or a time.
//
// [CHR-81] A reader MUST refuse `conflicts` whose `distance`, `height` or `time` is no constant of 0 to 20,000,000, 1,000,000 or
// 525,600, whose `form` or `with` is no form with areas in its `notice`, or in which a pair of forms stands twice, in whatever order.
func TestNotices(t *testing.T) {
	c := noticed(t)
	text := c.Encode()
	again, err := charter.Parse(text)
	if err != nil || !bytes.Equal(again.Encode(), text) {
		t.Fatalf("%v, or it encodes to other bytes", err)
	}
	sameInYAML(t, text)
	holdVector(t, "language-notices.yaml", text)
	s := squeeze(printed(t, again, "en"))
	for _, want := range []string{"An area stands in \"Where it is\". An area stands in \"Where else\".", "at most 5003 metres lie between their areas", "The notice that it is about holds no longer."} {
		if !strings.Contains(s, want) {
			t.Errorf("the articles do not say: %s", want)
		}
	}
	edits := badNotices
	for i := range edits {
		e := &edits[i]
		_, err := charter.Parse(e.on(t, text))
		if parley.CodeOf(err) != parley.CodeBadCharter {
			t.Errorf("%s: %v", e.name, err)
			continue
		}
		e.want = parley.SentenceOf(err)
	}
	holdVector(t, "bad-notices.txt", vectorOf("language-notices.yaml", edits))
}

// [CHR-81] A reader MUST refuse a pair that stands there already the other way around.
func TestPairTurned(t *testing.T) {
	c := noticed(t)
	x := *c.Schema("report")
	x.Form, x.Short = "answer", "OTHER"
	*c.Schema("answer") = x
	c.Conflicts.Between = []charter.Pair{{Form: "report", With: "answer"}, {Form: "answer", With: "report"}}
	c.Procedures = nil
	_, err := charter.Parse(c.Encode())
	if err == nil || !strings.Contains(err.Error(), "are a pair already") {
		t.Error(err)
	}
}
