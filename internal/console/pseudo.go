package console

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/language"
)

// PseudoLanguage is a language that nobody speaks, for stories alone: it is written from right to left, and each of its
// texts is two fifths longer than the English one. What a page does with a language like that is seen before there is one.
const PseudoLanguage = "xx"

// direction is in which direction a language is written.
func (w *words) direction() string {
	if w.lang == PseudoLanguage {
		return "rtl"
	}
	return "ltr"
}

// addPseudo makes the pages of PseudoLanguage.
func (t *templates) addPseudo() error {
	w := &words{lang: PseudoLanguage, tag: language.English, text: map[string]string{}}
	for key, text := range t.words["en"].text {
		w.text[key] = pseudo(text)
	}
	return t.add(w)
}

// held is what stays in a text as it is.
var held = regexp.MustCompile(`\{\d\}`)

// pseudo writes a text in Hebrew letters that mean nothing, and two fifths longer.
func pseudo(text string) string {
	var out strings.Builder
	at := 0
	for _, span := range append(held.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		out.WriteString(strings.Map(otherLetter, text[at:span[0]]) + text[span[0]:span[1]])
		at = span[1]
	}
	longer := []rune(strings.Map(otherLetter, held.ReplaceAllString(text, "")))
	if len(longer) == 0 {
		return out.String()
	}
	return out.String() + strings.TrimRight(" "+string(longer[:(2*len(longer)+4)/5]), " ")
}

func otherLetter(r rune) rune {
	if unicode.IsLetter(r) {
		return 'א' + unicode.ToLower(r)%27
	}
	return r
}
