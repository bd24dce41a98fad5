package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"parley"
	"parley/wire"
)

// visible returns s for a terminal: characters that would act on the terminal, or turn the reading direction, are
// written by their code point, as <U+001B>. Line feeds and tabs stay.
func visible(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, "<0x%02X>", s[i])
		case r == '\n' || r == '\t' || !acts(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "<U+%04X>", r)
		}
	}
	return b.String()
}

// oneLine is visible for a place that has one line: line feeds and tabs are written as a space.
func oneLine(s string) string {
	return visible(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\t' || r == '\r' }), " "))
}

// acts reports whether a terminal does something with r other than showing it.
func acts(r rune) bool {
	return unicode.IsControl(r) || wire.IsBidiControl(r) || r == 0x2028 || r == 0x2029 || r == 0xFEFF || r >= 0xE0000 && r <= 0xE007F
}

// printJSON writes v as JSON, indented or in one line, with the same characters escaped.
func printJSON(w io.Writer, v any, indent bool) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if indent {
		e.SetIndent("", "  ")
	}
	if err := e.Encode(v); err != nil {
		return parley.Wrap(err, parley.CodeInternal, "the answer cannot be written as JSON")
	}
	_, err := io.WriteString(w, escaped(b.String()))
	return err
}

// escaped replaces the characters that act, which stand in strings only, by JSON's escapes.
func escaped(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n' || !acts(r):
			b.WriteRune(r)
		case r > 0xFFFF:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xD800+r>>10, 0xDC00+r&0x3FF)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
