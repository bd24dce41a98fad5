package charter

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/wire"
)

// A line is one line of a charter text or party file [CHR-3]: spaces, "- " where a list item begins, a key, a value.
type line struct {
	number int  // from 1
	indent int  // columns before the key or value; the "- " of a list item counts
	item   bool // begins a list item
	key    string
	kind   valueKind
	value  string // unquoted
	raw    string // as it stands in the text, without its LF
}

type valueKind int

const (
	noValue valueKind = iota
	stringValue
	numberValue
	negativeValue // a number with a minus sign, which few keys allow
	truthValue
	otherValue // none that a text may hold: the schema says what stands there instead
)

// lexLine reads one line without its LF. The error is a sentence without the line number.
func lexLine(number int, s string) (line, error) {
	l := line{number: number, raw: s}
	if err := checkBytes(s); err != nil {
		return l, err
	}
	body := strings.TrimLeft(s, " ")
	l.indent = len(s) - len(body)
	if rest, ok := strings.CutPrefix(body, "- "); ok {
		l.item, l.indent, body = true, l.indent+2, rest
	}
	if err := checkOpening(body); err != nil {
		return l, err
	}
	value := body
	if n := keyLen(body); n > 0 {
		l.key = body[:n]
		value = body[n+1:]
		if value == "" {
			return l, nil
		}
		if !strings.HasPrefix(value, " ") {
			return l, fmt.Errorf("put a space after `%s:`", l.key)
		}
		value = value[1:]
	} else if !l.item {
		return l, fmt.Errorf("`%.60s` is not of the form `key: value`, with a plain lower-case word as key", body)
	}
	return l, l.lexValue(value)
}

// checkBytes refuses what stands nowhere in a text [CHR-2].
func checkBytes(s string) error {
	switch {
	case strings.TrimLeft(s, " ") == "":
		return fmt.Errorf("the line is empty; a text has no empty lines")
	case strings.HasPrefix(s, "\uFEFF"):
		return fmt.Errorf("the text begins with a byte order mark (BOM); save it as UTF-8 without one")
	case strings.HasSuffix(s, "\r"):
		return fmt.Errorf("the line ends with CR LF; save the text with LF line ends")
	case !utf8.ValidString(s):
		return fmt.Errorf("the line is not UTF-8")
	case strings.HasSuffix(s, " "):
		return fmt.Errorf("a space stands at the end of the line")
	}
	for _, r := range s {
		if !allowedRune(r) {
			return fmt.Errorf("the line holds the character U+%04X, which it may not", r)
		}
	}
	return nil
}

// allowedRune refuses control characters, line and paragraph separators, characters that turn the reading direction,
// the byte order mark and the two noncharacters that no YAML text may hold [CHR-4].
func allowedRune(r rune) bool {
	return !unicode.IsControl(r) && r != 0x2028 && r != 0x2029 && r != 0xFEFF && r != 0xFFFE && r != 0xFFFF && !wire.IsBidiControl(r)
}

// keyLen returns the length of the key at the start of s, which a colon follows, or 0.
func keyLen(s string) int {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', i > 0 && (c >= '0' && c <= '9' || c == '_' || c == '-'):
		case c == ':':
			return i
		default:
			return 0
		}
	}
	return 0
}

// checkOpening gives what YAML has beyond the subset a sentence of its own.
func checkOpening(body string) error {
	switch {
	case strings.HasPrefix(body, "#"):
		return fmt.Errorf("comments are not allowed")
	case body == "---", body == "...", strings.HasPrefix(body, "--- "), strings.HasPrefix(body, "%"):
		return fmt.Errorf("document markers and directives are not allowed; a text is one document")
	case strings.HasPrefix(body, "<<"):
		return fmt.Errorf("merge keys are not allowed; write the values out")
	case body == "-", strings.HasPrefix(body, "- "):
		return fmt.Errorf("a list item begins with `- ` and its first value, on one line")
	case strings.HasPrefix(body, "? "):
		return fmt.Errorf("`? ` is not allowed; write `key: value`")
	}
	return nil
}

func (l *line) lexValue(s string) error {
	switch {
	case strings.HasPrefix(s, `"`):
		v, err := unquote(s)
		l.kind, l.value = stringValue, v
		return err
	case s == "true" || s == "false":
		l.kind, l.value = truthValue, s
		return nil
	case isNumber(s):
		l.kind, l.value = numberValue, s
		return nil
	case s[0] == '-' && s != "-0" && isNumber(s[1:]):
		l.kind, l.value = negativeValue, s
		return nil
	}
	l.kind, l.value = otherValue, s
	return refuseYAML(s)
}

// isNumber reports whether s is a plain decimal number of at most 15 digits without leading zeros [CHR-5].
func isNumber(s string) bool {
	return s != "" && len(s) <= 15 && strings.Trim(s, "0123456789") == "" && (s == "0" || s[0] != '0')
}

// refuseYAML gives values that YAML has beyond the subset a sentence of their own.
func refuseYAML(s string) error {
	switch {
	case s[0] == '&':
		return fmt.Errorf("anchors (&) are not allowed; write the value out")
	case s[0] == '*':
		return fmt.Errorf("aliases (*) are not allowed; write the value out")
	case s[0] == '!':
		return fmt.Errorf("tags (!) are not allowed; write the value alone")
	case s[0] == '[' || s[0] == '{':
		return fmt.Errorf("lists in [ ] and maps in { } are not allowed; write one value a line")
	case s[0] == '|' || s[0] == '>':
		return fmt.Errorf("texts over several lines (| and >) are not allowed; write one line in double quotes")
	case s[0] == ' ':
		return fmt.Errorf("one space stands before a value, not more")
	case strings.Contains(s, " #"):
		return fmt.Errorf("comments are not allowed")
	}
	return nil
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 100 {
		return string(r[:100]) + "..."
	}
	return s
}

// unquote reads a string in double quotes, with \" and \\ and no other escape.
func unquote(s string) (string, error) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' && i == len(s)-1:
			return b.String(), nil
		case c == '"':
			return "", fmt.Errorf("nothing may follow the closing quote; a quote inside a string is written \\\"")
		case c != '\\':
			b.WriteByte(c)
		case i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
			b.WriteByte(s[i])
		default:
			return "", fmt.Errorf("a backslash in a string is written \\\\, and only \\\" and \\\\ are escapes")
		}
	}
	return "", fmt.Errorf("the closing quote is missing")
}

// quote is the inverse of unquote.
func quote(s string) string {
	return `"` + escapes.Replace(s) + `"`
}

// escapes writes a string's quotes and backslashes.
var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)
