package charter

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Columns of the printed form.
const (
	printWidth = 78
	itemIndent = 5
)

// begin writes the heading of the next article.
func (p *printer) begin(heading string) {
	p.number++
	p.line(p.article, p.number, heading)
}

// line writes a paragraph at the left margin.
func (p *printer) line(format string, args ...any) {
	p.wrap("", 0, fmt.Sprintf(format, args...))
	p.gap()
}

// row writes indented lines, with label before the first; a gap follows the last row of a list.
func (p *printer) row(label, format string, args ...any) {
	p.wrap(label, itemIndent, fmt.Sprintf(format, args...))
}

// gap writes an empty line.
func (p *printer) gap() { p.b.WriteString("\n") }

// count writes the sentence for n, or the one for none.
func (p *printer) count(n int, some, none string) {
	if n == 0 {
		p.line("%s", none)
		return
	}
	p.line(some, n)
}

// within says how many minutes an acknowledgement may take.
func (p *printer) within(minutes int) string {
	if minutes == 0 {
		return p.noTime
	}
	return fmt.Sprintf(p.minutes, minutes)
}

// wrap writes lines of at most printWidth characters. A single word that is longer stays whole.
func (p *printer) wrap(label string, indent int, text string) {
	margin := strings.Repeat(" ", indent)
	l := label + strings.Repeat(" ", max(0, indent-len(label)))
	empty := true
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' }) {
		if !empty && utf8.RuneCountInString(l)+1+utf8.RuneCountInString(word) > printWidth {
			p.b.WriteString(l + "\n")
			l, empty = margin, true
		}
		if !empty {
			l += " "
		}
		l += word
		empty = false
	}
	p.b.WriteString(l + "\n")
}
