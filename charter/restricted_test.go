package charter_test

import (
	"bytes"
	"strings"
	"testing"

	"parley"
	"parley/charter"
)

const (
	caution  = "restricted:\n  en: \"A notice creates no protection.\"\n  fr: \"Une notification ne crée aucune protection.\"\n"
	decliner = "          fr: \"Décliner\"\n        form: \"text\"\n"
)

// restrictedText is language-joint.yaml as a restricted charter, with personal fields and an act that keeps the clock.
func restrictedText(t testing.TB) []byte {
	t.Helper()
	text := string(jointText(t))
	for _, e := range [][2]string{
		{"report_opened: false\n", "report_opened: false\n" + caution},
		{"      - \"duty\"\n      - \"air-desk\"\n", "      - \"duty\"\n      - \"air-desk\"\n    readers:\n      - \"air-desk\"\n"},
		{"      - \"duty\"\nhandling", "      - \"duty\"\n    readers:\n      - \"duty\"\nhandling"},
		{"        kind: \"place\"\n", "        kind: \"place\"\n        personal: true\n"},
		{decliner, decliner + "        keeps: true\n"},
		{"            needs: \"one\"\n            to: \"declined\"\n", "            needs: \"one\"\n            to: \"lapsed\"\n"},
		{"          minutes: 61\n", "          field: \"reply_by\"\n"},
		{"retention_days: 0", "retention_days: 90"},
	} {
		if !strings.Contains(text, e[0]) {
			t.Fatalf("nothing to replace: %s", e[0])
		}
		text = strings.Replace(text, e[0], e[1], 1)
	}
	return []byte(text)
}

// badRestricted are edits of restricted.yaml that are refused [CHR-70] to [CHR-74]. They are also vectors.
var badRestricted = []badEdit{
	{"a third party", "handling:\n", "  - id: \"west\"\n    name: \"Westland\"\n    root: \"" + hexOf(pub("west/root")) + "\"\n    recovery: \"" + strings.Repeat("7", 64) +
		"\"\n    posts:\n      - \"duty\"\n    readers:\n      - \"duty\"\nhandling:\n", 0,
		"line 45: the charter is restricted and has 3 parties: what is notified under it is between two; make one charter with each other party"},
	{"readers where nothing is restricted", caution, "", 0, "line 25: `readers` stands only in a restricted charter; this one is not, and each post reads"},
	{"a party without readers", "    readers:\n      - \"duty\"\n", "", 0, "line 36: the key `readers` is missing before this line"},
	{"a reader that is no post", "    readers:\n      - \"air-desk\"\n", "    readers:\n      - \"sea-desk\"\n", 0, "line 29: the reader \"sea-desk\" is no post of north"},
	{"a reader twice", "    readers:\n      - \"air-desk\"\n", "    readers:\n      - \"air-desk\"\n      - \"air-desk\"\n", 0, "line 30: the post \"air-desk\" stands twice"},
	{"no sentence in one language", "  fr: \"Une notification ne crée aucune protection.\"\n", "", 0, "line 14: the key `fr` is missing before this line"},
	{"a personal field that is required", "        kind: \"place\"\n", "        kind: \"place\"\n        required: true\n", 0, "line 269: the field \"where\" is personal; nobody may be required to fill it in"},
	{"what is personal kept for ever", "retention_days: 90", "retention_days: 0", 0, "line 456: the field \"where\" is personal, and `retention_days` is 0, so that it would be kept for ever; say after how many days messages are erased"},
	{"an act that stays and keeps", "        keeps: true\n", "        stays: true\n        keeps: true\n", 0, "line 319: the act \"decline\" keeps the clock for the state that it leads to, so it neither stays nor certifies"},
	{"an act that certifies and keeps", "        certifies: \"served\"\n", "        certifies: \"served\"\n        keeps: true\n", 0, "line 339: the act \"serve\" keeps the clock for the state that it leads to, so it neither stays nor certifies"},
	{"an act that keeps and leads back", "            to: \"lapsed\"\n", "            to: \"open\"\n", 0, "line 361: the act \"decline\" keeps the clock for another state; one that leads back to its state and leaves the clock alone is marked `stays: true`"},
	{"an act that keeps a clock of minutes", "            to: \"lapsed\"\n", "            to: \"late\"\n", 0, "line 361: the act \"decline\" keeps the clock, and the clock of the state \"late\" counts minutes from an act that leads there; let it count to a time, or let another act lead there"},
	{"a clock whose field the act before lacks", "        keeps: true\n", "", 0, "line 406: the clock needs a required field \"reply_by\" of the kind time, but the form \"text\" of the act \"decline\", which leads here, has none"},
}

