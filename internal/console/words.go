package console

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Languages are those of the console, in the order in which they are offered, each with its own name.
var Languages = []Language{{"en", "English"}, {"fr", "Français"}, {"ru", "Русский"}, {"uk", "Українська"}, {"de", "Deutsch"}}

// A Language is one that the console speaks.
type Language struct{ Tag, Name string }

// words are the texts of one language, by key.
type words struct {
	lang string
	tag  language.Tag
	text map[string]string
}

// loadWords reads every file of words/LANG, one for each part of the console: one key and one text a line, and no key
// twice. A text that depends on a number has a key for each plural form of the language: key.one, key.few, key.many,
// key.other.
func loadWords(lang string) (*words, error) {
	names, err := fs.Glob(files, "words/"+lang+"/*.yaml")
	if err != nil {
		return nil, err
	}
	w := &words{lang: lang, tag: language.MustParse(lang), text: map[string]string{}}
	for _, name := range names {
		if err := w.read(name); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return w, nil
}

func (w *words) read(name string) error {
	b, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	part := map[string]string{}
	if err := yaml.Unmarshal(b, &part); err != nil {
		return err
	}
	for key, text := range part {
		if _, twice := w.text[key]; twice {
			return fmt.Errorf("the key %s stands in another file as well", key)
		}
		w.text[key] = text
	}
	return nil
}

// unworded stands around a key that has no text, so that a test finds it on any page.
const unworded = "⟦"

// say returns the text of a key, with {0}, {1} and so on replaced.
func (w *words) say(key string, args ...any) string {
	text, ok := w.text[key]
	if !ok {
		return unworded + key + "⟧"
	}
	for i, a := range args {
		text = strings.ReplaceAll(text, "{"+strconv.Itoa(i)+"}", fmt.Sprint(a))
	}
	return text
}

// has reports whether a key has a text.
func (w *words) has(key string) bool { return w.text[key] != "" }

// count returns the text of a key for a number, which is {0}.
func (w *words) count(key string, n int, args ...any) string {
	form := formNames[plural.Cardinal.MatchPlural(w.tag, n, 0, 0, 0, 0)]
	return w.say(key+"."+form, append([]any{n}, args...)...)
}

var formNames = map[plural.Form]string{plural.Other: "other", plural.Zero: "zero", plural.One: "one", plural.Two: "two",
	plural.Few: "few", plural.Many: "many"}

// choice returns the text of prefix.value, or value itself where there is none: a state of a newer node is shown as it is.
func (w *words) choice(prefix, value string) string {
	if text, ok := w.text[prefix+"."+value]; ok {
		return text
	}
	return value
}

// chosen returns the first language of an Accept-Language header that the console speaks, else English.
func chosen(header string) string {
	var tags []language.Tag
	for _, l := range Languages {
		tags = append(tags, language.MustParse(l.Tag))
	}
	_, i := language.MatchStrings(language.NewMatcher(tags), header)
	return Languages[i].Tag
}

func spoken(lang string) bool {
	for _, l := range Languages {
		if l.Tag == lang {
			return true
		}
	}
	return false
}
