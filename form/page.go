package form

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// A page is text for people, in one language.
type page struct {
	*words
	lang   string
	margin int    // columns before each line
	lead   string // stands in the margin of the next line
	b      strings.Builder
}

const (
	pageWidth = 78
	hanging   = 4 // columns by which what follows the first line of an entry stands further in
)

// String returns the page.
func (p *page) String() string { return p.b.String() }

func (p *page) blank() { p.b.WriteByte('\n') }

// paragraph writes s at the margin, wrapped.
func (p *page) paragraph(s string) { p.wrap("", 0, s) }

// entry writes "label: value", wrapped, with what follows the first line further in.
func (p *page) entry(label, value string) { p.wrap(label+":", hanging, value) }

// wrap writes first and then text, each line of which begins a new one; what follows the first line stands indent
// columns further in. Characters that a line may not hold are written as their code points.
func (p *page) wrap(first string, indent int, text string) {
	l := line{prefix: strings.Repeat(" ", p.margin-len(p.lead)) + p.lead}
	p.lead = ""
	l.word(visible(first), &p.b)
	l.prefix = strings.Repeat(" ", p.margin+indent)
	for i, part := range strings.Split(text, "\n") {
		if i > 0 {
			l.end(&p.b)
		}
		for word := range strings.FieldsFuncSeq(visible(part), func(r rune) bool { return r == ' ' }) {
			l.word(word, &p.b)
		}
	}
	l.end(&p.b)
}

// A line is one that is being filled.
type line struct {
	prefix string // of this line while it is empty, and of the next ones
	text   string
	used   int // columns of text
}

// word appends a word, on a new line where this one has no room. A word wider than a line is broken.
func (l *line) word(w string, b *strings.Builder) {
	if w == "" {
		return
	}
	n := columns(w)
	if l.text != "" && l.used+1+n > pageWidth {
		l.end(b)
	}
	if l.text == "" {
		l.text, l.used = l.prefix, columns(l.prefix)
	} else {
		l.text += " "
		l.used++
	}
	if l.used+n <= pageWidth {
		l.text += w
		l.used += n
		return
	}
	for _, r := range w {
		if c := columns(string(r)); l.used+c > pageWidth {
			l.end(b)
			l.text, l.used = l.prefix, columns(l.prefix)
		}
		l.text += string(r)
		l.used += columns(string(r))
	}
}

// end writes the line without spaces at its end.
func (l *line) end(b *strings.Builder) {
	b.WriteString(strings.TrimRight(l.text, " ") + "\n")
	l.text, l.used = "", 0
}

// columns returns how many columns s takes on a screen of fixed pitch: two for wide characters of East Asia, none for
// marks that stand over others.
func columns(s string) (n int) {
	for _, r := range s {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me):
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// visible returns s with characters that control a screen or turn the reading direction as <U+202E>, and bytes that are
// not UTF-8 as the replacement character.
func visible(s string) string {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(s, "\t", "    ") {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != 0x200C && r != 0x200D || r == 0x2028 || r == 0x2029 {
			fmt.Fprintf(&b, "<U+%04X>", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
