package charter_test

import (
	"bytes"
	"strings"
	"testing"

	"parley"
	"parley/charter"
)

// comparedTable is a table of numbers.
func comparedTable() charter.Field {
	title := func(en, fr string) map[string]string { return map[string]string{"en": en, "fr": fr} }
	return charter.Field{Name: "counts", Title: title("Counts", "Décompte"), Kind: charter.KindTable, Required: true, Max: 23, Columns: []charter.Field{
		{Name: "zone", Title: title("Zone counted", "Zone relevée"), Kind: charter.KindText, Required: true, Max: 101},
		{Name: "shots", Title: title("Shots", "Tirs"), Kind: charter.KindNumber, Max: 1234567}}}
}

var badCompared = []badEdit{
	{"a period from a field that may be left out", "from: \"begins\"", "from: \"maybe\"", 0, ""},
	{"a period until no time", "until: \"ends\"", "until: \"counts\"", 0, ""},
	{"a period until nothing", "until: \"ends\"", "until: \"end\"", 0, ""},
	{"no table", "table: \"counts\"", "table: \"begins\"", 0, ""},
	{"rows of a number", "row: \"zone\"", "row: \"shots\"", 0, ""},
	{"rows of nothing", "row: \"zone\"", "row: \"place\"", 0, ""},
	{"without rows", "      row: \"zone\"\n", "", 0, ""},
	{"a table that may be left out", "        kind: \"table\"\n        required: true\n        max: 23\n", "        kind: \"table\"\n        max: 23\n", 0, ""},
	{"a table without numbers", "          - name: \"shots\"\n            title:\n              en: \"Shots\"\n              fr: \"Tirs\"\n            kind: \"number\"\n            min: 0\n            max: 1234567\n", "", 0, ""},
}

// [CHR-67] A reader MUST refuse `compared` unless `from` and `until` are required fields of the kind time of its schema,
// `table` is a required table of it with a column of the kind number, and `row` a required column of that table of the kind
// text or choice.
func TestCompared(t *testing.T) {
	c := editionAgreed(t)
	s := c.Schema("report")
	begins := *c.Schema("answer").Field("reply_by")
	begins.Name, begins.Title = "begins", map[string]string{"en": "Begins", "fr": "Début"}
	ends, maybe := begins, begins
	ends.Name, ends.Title = "ends", map[string]string{"en": "Ends", "fr": "Fin"}
	maybe.Name, maybe.Title, maybe.Required = "maybe", map[string]string{"en": "Perhaps", "fr": "Peut-être"}, false
	s.Fields = append(s.Fields, begins, ends, maybe, comparedTable())
	s.Compared = &charter.Compared{From: "begins", Until: "ends", Table: "counts", Row: "zone"}
	text := c.Encode()
	again, err := charter.Parse(text)
	if err != nil || !bytes.Equal(again.Encode(), text) {
		t.Fatalf("%v, or it encodes to other bytes", err)
	}
	sameInYAML(t, text)
	holdVector(t, "language-compared.yaml", text)
	if s := squeeze(printed(t, again, "en")); !strings.Contains(s, "Each number in the table \"Counts\" is compared, by the column \"Zone counted\", with that of the party's own earlier message in this form whose \"Ends\" is the \"Begins\" of this one.") {
		t.Error("the comparison is not printed")
	}
	edits := badCompared
	for i := range edits {
		e := &edits[i]
		_, err := charter.Parse(e.on(t, text))
		if parley.CodeOf(err) != parley.CodeBadCharter {
			t.Errorf("%s: %v", e.name, err)
			continue
		}
		e.want = parley.SentenceOf(err)
	}
	holdVector(t, "bad-compared.txt", vectorOf("language-compared.yaml", edits))
}
