package charter_test

import (
	"bytes"
	"strings"
	"testing"

	"parley"
	"parley/charter"
)

// jointText is language.yaml with a joint role and an act that stays.
func jointText(t testing.TB) []byte {
	t.Helper()
	text := string(withAgreed(t, agreedText(t)))
	for _, e := range [][2]string{
		{"          fr: \"Hôte de la réunion\"\n        kind: \"field\"\n        field: \"host\"\n", "          fr: \"Hôte de la réunion\"\n        kind: \"joint\"\n        field: \"sponsors\"\n"},
		{"      - name: \"agenda\"\n", "      - name: \"sponsors\"\n        title:\n          en: \"Sponsors\"\n          fr: \"Parrains\"\n        kind: \"table\"\n        max: 9\n        columns:\n          - name: \"party\"\n            title:\n              en: \"Party\"\n              fr: \"Partie\"\n            kind: \"party\"\n            required: true\n      - name: \"agenda\"\n"},
		{"            role: \"host\"\n            needs: \"one\"\n", "            role: \"host\"\n            needs: \"any\"\n"},
		{"        form: \"answer\"\n        answers: \"answers\"\n", "        form: \"answer\"\n        answers: \"answers\"\n        stays: true\n"},
	} {
		if !strings.Contains(text, e[0]) {
			t.Fatalf("nothing to replace: %s", e[0])
		}
		text = strings.Replace(text, e[0], e[1], 1)
	}
	return []byte(text)
}

// [CHR-62] A reader MUST refuse a role of the kind `joint` whose `field` is no table in the form of the opening with a
// required column `party` of the kind party; and an act that `stays` among the moves of a state with another state to follow.
func TestJoint(t *testing.T) {
	text := jointText(t)
	c, err := charter.Parse(text)
	if err != nil || !bytes.Equal(c.Encode(), text) {
		t.Fatalf("%v, or it encodes to other bytes", err)
	}
	sameInYAML(t, text)
	holdVector(t, "language-joint.yaml", text)
	s := squeeze(printed(t, c, "en"))
	for _, want := range []string{"of those named in the table \"Sponsors\" of the opening each who takes part", "It changes no state, and no clock starts anew."} {
		if !strings.Contains(s, want) {
			t.Errorf("printed without %q", want)
		}
	}
	for _, e := range []struct{ name, find, put, want string }{
		{"a table that may be without parties", "            kind: \"party\"\n            required: true\n", "            kind: \"party\"\n", "a joint or listed role names a table"},
		{"a joint role of a field", "        field: \"sponsors\"", "        field: \"host\"", "a joint or listed role names a table"},
		{"a joint role of nothing", "        field: \"sponsors\"", "        field: \"nobody\"", "a joint or listed role names a table"},
		{"an act that stays and leads elsewhere", "          - act: \"counter\"\n            role: \"invited\"\n            needs: \"any\"\n            to: \"open\"", "          - act: \"counter\"\n            role: \"invited\"\n            needs: \"any\"\n            to: \"declined\"", "stays where it is done"},
		{"one of several", "            role: \"host\"\n            needs: \"any\"", "            role: \"host\"\n            needs: \"one\"", "may have several holders"},
	} {
		_, err := charter.Parse(bytes.Replace(text, []byte(e.find), []byte(e.put), 1))
		if parley.CodeOf(err) != parley.CodeBadCharter || !strings.Contains(err.Error(), e.want) {
			t.Errorf("%s: %v", e.name, err)
		}
	}
}
