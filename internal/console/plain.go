package console

import (
	"fmt"
	"strings"
	"unicode"
)

// maxStack is how many combining marks may stand over one letter: no language writes more.
const maxStack = 4

// plain makes what another party wrote harmless to look at: control characters and those that turn the direction of what
// follows are shown as their number, and letters carry no towers of marks. The bytes that were signed are one click away.
func plain(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return hidden(r) || unicode.Is(unicode.M, r) }) {
		return s
	}
	var b strings.Builder
	stack := 0
	for _, r := range s {
		switch {
		case hidden(r):
			fmt.Fprintf(&b, "⟨U+%04X⟩", r)
			stack = 0
		case unicode.Is(unicode.M, r):
			if stack++; stack <= maxStack {
				b.WriteRune(r)
			} else if stack == maxStack+1 {
				b.WriteString("⟨…⟩")
			}
		default:
			b.WriteRune(r)
			stack = 0
		}
	}
	return b.String()
}

// hidden reports whether a character is not seen itself and changes how others look.
func hidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.IsControl(r), r == '\u2028', r == '\u2029':
		return true
	case r == '\u200d' || r == '\u200c' || r == '\u00ad':
		return false // joiners and soft hyphens belong to scripts
	}
	return unicode.Is(unicode.Cf, r)
}

// oneLine is plain on one line.
func oneLine(s string) string { return plain(strings.Join(strings.Fields(s), " ")) }

// cut returns the first runes of a text on one line.
func cut(s string, n int) string {
	s = oneLine(s)
	if r := []rune(s); len(r) > n {
		return strings.TrimSpace(string(r[:n])) + " …"
	}
	return s
}
