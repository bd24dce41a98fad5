package form

import (
	"strings"
	"unicode/utf8"

	"parley"
)

// IsNumbered reports whether a text begins as numbered text does, and not as JSON.
func IsNumbered(text []byte) bool { return strings.HasPrefix(string(Straighten(text)), numberedForm) }

// Straighten takes from numbered text what mail programs, editors and people leave in it who fill in a blank one, without
// guessing: a byte order mark, CR before LF, empty lines before the first and after the last line, and of a blank its
// hints and the items that hold nothing. FromNumbered takes none of these.
func Straighten(text []byte) []byte {
	if len(text) > MaxNumbered {
		return text
	}
	s := strings.ReplaceAll(strings.TrimPrefix(string(text), "\ufeff"), "\r\n", "\n")
	lines := strings.Split(strings.Trim(s, "\n"), "\n")
	var out []string
	for i, l := range lines {
		more := i+1 < len(lines) && strings.HasPrefix(lines[i+1], numberedMore)
		if _, rest, ok := itemNumber(l); ok && strings.HasSuffix(rest, ":") && !more || strings.HasPrefix(l, numberedHint) {
			continue
		}
		out = append(out, l)
	}
	return []byte(strings.Join(out, "\n") + "\n")
}

// Read reads the body of a message from a file: JSON, or numbered text as people hand it on. A text marked as an exercise
// is none of a charter that is no exercise.
func (f *Form) Read(text []byte) (Body, error) {
	if !IsNumbered(text) {
		return f.FromJSON(text)
	}
	b, exercise, err := f.FromNumbered(Straighten(text))
	if err == nil && exercise && !f.charter.Exercise {
		err = bad("the text is marked EXERCISE and the charter is no exercise; take the two lines out if the notice is to be a real one")
	}
	if err != nil {
		return Body{Fields: Fields{}}, err
	}
	return b, nil
}

// FromNumbered reads what Numbered writes and nothing else, and reports whether it is marked as an exercise. It gives the
// whole body or none; the sentence of an error names the item and its field [FORM-45] [FORM-46].
func (f *Form) FromNumbered(text []byte) (b Body, exercise bool, err error) {
	if err := f.fit(); err != nil {
		return Body{}, false, err
	}
	switch {
	case len(text) > MaxNumbered:
		return Body{}, false, tooLarge("the numbered text has %d bytes, more than %d", len(text), MaxNumbered)
	case !utf8.Valid(text):
		return Body{}, false, bad("the numbered text is not UTF-8")
	}
	r := numberedReader{lines: strings.Split(string(text), "\n"), body: Body{Fields: Fields{}}}
	if r.numbering, err = f.numberingOf(r.lines[0]); err == nil {
		err = r.read()
	}
	if err != nil {
		return Body{}, false, err
	}
	for fault := range f.faults("", f.schema.Fields, r.body.Fields) {
		return Body{}, false, inItem(r.numberOf(fault.Path), fault.Err)
	}
	return r.body, r.exercise, f.Check(r.body)
}

// inItem puts the number of an item before the sentence of err.
func inItem(number string, err error) error {
	return parley.Errorf(parley.CodeOf(err), "item %s: %s", number, parley.SentenceOf(err))
}

// numberingOf reads the first line, which says the form and the language.
func (f *Form) numberingOf(first string) (numbering, error) {
	words := strings.Split(first, " ")
	lang := words[len(words)-1]
	n := numbering{f, f.page(lang)}
	if first == n.head() {
		return n, f.speaks(lang)
	}
	if !strings.HasPrefix(first, numberedForm) {
		return n, bad("the numbered text does not begin with a line like %q", f.aHead())
	}
	if name := words[max(0, len(words)-2)]; name != f.name {
		return n, bad("the numbered text is of the form %.70q, not %q", name, f.name)
	}
	return n, bad("the first line is %.120q; it is to be like %q", first, f.aHead())
}

// aHead is a first line that would be right.
func (f *Form) aHead() string { return numbering{f, f.page(f.charter.Languages()[0])}.head() }
