package charter_test

import (
	"bytes"
	"strings"
	"testing"

	"parley"
	"parley/charter"
)

// foundText is language.yaml with a listed role, an act that finds, and a condition.
func foundText(t testing.TB) []byte {
	t.Helper()
	text := string(withAgreed(t, agreedText(t)))
	titled := func(indent, en, fr string) string {
		return indent + "title:\n" + indent + "  en: \"" + en + "\"\n" + indent + "  fr: \"" + fr + "\"\n"
	}
	for _, e := range [][2]string{
		{"          fr: \"Hôte de la réunion\"\n        kind: \"field\"\n        field: \"host\"\n", "          fr: \"Hôte de la réunion\"\n        kind: \"listed\"\n        field: \"monitors\"\n"},
		{"            role: \"host\"\n            needs: \"one\"\n", "            role: \"host\"\n            needs: \"any\"\n"},
		{"      - name: \"agenda\"\n", "      - name: \"after\"\n" + titled("        ", "After", "Après") + "        kind: \"reference\"\n" +
			"      - name: \"monitors\"\n" + titled("        ", "Monitors", "Observateurs") + "        kind: \"table\"\n        max: 9\n        columns:\n" +
			"          - name: \"party\"\n" + titled("            ", "Party", "Partie") + "            kind: \"party\"\n            required: true\n      - name: \"agenda\"\n"},
		{"  - form: \"report\"\n    short: \"R-7\"\n    fields:\n", "  - form: \"report\"\n    short: \"R-7\"\n    fields:\n      - name: \"findings\"\n" + titled("        ", "Findings", "Constats") +
			"        kind: \"table\"\n        required: true\n        max: 22\n        columns:\n          - name: \"question\"\n" + titled("            ", "Point", "Point") +
			"            kind: \"text\"\n            required: true\n            max: 8\n          - name: \"finding\"\n" + titled("            ", "Finding", "Constat") +
			"            kind: \"choice\"\n            required: true\n            choices:\n              - value: \"confirmed\"\n" + titled("                ", "Confirmed", "Confirmé")},
		{"        form: \"report\"\n        certifies: \"served\"\n", "        form: \"report\"\n        finds: \"findings\"\n        certifies: \"served\"\n"},
		{"  - name: \"channel\"\n", "    conditions:\n      - name: \"stands\"\n" + titled("        ", "Nothing before the channel stands", "Rien avant que le canal soit ouvert") +
			"        field: \"after\"\n        procedure: \"channel\"\n        states:\n          - \"stands\"\n        acts:\n          - \"accept\"\n          - \"close\"\n  - name: \"channel\"\n"},
	} {
		if !strings.Contains(text, e[0]) {
			t.Fatalf("nothing to replace: %s", e[0])
		}
		text = strings.Replace(text, e[0], e[1], 1)
	}
	return []byte(text)
}

// badFound are edits of foundText that no reader takes.
var badFound = []badEdit{
	{"a listed role of a field", "        field: \"monitors\"", "        field: \"host\"", 0, "line 328: a joint or listed role names a table in the form of the opening, with a required party `party`"},
	{"one of several that are listed", "            role: \"host\"\n            needs: \"any\"", "            role: \"host\"\n            needs: \"one\"", 0, "line 414: the role \"host\" may have several holders; write \"any\" or \"all\""},
	{"findings in no table", "finds: \"findings\"", "finds: \"count\"", 0, "line 359: findings are the rows of a table in the form of the act, with a required text `question` and a required choice `finding`"},
	{"findings that may be left out", "            kind: \"choice\"\n            required: true\n            choices:\n              - value: \"confirmed\"", "            kind: \"choice\"\n            choices:\n              - value: \"confirmed\"", 0, "line 358: findings are the rows of a table in the form of the act, with a required text `question` and a required choice `finding`"},
	{"findings on no question", "            required: true\n            max: 8\n          - name: \"finding\"", "            max: 8\n          - name: \"finding\"", 0, "line 358: findings are the rows of a table in the form of the act, with a required text `question` and a required choice `finding`"},
	{"findings without questions", "    questions: \"agenda\"\n", "", 0, "line 345: the act answers questions, but the procedure has none"},
	{"a condition on a field that there is not", "        field: \"after\"", "        field: \"before\"", 0, "line 446: the form \"invitation\" has no field \"before\" of the kind reference"},
	{"a condition on a field of another kind", "        field: \"after\"", "        field: \"host\"", 0, "line 446: the form \"invitation\" has no field \"host\" of the kind reference"},
	{"a condition on an unknown procedure", "        procedure: \"channel\"", "        procedure: \"canal\"", 0, "line 442: the charter has no procedure \"canal\""},
	{"a condition on an unknown state", "          - \"stands\"\n", "          - \"lies\"\n", 0, "line 442: the procedure \"channel\" has no state \"lies\""},
	{"a condition on a state twice", "          - \"stands\"\n", "          - \"stands\"\n          - \"stands\"\n", 0, "line 450: \"stands\" stands twice"},
	{"a condition before an unknown act", "          - \"accept\"\n          - \"close\"\n", "          - \"accept\"\n          - \"open\"\n", 0, "line 452: the procedure has no act \"open\""},
	{"a condition before an act twice", "          - \"accept\"\n          - \"close\"\n", "          - \"accept\"\n          - \"accept\"\n", 0, "line 452: \"accept\" stands twice"},
	{"a condition before nothing", "        acts:\n          - \"accept\"\n          - \"close\"\n", "", 0, "line 450: the key `acts` is missing before this line"},
}

// [CHR-64] A reader MUST refuse a condition whose `field` is no field of the kind reference in the form of the opening,
// whose `procedure` the charter does not have, or one of whose `states` or `acts` that procedure or its own does not have
// or that stands twice.
// [CHR-65] A reader MUST refuse `finds` unless the procedure has questions and it is a table in the form of its act with
// a required column `question` of the kind text and a required column `finding` of the kind choice.
// [CHR-66] A reader MUST refuse a role of the kind `listed` whose `field` is no table as CHR-62 asks of a joint role.
func TestFoundText(t *testing.T) {
	text := foundText(t)
	c, err := charter.Parse(text)
	if err != nil || !bytes.Equal(c.Encode(), text) {
		t.Fatalf("%v, or it encodes to other bytes", err)
	}
	sameInYAML(t, text)
	holdVector(t, "language-found.yaml", text)
	s := squeeze(printed(t, c, "en"))
	for _, want := range []string{"of those named in the table \"Monitors\" of the opening each who takes part", "It says, in the table \"Findings\", what its author finds",
		"Nothing before the channel stands (\"stands\"): it is met while the proceeding named in the field \"After\" of the opening, of the procedure \"State of the channel\", is in one of the states \"Standing\". It stands before \"Accept\", \"Close without proof\"."} {
		if !strings.Contains(s, want) {
			t.Errorf("printed without %q", want)
		}
	}
	for _, e := range badFound {
		_, err := charter.Parse(e.on(t, text))
		refuses(t, e.name, err, parley.CodeBadCharter, e.want)
	}
	holdVector(t, "bad-found.txt", vectorOf("language-found.yaml", badFound))
}
