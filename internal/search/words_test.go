package search

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// "A word is a run of letters and digits. Case, accents and the way in which a letter is composed make no difference".
func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"":                      "",
		"...\"--\"":             "",
		"Line TEST, line test.": "line test",
		"F-16 at 221430Z":       "16 221430z at f",
		"Учёба, УЧЕБА, уче\u0308ба":        "учеба",
		"Йод йод и\u0306од иод":            "иод йод",
		"Її ї і\u0308":                     "ї її",
		"ґанок Ґанок ганок":                "ганок ґанок",
		"пам'ять пам’ять памʼять":          "память",
		"résumé RESUME re\u0301sume\u0301": "resume",
		"Straße STRASSE":                   "strasse",
		"ΟΔΟΣ οδός":                        "οδοσ",
		"за\u0301мок замок":                "замок",
		"Ѓорѓи г\u0301":                    "ѓ ѓорѓи",
		"ﬁre １２３ x²":                       "123 fire x2",
		"co\u00adoperate co\u200boperate":  "cooperate",
		"\u202eabc\u202c":                  "abc",
		"演習通知":                             "演 知 習 通",
		"İstanbul istanbul":                "istanbul",
		"a_b#c":                            "a b c",
		"\ue000o \U000f0000":               "o",
		"كتاب كِتاب":                       "كتاب",
		"one\x00two\xffthree":              "one three two",
	} {
		if got := strings.Join(Words(text), " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// "MaxWord is how many characters of a word count", and marks without end make no word.
func TestLongWords(t *testing.T) {
	long := strings.Repeat("ж", 1000)
	if got := Words(long); len(got) != 1 || utf8.RuneCountInString(got[0]) != MaxWord {
		t.Errorf("%d words", len(got))
	}
	if got := Words("e" + strings.Repeat("\u0301\u0308", 16<<10)); !slices.Equal(got, []string{"e"}) {
		t.Errorf("%d words of marks: %.80q", len(got), got)
	}
	if got := Words(strings.Repeat("\u0301", 32<<10)); len(got) != 0 {
		t.Errorf("%d words", len(got))
	}
}

// However a text is composed and whatever its case, its words are the same; a word is its own only word.
func TestWordsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		want := Words(text)
		for _, form := range []norm.Form{norm.NFC, norm.NFD, norm.NFKC, norm.NFKD} {
			if got := Words(form.String(text)); !slices.Equal(got, want) {
				t.Fatalf("%q, not %q", got, want)
			}
		}
		for _, w := range want {
			if got := Words(w); utf8.RuneCountInString(w) < MaxWord && !slices.Equal(got, []string{w}) {
				t.Fatalf("the word %q has the words %q", w, got)
			}
			if strings.ContainsAny(w, " \"*+^:(){}-") || !utf8.ValidString(w) {
				t.Fatalf("%q", w)
			}
		}
	})
}

// The same for each character there is: alone, after a letter, in capitals and in small letters.
func TestWordsOfEachCharacter(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		for _, text := range []string{string(r), "a" + string(r) + "b"} {
			for _, w := range Words(text) {
				if got := Words(w); !slices.Equal(got, []string{w}) {
					t.Errorf("%U: the word %q has the words %q", r, w, got)
				}
			}
			if want, got := Words(text), Words(norm.NFD.String(text)); !slices.Equal(got, want) {
				t.Errorf("%U taken apart: %q, not %q", r, got, want)
			}
		}
	}
}

func FuzzWords(f *testing.F) {
	f.Add("Учёба re\u0301sume\u0301 演習 \"x\"")
	f.Fuzz(func(t *testing.T, text string) {
		for _, w := range Words(text) {
			if w == "" || utf8.RuneCountInString(w) > MaxWord {
				t.Fatalf("%q", w)
			}
		}
	})
}

func BenchmarkWords(b *testing.B) {
	text := strings.Repeat("Учёба флота in the northern area, 22 NOV; ", 10)
	for b.Loop() {
		Words(text)
	}
}
