package charter_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"parley"
	"parley/charter"
)

// [CHR-12] A reader MUST refuse a text that differs from the encoding of what was read from it.
func TestParseEditions(t *testing.T) {
	for name, c := range map[string]*charter.Charter{"edition-1.yaml": editionOne(t), "edition-2.yaml": editionTwo(t)} {
		text := c.Encode()
		got, err := charter.Parse(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if !reflect.DeepEqual(got, c) {
			t.Errorf("edition %d comes back as another charter:\n%+v\n%+v", c.Edition, got, c)
		}
		if !bytes.Equal(got.Encode(), text) {
			t.Errorf("edition %d encodes again to other bytes", c.Edition)
		}
		holdVector(t, name, text)
	}
}

// [CHR-1] A reader MUST refuse a text of more than 1,048,576 bytes before it reads it.
// [CHR-2] A reader MUST refuse a text that is not UTF-8, ...
// [CHR-3] A reader MUST refuse a line of any other form.
// [CHR-4] A reader MUST refuse a string that is empty, ...
// [CHR-5] A reader MUST refuse a number that ...
// [CHR-6] A reader MUST refuse a key that is unknown, stands twice, stands in another place or is missing.
// [CHR-7] A reader MUST refuse ...
func TestBadTexts(t *testing.T) {
	base := editionOne(t).Encode()
	for _, e := range badEdits {
		code := parley.CodeBadCharter
		if e.name == "longer than 1 MiB" {
			code = parley.CodeTooLarge
		}
		_, err := charter.Parse(e.on(t, base))
		refuses(t, e.name, err, code, e.want)
	}
	holdVector(t, "bad-charters.txt", vectorOf(badEdits))
}

// [CHR-1] A reader MUST refuse a text of more than 1,048,576 bytes before it reads it.
func TestLongestText(t *testing.T) {
	c := editionOne(t)
	for c.Clauses = nil; len(c.Encode()) < charter.MaxText-(33<<10); {
		c.Clauses = append(c.Clauses, map[string]string{"en": strings.Repeat("e", 16<<10), "fr": strings.Repeat("f", 16<<10)})
	}
	room := charter.MaxText - len(c.Encode()) - len("  - en: \"\"\n    fr: \"\"\n")
	c.Clauses = append(c.Clauses, map[string]string{"en": strings.Repeat("e", room/2), "fr": strings.Repeat("f", room-room/2)})
	text := c.Encode()
	if len(text) != charter.MaxText {
		t.Fatalf("the text has %d bytes", len(text))
	}
	if _, err := charter.Parse(text); err != nil {
		t.Errorf("a text of exactly 1 MiB: %v", err)
	}
	_, err := charter.Parse(append(text, '\n'))
	refuses(t, "one byte more", err, parley.CodeTooLarge, "the charter has 1048577 bytes, more than 1048576")
}

// Each line of a charter that is left out, doubled or moved down is noticed at that line or the one where the text no
// longer fits, and a text that is accepted is its own encoding.
func TestEveryLineCounts(t *testing.T) {
	lines := strings.SplitAfter(strings.TrimSuffix(string(editionTwo(t).Encode()), "\n"), "\n")
	lines[len(lines)-1] += "\n"
	accepted := 0
	try := func(changed []string) {
		text := []byte(strings.Join(changed, ""))
		c, err := charter.Parse(text)
		switch {
		case err != nil && !strings.HasPrefix(parley.SentenceOf(err), "line "):
			t.Errorf("no line in %q", parley.SentenceOf(err))
		case err == nil && !bytes.Equal(c.Encode(), text):
			t.Errorf("accepted, but not canonical:\n%s", text)
		case err == nil:
			accepted++
		}
	}
	for i := range lines {
		try(append(append([]string{}, lines[:i]...), lines[i+1:]...))
		try(append(append([]string{}, lines[:i+1]...), lines[i:]...))
		if i+1 < len(lines) {
			moved := append([]string{}, lines...)
			moved[i], moved[i+1] = moved[i+1], moved[i]
			try(moved)
		}
	}
	// What may be left out is one of two posts; what may change places are those posts, the labels of one
	// language, and nothing else.
	if accepted != 2+1+6 {
		t.Errorf("%d changed texts are accepted", accepted)
	}
}
