// Package search says by which words a text is found. It is one pure function, Words, so that every driver of the store
// finds the same: a driver keeps and compares words, and knows nothing of letters.
//
// A word is a run of letters and digits. Case, accents and the way in which a letter is composed make no difference, and
// neither does ё for е; but й, ї, ў, ѓ and ќ are letters of their own. A Chinese or Japanese character is a word of its
// own: these texts have no spaces. Apostrophes, soft hyphens and characters without a width stand in no word and end none.
package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// MaxWord is how many characters of a word count.
const MaxWord = 64

// Words returns the words of a text, each once, in the order of their bytes. It takes time in proportion to the text.
func Words(text string) []string {
	var w words
	// Folded twice: folding may give characters that come apart, and coming apart ones that fold.
	for _, r := range norm.NFKD.String(cases.Fold().String(norm.NFKD.String(text))) {
		if unicode.Is(unicode.Cherokee, r) { // the library folds its large letters to small ones and the small to large
			r = unicode.ToUpper(r)
		}
		w.rune(r)
	}
	w.end()
	slices.Sort(w.all)
	return slices.Compact(w.all)
}

// words are those read so far.
type words struct {
	all  []string
	word []rune
	base rune // the last letter, which marks are put on; 0: none
}

func (w *words) rune(r rune) {
	switch {
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
		w.end()
		w.all = append(w.all, string(r))
	case unicode.IsLetter(r) && !apostrophe(r) || unicode.IsNumber(r):
		w.base = r
		w.letter(r)
	case unicode.IsMark(r):
		if w.base != 0 && counts(w.base, r) {
			w.letter(r)
		}
	case apostrophe(r) || unicode.Is(unicode.Cf, r):
	default:
		w.end()
	}
}

func (w *words) letter(r rune) {
	if len(w.word) < 2*MaxWord { // the letter may yet be composed with its mark
		w.word = append(w.word, r)
	}
}

func (w *words) end() {
	if w.base = 0; len(w.word) == 0 {
		return
	}
	s := norm.NFC.String(string(w.word))
	w.word = w.word[:0]
	w.all = append(w.all, first(s, MaxWord))
}

// first returns the first n characters of s.
func first(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

func apostrophe(r rune) bool { return strings.ContainsRune("'`´‘’ʹʻʼʽ＇", r) }

// The marks that make another letter of a Cyrillic one.
const (
	acute     = '\u0301'
	breve     = '\u0306'
	diaeresis = '\u0308'
)

// counts reports whether a mark on a letter makes another word. On letters of other scripts than these three it does.
func counts(base, mark rune) bool {
	switch {
	case unicode.In(base, unicode.Latin, unicode.Greek) || unicode.IsNumber(base):
		return false
	case unicode.Is(unicode.Cyrillic, base):
		return mark == breve && strings.ContainsRune("иу", base) || mark == diaeresis && base == 'і' || mark == acute && strings.ContainsRune("гк", base)
	}
	return utf8.RuneLen(mark) > 0 && !unicode.In(mark, unicode.Me, unicode.Inherited)
}
