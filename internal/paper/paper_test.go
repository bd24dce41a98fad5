package paper

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"parley"
)

// sample is a message of an exercise in several alphabets.
func sample() Document {
	return Document{Size: A4, Kind: "Message", Title: "Учёба флота", Precedence: "flash", DTG: "221430Z NOV 26", Handling: "RESTRICTED",
		ID: strings.Repeat("4f0c66a1", 8), Exercise: "EXERCISE", Printed: "printed by the node of north",
		Parts: []Part{
			{Fields: []Field{{"from", "north/duty"}, {"to", "south/duty, south/air"}, {"note", strings.Repeat("a long note that needs several lines ", 6)}}},
			{Heading: "Text", Text: alphabets},
			{Heading: "Receipts", Fields: []Field{{"recorded", "by south at 2026-11-22T14:30:00.000Z, by its clock"}}},
		}}
}

const alphabets = "Ґанок, єдність, їжак, іній: ґ є і ї Ґ Є І Ї\nЁлка, йод; и\u0306 е\u0308 composed and decomposed: й и\u0306, ё е\u0308, ї і\u0308\n" +
	"Ελληνικά: ά έ ή ί ό ύ ώ α\u0301 ς\nFrançais: œ ç é e\u0301 « »; Deutsch: ß ä ö ü Ä\n№ 7 — 12° 30′ N, 5 × 3 ≤ 16 → 15; “quoted” ‘so’ …"

// "the same document gives the same bytes".
func TestSameBytes(t *testing.T) {
	first, err := PDF(sample())
	if err != nil || !bytes.HasPrefix(first, []byte("%PDF-")) {
		t.Fatal(err)
	}
	for range 3 {
		if again, err := PDF(sample()); err != nil || !bytes.Equal(first, again) {
			t.Fatalf("%d bytes, then %d, %v", len(first), len(again), err)
		}
	}
	if regexp.MustCompile(`/CreationDate \(D:20(0[1-9]|[1-9])`).Match(first) {
		t.Error("the file says when it was made")
	}
}

// Every character that is drawn has a glyph in both fonts, composed or decomposed; what has none stands in words.
func TestNoBox(t *testing.T) {
	for _, form := range []norm.Form{norm.NFC, norm.NFD} {
		got := Visible(form.String(alphabets))
		if strings.Contains(got, "U+") || got != norm.NFC.String(alphabets) {
			t.Errorf("drawn as %q", got)
		}
		noBox(t, got)
	}
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.String().Draw(r, "text")
		got := Visible(text)
		noBox(t, got)
		if again := Visible(got); again != got {
			r.Fatalf("%q, then %q", got, again)
		}
	})
}

func noBox(t *testing.T, drawnText string) {
	t.Helper()
	for _, r := range drawnText {
		if r != '\n' && !fonts().has(r) {
			t.Fatalf("%q has no glyph in %q", r, drawnText)
		}
		if unicode.Is(unicode.C, r) && r != '\n' {
			t.Fatalf("%q acts on what stands beside it", r)
		}
	}
}

// "every character that acts, or that the fonts cannot draw, in words between brackets".
func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"a\u202eb\u2066c":                   "a[U+202E]b[U+2066]c",
		"a\u200b\u00adb":                    "a[U+200B U+00AD]b",
		"a\rb\x00\x1b[2J":                   "a[U+000D]b[U+0000 U+001B][2J",
		"a\tb":                              "a    b",
		"a\u2028b":                          "a[U+2028]b",
		"演習":                                "[U+6F14 U+7FD2]",
		"😀":                                 "[U+1F600]",
		"\xff":                              "\ufffd",
		"12345678" + strings.Repeat("字", 7): "12345678[U+5B57 U+5B57 U+5B57 U+5B57 U+5B57 U+5B57][U+5B57]",
		"\u0301a\n\u0308":                   "[U+0301]a\n[U+0308]",
		"字\u0301 ":                          "[U+5B57 U+0301] ",
		"e\u0301\u0323":                     "ẹ\u0301",
	} {
		if got := Visible(text); got != want && text != "\xff" {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Marks without end neither hang nor hide what follows: three are drawn, the others counted.
func TestMarksWithoutEnd(t *testing.T) {
	hostile := "a" + strings.Repeat("\u0301\u0336\u0489", 11<<10) + "b"
	got := Visible(hostile)
	if !regexp.MustCompile(`^.{1,5}.*\[[0-9]+ more marks\]b$`).MatchString(got) || len(got) > 200 {
		t.Errorf("%d bytes: %.100q", len(got), got)
	}
	d := sample()
	d.Title, d.Parts[1].Text, d.ID = hostile, strings.Repeat("\u202e\u0301", 32<<10), hostile
	b, err := PDF(d)
	if err != nil || len(b) > 4<<20 {
		t.Errorf("%d bytes, %v", len(b), err)
	}
}

// "page n of m" counts all pages, and what imitates it in a text changes nothing.
func TestPages(t *testing.T) {
	d := sample()
	d.Parts[1].Text = strings.Repeat("{nb} page 1 of 1\nEXERCISE EXERCISE\n", 200)
	for _, size := range []Size{A4, Letter} {
		d.Size = size
		b, err := PDF(d)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(b, []byte("/Type /Page\n")); n < 7 || n > 12 {
			t.Errorf("%s: %d pages", size, n)
		}
	}
}

// PDF: "parley.CodeUsage for an unknown size, parley.CodeTooLarge beyond the limits".
func TestRefused(t *testing.T) {
	long := sample()
	long.Parts[1].Text = strings.Repeat("x", MaxText+1)
	deep := sample()
	deep.Parts[1].Text = strings.Repeat("\n", 50*MaxPages+60*MaxPages)
	for want, d := range map[parley.Code]Document{parley.CodeUsage: {Size: "A0"}, parley.CodeTooLarge: long} {
		if _, err := PDF(d); parley.CodeOf(err) != want {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, err := PDF(deep); parley.CodeOf(err) != parley.CodeTooLarge {
		t.Errorf("too many pages: %v", err)
	}
}

func FuzzVisible(f *testing.F) {
	f.Add(alphabets)
	f.Fuzz(func(t *testing.T, text string) { noBox(t, Visible(text)) })
}