// [CHR-70] A reader MUST refuse a restricted charter of more than two parties.
// [CHR-71] A reader MUST refuse a charter in which a party has `readers` and the charter is not restricted, or has none and it
// is; and one with a reader that is no post of its party, or stands twice.
// [CHR-72] A reader MUST refuse a field that is both `personal` and `required`, and a charter with a personal field, or column,
// whose `retention_days` is 0.
// [CHR-74] A reader MUST refuse an act that `keeps` and also `stays` or `certifies`, and a move of one that leads back to its
// state, or to a state whose clock has `minutes` or `constant`.
func TestRestricted(t *testing.T) {
	text := restrictedText(t)
	c, err := charter.Parse(text)
	if err != nil || !bytes.Equal(c.Encode(), text) {
		t.Fatalf("%v, or it encodes to other bytes", err)
	}
	sameInYAML(t, text)
	holdVector(t, "restricted.yaml", text)
	s := squeeze(printed(t, c, "en") + printed(t, c, "fr"))
	for _, want := range []string{"This charter is restricted.", "Une notification ne crée aucune protection.", "Readers: air-desk", "may be left out, personal", "It leads on and starts no clock"} {
		if !strings.Contains(s, want) {
			t.Errorf("printed without %q", want)
		}
	}
	for _, e := range badRestricted {
		_, err := charter.Parse(e.on(t, text))
		refuses(t, e.name, err, parley.CodeBadCharter, e.want)
	}
	holdVector(t, "bad-restricted.txt", vectorOf("restricted.yaml", badRestricted))
	for post, reads := range map[parley.PostID]bool{"air-desk": true, "duty": false, "": false, "sea-desk": false} {
		if c.Reads("north", post) != reads || c.Reads("west", post) || !editionOne(t).Reads("north", post) {
			t.Errorf("the post %q reads: %v", post, c.Reads("north", post))
		}
	}
}

// A restricted charter that is drafted names the first post of each party as its reader; a third party cannot join it.
func TestDraftRestricted(t *testing.T) {
	base := editionOne(t)
	base.Restricted = map[string]string{"en": "It creates no protection.", "fr": "Elle ne crée aucune protection."}
	for i := range base.Parties {
		base.Parties[i].Readers = base.Parties[i].Posts
	}
	text := base.Encode()
	c, err := charter.DraftFrom(text, true, testTime, filesOf(t, "south", "east"))
	if err != nil || !c.Reads("east", "duty") || !c.Reads("south", "duty") {
		t.Fatalf("%+v, %v", c, err)
	}
	for name, err := range map[string]error{
		"three":          second(charter.DraftFrom(text, true, testTime, filesOf(t, "north", "south", "east"))),
		"one that joins": second(charter.Amend(c, charter.EditionID(c.Encode()), c.InForce, filesOf(t, "north"))),
	} {
		if !strings.Contains(parley.SentenceOf(err), "is restricted and has 3 parties: what is notified under it is between two") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// [CHR-75] A party MUST refuse an edition that is restricted where the edition that it amends is not, or the other way.
func TestRestrictedForGood(t *testing.T) {
	old := editionOne(t)
	next := editionTwo(t)
	next.Parties = old.Parties
	open := charter.EditionID(old.Encode())
	if err := charter.CheckAmendment(old, open, next); err != nil {
		t.Fatal(err)
	}
	next.Restricted = map[string]string{"en": "x", "fr": "y"}
	const want = "a restricted charter stays one, and another never becomes one: what was said under it was said to its readers"
	refuses(t, "restricted later", charter.CheckAmendment(old, open, next), parley.CodeBadCharter, want)
	old.Restricted, next.Restricted = next.Restricted, nil
	refuses(t, "open later", charter.CheckAmendment(old, open, next), parley.CodeBadCharter, want)
}

func second[T any](_ T, err error) error { return err }
