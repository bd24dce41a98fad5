package charter_test

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"parley"
	"parley/charter"
)

// editionReleased is edition 1 of the vectors with a form of service and what is asked of the release of messages.
func editionReleased(t testing.TB) *charter.Charter {
	t.Helper()
	c := editionOne(t)
	c.Forms = append(c.Forms,
		charter.Form{Name: "order", Title: map[string]string{"en": "Order", "fr": "Ordre"}},
		charter.Form{Name: "watch-report", Title: map[string]string{"en": "Report of the watch", "fr": "Rapport de quart"}, Service: true})
	id := parley.Sum([]byte("a dictionary that nobody holds"))
	c.Dictionary = &id
	c.Release = []charter.Release{
		{Release: 1, Emergency: 1},
		{From: parley.Immediate, Review: 1, Release: 1, Emergency: 2},
		{Forms: []string{"text", "order"}, From: parley.Flash, Draft: 1, Review: 2, Release: 3, Emergency: 4},
		{Forms: []string{"order"}, Release: 8},
	}
	return c
}

// The text of a charter says what is asked of the release of messages, and an amendment of it does.
func TestParseRelease(t *testing.T) {
	c := editionReleased(t)
	text := c.Encode()
	got, err := charter.Parse(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	lines := bytes.Split(text, []byte("\n"))
	for i := range got.Release {
		if at := lines[got.Release[i].Line-1]; !bytes.HasPrefix(at, []byte("  - ")) {
			t.Errorf("row %d stands in the line %q", i, at)
		}
	}
	forgetLines(got)
	if !reflect.DeepEqual(got, c) || !bytes.Equal(got.Encode(), text) {
		t.Errorf("comes back as another charter:\n%+v\n%+v", got, c)
	}
	sameInYAML(t, text)
	holdVector(t, "release.yaml", text)
	if !got.IsService("ack") || !got.IsService("watch-report") || got.IsService("text") || got.IsService("telex") {
		t.Error("forms of service")
	}
	next, err := charter.Amend(c, charter.EditionID(text), c.InForce, nil)
	if err != nil {
		t.Fatal(err)
	}
	if forgetLines(next); !reflect.DeepEqual(next.Release, c.Release) || !next.Form("watch-report").Service {
		t.Errorf("the draft of an amendment asks %+v", next.Release)
	}
}

// forgetLines takes out where rows stand in a text.
func forgetLines(c *charter.Charter) {
	for i := range c.Release {
		c.Release[i].Line = 0
	}
}

const (
	flagged = "automatic: false\n    service: true"
	row3    = "  - forms:\n      - \"text\"\n      - \"order\"\n    from: \"flash\"\n"
	row4    = "  - forms:\n      - \"order\"\n    release: 8\n"
)

// badRelease are edits of release.yaml that are refused [CHR-60] [CHR-61]. They are also vectors.
var badRelease = []badEdit{
	{"service false", flagged, "automatic: false\n    service: false", 0, "line 73: `service` stands only where it is true; leave the key out"},
	{"service in quotes", flagged, "automatic: false\n    service: \"true\"", 0, "line 73: `service` is true or false, without quotes"},
	{"service before automatic", flagged, "service: true\n    automatic: false", 0, "line 72: here stands the key `automatic`, not `service`; keys stand in a fixed order and none may be missing"},
	{"service twice", flagged, flagged + "\n    service: true", 0, "line 74: the key `service` stands twice"},
	{"an acknowledgement called of service", "fr: \"Accusé de réception\"\n    automatic: false", "fr: \"Accusé de réception\"\n    automatic: false\n    service: true", 0, "line 58: an acknowledgement is of service in every charter; leave the key out"},

	{"a release without rows", "release:\n  - release: 1\n    emergency: 1\n  - from: \"immediate\"\n    review: 1\n    release: 1\n    emergency: 2\n" + row3 + "    draft: 1\n    review: 2\n    release: 3\n    emergency: 4\n" + row4, "release:\n", 0, "line 75: `release` is a list; its items begin with `  - `"},
	{"a release that is a map", "release:\n  - release: 1\n    emergency: 1", "release:\n  release: 1\n  emergency: 1", 0, "line 75: `release` is a list; its items begin with `  - `"},
	{"a release before the forms", "forms:\n", "release:\n  - release: 1\nforms:\n", 0, "line 47: here stands the key `forms`, not `release`; keys stand in a fixed order and none may be missing"},
	{"a release behind the language", row4, row4 + "language: 1\nrelease:\n  - release: 2\n", 0, "line 93: the key `release` stands twice"},
	{"nobody releases", row4, "  - forms:\n      - \"order\"\n    review: 1\n", 0, "line 92: the key `release` is missing before this line"},
	{"released by none", "    release: 8\n", "    release: 0\n", 0, "line 91: `release` is 0, not 1 to 8"},
	{"released by nine", "    release: 8\n", "    release: 9\n", 0, "line 91: `release` is 9, not 1 to 8"},
	{"drafted by none", "    draft: 1\n", "    draft: 0\n", 0, "line 85: `draft` is 0, not 1 to 8"},
	{"drafted by nine", "    draft: 1\n", "    draft: 9\n", 0, "line 85: `draft` is 9, not 1 to 8"},
	{"reviewed by none", "    review: 2\n", "    review: 0\n", 0, "line 86: `review` is 0, not 1 to 8"},
	{"reviewed by nine", "    review: 2\n", "    review: 9\n", 0, "line 86: `review` is 9, not 1 to 8"},
	{"no emergency path, written out", "    emergency: 4\n", "    emergency: 0\n", 0, "line 88: `emergency` is 0, not 1 to 8"},
	{"an emergency of nine", "    emergency: 4\n", "    emergency: 9\n", 0, "line 88: `emergency` is 9, not 1 to 8"},
	{"from routine on, written out", `from: "immediate"`, `from: "routine"`, 0, "line 77: `from` is \"routine\", which is none of priority, immediate, flash"},
	{"from a label of the charter on", `from: "immediate"`, `from: "URGENT"`, 0, "line 77: `from` is \"URGENT\", which is none of priority, immediate, flash"},
	{"from a number on", `from: "immediate"`, `from: 2`, 0, "line 77: write `from: \"2\"`: every string stands in double quotes"},
	{"no form, written out", "  - forms:\n      - \"order\"\n    release", "  - forms:\n    release", 0, "line 90: `forms` is a list; its items begin with `      - `"},
	{"a form that the charter lacks", row4, "  - forms:\n      - \"telex\"\n    release: 8\n", 0, "line 90: the charter has no form \"telex\"; its forms stand under `forms`"},
	{"the form ack", row4, "  - forms:\n      - \"ack\"\n    release: 8\n", 0, "line 90: the form \"ack\" is of service: whoever has the watch releases it, and no more is asked"},
	{"a form of service", row4, "  - forms:\n      - \"watch-report\"\n    release: 8\n", 0, "line 90: the form \"watch-report\" is of service: whoever has the watch releases it, and no more is asked"},
	{"a form twice", "      - \"text\"\n      - \"order\"\n", "      - \"order\"\n      - \"order\"\n", 0, "line 83: the form \"order\" stands twice"},
	{"a row twice", row4, row4 + row4, 0, "line 92: the same is asked twice of the release of messages"},
	{"keys in another order", "    review: 1\n    release: 1\n", "    release: 1\n    review: 1\n", 0, "line 79: the key `review` stands in the wrong place; keys stand in a fixed order"},
	{"an unknown key", "    review: 1\n", "    approve: 1\n", 0, "line 78: the key `approve` is unknown; here stands `release`"},
	{"a dictionary that is no hash", "dictionary: \"", "dictionary: \"x", 0, "line 105: `dictionary` is 64 lower-case hexadecimal digits"},
	{"a dictionary before the limits", "limits:\n", "dictionary: \"" + strings.Repeat("0", 64) + "\"\nlimits:\n", 0, "line 101: here stands the key `limits`, not `dictionary`; keys stand in a fixed order and none may be missing"},
	{"65 rows", row4, manyRows(65), 0, "line 333: `release` has more than 64 items"},
}

// manyRows are different rows, so that n stand in the charter.
func manyRows(n int) string {
	var b strings.Builder
	for i := range n - 3 {
		fmt.Fprintf(&b, "  - from: \"flash\"\n    draft: %d\n    review: %d\n    release: 5\n", i%8+1, i/8+1)
	}
	return b.String()
}

// [CHR-63] A party MUST NOT refuse an edition because it does not hold the dictionary that it names. An amendment keeps it,
// and the articles name it.
func TestDictionary(t *testing.T) {
	c := editionReleased(t)
	got, err := charter.Parse(c.Encode())
	if err != nil || got.Dictionary == nil || *got.Dictionary != *c.Dictionary {
		t.Fatalf("dictionary %v: %v", got.Dictionary, err)
	}
	next, err := charter.Amend(c, charter.EditionID(c.Encode()), c.InForce, nil)
	if err != nil || next.Dictionary == nil {
		t.Errorf("the draft of an amendment names no dictionary: %v", err)
	}
	if c.Dictionary = nil; bytes.Contains(c.Encode(), []byte("dictionary")) {
		t.Error("a charter without a dictionary names one")
	}
}

// [CHR-60] A reader MUST refuse a charter that calls the form `ack` one of service.
// [CHR-61] A reader MUST refuse a row of `release` in which a form stands twice, that names a form that the charter does
// not have, `ack` or a form of service, and a second row with the same values.
func TestBadRelease(t *testing.T) {
	base := editionReleased(t).Encode()
	for _, e := range badRelease {
		_, err := charter.Parse(e.on(t, base))
		refuses(t, e.name, err, parley.CodeBadCharter, e.want)
	}
	holdVector(t, "bad-release.txt", vectorOf("release.yaml", badRelease))
	if _, err := charter.Parse(bytes.Replace(base, []byte(row4), []byte(manyRows(64)), 1)); err != nil {
		t.Errorf("64 rows: %v", err)
	}
}

// What is asked of the release stands before the language of forms and procedures, whatever its edition.
func TestReleaseUnderAnotherLanguage(t *testing.T) {
	c := editionReleased(t)
	c.Language, c.Unread = 7, []string{`tone: "plain"`, "release: 1"}
	got, err := charter.Parse(c.Encode())
	if err == nil {
		t.Fatalf("a second key release is accepted: %+v", got)
	}
	c.Unread = c.Unread[:1]
	if got, err = charter.Parse(c.Encode()); err != nil || len(got.Release) != 4 {
		t.Errorf("%v", err)
	}
}

// [CHR-19] Software that asks people to sign a charter MUST be able to show them articles and annexes in each of the
// charter's languages that hold every value of the text.
func TestPrintRelease(t *testing.T) {
	c := editionReleased(t)
	for lang, label := range map[string]string{"en": c.Precedences["en"][3], "fr": "FLASH", "de": "BLITZ", "ru": "МОЛНИЯ", "uk": "БЛИСКАВКА"} {
		c.Title[lang], c.Precedences[lang] = "t", []string{"a", "b", "c", label}
		for i, f := range c.Forms {
			f.Title[lang] = fmt.Sprint(lang, i)
		}
		s := squeeze(printed(t, c, lang))
		wanted := []string{fmt.Sprintf(`%[1]s0 ("text"), %[1]s3 ("order")`, lang), label + " (flash)", fmt.Sprintf(`%s3 ("order")`, lang)}
		if lang == "en" {
			wanted = releasedInWords(lang, label)
		}
		for _, want := range wanted {
			if !strings.Contains(s, want) {
				t.Errorf("%s: %q is not in\n%s", lang, want, s)
			}
		}
	}
}

func releasedInWords(lang, label string) []string {
	return []string{
		"Messages in every form: released by 1. By the emergency path they are released by 1.",
		fmt.Sprintf(`Messages in the forms %[1]s0 ("text"), %[1]s3 ("order"), from the precedence %s (flash) on: drafted by 1 officer(s), reviewed by 2, released by 3. By the emergency path they are released by 4.`, lang, label),
		fmt.Sprintf(`Messages in the forms %s3 ("order"): released by 8. There is no emergency path.`, lang),
		`("watch-report"). An officer signs it. It is of service`,
	}
}
