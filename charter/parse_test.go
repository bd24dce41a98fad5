package charter_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"parley"
	"parley/charter"
)

// [CHR-12] A reader MUST refuse a text that differs in any byte from the one that is written, by the rules above,
// from the values that were read, with the languages of each map by language in ascending order of their bytes.
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

// [CHR-1] A reader MUST refuse a charter text of more than 1,048,576 bytes, and a party file of more than 32,768
// bytes, before it reads it.
// [CHR-2] A reader MUST refuse a text that is not well-formed UTF-8, that begins with a byte order mark, that holds
// a carriage return, a tab or an empty line, or whose last byte is not LF.
// [CHR-3] A reader MUST refuse a line of any other form than the above: comments, document markers, directives,
// anchors, aliases, tags, merge keys, values in brackets or braces, strings over several lines, in single quotes or
// without quotes, other escapes, `null`, spaces at the end of a line or more than one before a value.
// [CHR-4] A reader MUST refuse a string that holds a control character (U+0000 to U+001F, U+007F to U+009F), a line
// or paragraph separator (U+2028, U+2029), U+FEFF, U+FFFE, U+FFFF, or a character that turns the reading direction
// (U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069); and, where the tables below give a length, one that
// is empty, longer in bytes of UTF-8 than the table says, or begins or ends with white space.
// [CHR-5] A reader MUST refuse a number that is outside the range of its key.
// [CHR-6] A reader MUST refuse a text unless its keys are those of the tables below, in that order, each once: no
// key is unknown, stands twice, stands elsewhere, or is missing, except where the table says that it may be.
// [CHR-7] A reader MUST refuse a charter in which a map by language does not have exactly the languages of `title`,
// in which a language is not a lower-case BCP 47 tag that is a name by CHR-8 (subtags of 1 to 8 letters and digits
// joined by `-`, the first of at least 2 letters only), or in which an authentic language stands twice or is none of
// the charter's languages.
// [CHR-8] A name (the id of a party or a post, the name of a form, a language) MUST be 1 to 32 of the characters a
// to z, 0 to 9 and `-`, MUST NOT begin or end with `-`, MUST NOT be one of `no`, `yes`, `on`, `off`, `true`,
// `false`, `null`, `y`, `n`, and MUST NOT begin with a digit and hold nothing but 0 to 9, a to f, `x`, `o` and `-`.
// [CHR-9] A reader MUST refuse a charter with fewer than 2 or more than 57 parties, or in which a party id, a post
// of one party, a handling marking, a form name or a label of one language stands twice, or whose `in_force` is no
// time or before 2020.
// [CHR-10] A reader MUST refuse a charter with a root key whose y coordinate, the 255 low bits read little-endian,
// is not less than 2^255 - 19 or is one of the five of points whose order divides 8, listed below; and one in which
// a root key or recovery key stands twice, as a root key, as a recovery key, or as both (SHA-256 of the one is the
// other's hash).
// [CHR-11] A reader MUST refuse a charter without the forms `text` and `ack`.
// [CHR-12] A reader MUST refuse a text that differs in any byte from the one that is written, by the rules above,
// from the values that were read, with the languages of each map by language in ascending order of their bytes.
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
	holdVector(t, "bad-charters.txt", vectorOf("edition-1.yaml", badEdits))
}

// [CHR-1] A reader MUST refuse a charter text of more than 1,048,576 bytes, and a party file of more than 32,768
// bytes, before it reads it.
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
	// What may be left out is one of two posts; what may change places are those posts, the labels of one
	// language, and nothing else.
	if n := changedLines(t, editionTwo(t).Encode()); n != 2+1+6 {
		t.Errorf("%d changed texts are accepted", n)
	}
	// Besides, flags and what else may be missing may be left out, and single-line items of lists may change places.
	if n := changedLines(t, withAgreed(t, agreedText(t))); n != 31 {
		t.Errorf("%d changed texts with schemas and procedures are accepted", n)
	}
	// Besides, the dictionary, numbers of officers and precedences that may be missing, one of two forms, and those two changed about.
	if n := changedLines(t, editionReleased(t).Encode()); n != 22 {
		t.Errorf("%d changed texts with what is asked of the release are accepted", n)
	}
}

// changedLines returns how many texts are accepted of those with one line left out, doubled or moved down.
func changedLines(t *testing.T, text []byte) (accepted int) {
	lines := strings.SplitAfter(strings.TrimSuffix(string(text), "\n"), "\n")
	lines[len(lines)-1] += "\n"
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
	return accepted
}
