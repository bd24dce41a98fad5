package feed

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// plain writes text with the characters that telegrams have (capital letters, figures and - ? : . , ' = / +). Brackets go, so that
// nothing in a text can look like an item or end a message; letters that have a Latin one below their marks become that, and
// others a question mark.
func plain(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToUpper(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-?:.,'=/+", r):
			b.WriteRune(r)
		case unicode.IsSpace(r) || strings.ContainsRune("()[]{}", r):
			b.WriteByte(' ')
		case latin[r] != "":
			b.WriteString(latin[r])
		default:
			b.WriteByte('?')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// latin are letters and signs that are no letter with a mark.
var latin = map[rune]string{'Æ': "AE", 'Ø': "O", 'Œ': "OE", 'Đ': "D", 'Ł': "L", 'Þ': "TH", 'ẞ': "SS", 'ß': "SS", '–': "-", '—': "-", '’': "'", '‘': "'", '"': "'", '“': "'", '”': "'", ';': ",", '&': "+"}

// column is how long a line of a telegram may be.
const column = 69

// wrapped breaks text at spaces; a word that is longer than a line is cut.
func wrapped(s string) string {
	var out []string
	line := ""
	for _, word := range strings.Fields(s) {
		for len(word) > column {
			if line != "" {
				out, line = append(out, line), ""
			}
			out, word = append(out, word[:column]), word[column:]
		}
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > column:
			out, line = append(out, line), word
		default:
			line += " " + word
		}
	}
	return strings.Join(append(out, line), "\n")
}
