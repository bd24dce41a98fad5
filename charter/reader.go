package charter

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"parley"
)

// A reader walks the lines of a text in the one order that its schema allows. The first mistake stays in err with its
// line, and every later call returns a zero value.
type reader struct {
	code parley.Code // of errors
	rest []byte      // what follows cur
	cur  line        // not yet taken
	end  bool        // cur is past the last line
	last int         // number of the line last taken
	err  error

	indent int               // column of the current map's keys
	item   bool              // the next line begins a list item
	taken  []map[string]bool // keys taken in each open map, the innermost last
}

func newReader(code parley.Code, text []byte) *reader {
	r := &reader{code: code, rest: text, taken: []map[string]bool{{}}}
	if len(text) == 0 {
		r.failAt(1, "the text is empty")
	}
	r.advance()
	return r
}

// advance reads the next line into cur.
func (r *reader) advance() {
	number := r.cur.number + 1
	if len(r.rest) == 0 {
		r.cur, r.end = line{number: number}, true
		return
	}
	s, rest, found := bytes.Cut(r.rest, []byte("\n"))
	r.rest = rest
	l, err := lexLine(number, string(s))
	r.cur = l
	switch {
	case err != nil:
		r.failAt(number, "%s", err)
	case !found:
		r.failAt(number, "the text does not end with a line end (LF)")
	}
}

func (r *reader) failAt(number int, format string, args ...any) {
	if r.err == nil {
		r.err = parley.Errorf(r.code, "line %d: %s", number, fmt.Sprintf(format, args...))
	}
}

// fail reports a mistake in the line last taken.
func (r *reader) fail(format string, args ...any) { r.failAt(r.last, format, args...) }

// check reports err, if any, for the line last taken.
func (r *reader) check(err error) {
	if err != nil {
		r.fail("%s", parley.SentenceOf(err))
	}
}

// at reports whether the next line holds key, where the current map goes on.
func (r *reader) at(key string) bool {
	return r.err == nil && !r.end && r.cur.indent == r.indent && r.cur.item == r.item && r.cur.key == key
}

// take takes the line that must hold key and a value of that kind [CHR-6]. An empty key stands for a bare list item.
func (r *reader) take(key string, kind valueKind) string {
	if r.err != nil {
		return ""
	}
	if !r.at(key) {
		r.explain(key)
		return ""
	}
	l := r.cur
	if l.kind != kind {
		r.failAt(l.number, "%s", wrongKind(l, kind))
		return ""
	}
	r.last, r.item = l.number, false
	r.taken[len(r.taken)-1][key] = true
	r.advance()
	return l.value
}

// explain says what is wrong with cur where key was to stand.
func (r *reader) explain(key string) {
	l := r.cur
	switch {
	case r.end:
		r.failAt(l.number-1, "the text ends here, but `%s` must follow", key)
	case l.indent%2 != 0:
		r.failAt(l.number, "the line is indented by %d columns; each level is two spaces", l.indent)
	case l.indent < r.indent, l.item && !r.item && l.indent == r.indent:
		r.failAt(l.number, "the key `%s` is missing before this line", key)
	case l.indent > r.indent:
		r.failAt(l.number, "the line is indented too far; here stands `%s%s`", strings.Repeat(" ", r.indent), key)
	case r.item && !l.item:
		r.failAt(l.number, "a list item begins with `- `")
	case r.taken[len(r.taken)-1][l.key]:
		r.failAt(l.number, "the key `%s` stands twice", l.key)
	case key == "":
		r.failAt(l.number, "here stands a string in double quotes, without a key")
	case l.key == "":
		r.failAt(l.number, "here stands the key `%s`", key)
	case keys[l.key]:
		r.failAt(l.number, "here stands the key `%s`, not `%s`; keys stand in a fixed order and none may be missing", key, l.key)
	default:
		r.failAt(l.number, "the key `%.40s` is unknown; here stands `%s`", l.key, key)
	}
}

// wrongKind says what to write instead of the value of l.
func wrongKind(l line, want valueKind) string {
	name := "the list item"
	if l.key != "" {
		name = "`" + l.key + "`"
	}
	switch {
	case want == noValue:
		return fmt.Sprintf("%s has no value on its own line; its values follow on the next lines, two spaces further in", name)
	case l.kind == noValue:
		return fmt.Sprintf("%s has no value; an empty list is left out with its key", name)
	case want == stringValue && l.key == "":
		return fmt.Sprintf("write `- %s`: every string stands in double quotes", quote(l.value))
	case want == stringValue:
		return fmt.Sprintf("write `%s: %s`: every string stands in double quotes", l.key, quote(l.value))
	case want == numberValue:
		return fmt.Sprintf("%s is a plain decimal number, without quotes", name)
	}
	return fmt.Sprintf("%s is true or false, without quotes", name)
}

// text takes a string of 1 to max bytes that neither begins nor ends with a space [CHR-4].
func (r *reader) text(key string, max int) string {
	s := r.take(key, stringValue)
	switch {
	case r.err != nil:
	case s == "":
		r.fail("the string is empty")
	case len(s) > max:
		r.fail("the string has %d bytes, more than %d", len(s), max)
	case strings.TrimSpace(s) != s:
		r.fail("the string begins or ends with a space")
	}
	return s
}

// constant takes a string that has one value only.
func (r *reader) constant(key, want string) {
	if s := r.take(key, stringValue); r.err == nil && s != want {
		r.fail("write `%s: %s`: this version reads no other", key, quote(want))
	}
}

// number takes an integer of min to max [CHR-5].
func (r *reader) number(key string, min, max int) int {
	s := r.take(key, numberValue)
	if r.err != nil {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < int64(min) || n > int64(max) {
		r.fail("`%s` is %s, not %d to %d", key, s, min, max)
		return 0
	}
	return int(n)
}

func (r *reader) truth(key string) bool { return r.take(key, truthValue) == "true" }

// section takes a key whose values follow two columns further in.
func (r *reader) section(key string, inside func()) {
	r.take(key, noValue)
	r.nest(2, inside)
}

// list takes a key and its 1 to max items; each is called at the start of each item.
func (r *reader) list(key string, max int, each func()) {
	r.take(key, noValue)
	if r.err == nil && (r.end || !r.cur.item || r.cur.indent != r.indent+4) {
		r.failAt(r.cur.number, "`%s` is a list; its items begin with `%s- `", key, strings.Repeat(" ", r.indent+2))
	}
	for n := 1; r.err == nil && !r.end && r.cur.item && r.cur.indent == r.indent+4; n++ {
		if n > max {
			r.failAt(r.cur.number, "`%s` has more than %d items", key, max)
			return
		}
		r.item = true
		r.nest(4, each)
	}
}

func (r *reader) nest(columns int, inside func()) {
	if r.err != nil {
		return
	}
	r.indent += columns
	r.taken = append(r.taken, map[string]bool{})
	inside()
	r.taken = r.taken[:len(r.taken)-1]
	r.indent -= columns
}

// finish holds that nothing follows, and that again, the encoding of what was read, is the text itself [CHR-12].
func (r *reader) finish(text []byte, encode func() []byte) error {
	if r.err == nil && !r.end {
		r.explainRest()
	}
	if r.err != nil {
		return r.err
	}
	again := encode()
	if bytes.Equal(again, text) {
		return nil
	}
	n, want := firstDifference(text, again)
	r.failAt(n, "write `%s`: a text has one form only", shorten(want))
	return r.err
}

func (r *reader) explainRest() {
	switch l := r.cur; {
	case l.indent > 0 || l.item:
		r.failAt(l.number, "the line belongs to nothing; check its indentation")
	case r.taken[0][l.key]:
		r.failAt(l.number, "the key `%s` stands twice", l.key)
	case keys[l.key]:
		r.failAt(l.number, "the key `%s` stands in the wrong place; keys stand in a fixed order", l.key)
	default:
		r.failAt(l.number, "the key `%.40s` is unknown", l.key)
	}
}

// firstDifference returns the number of the first line of text that differs from again, and what again has there.
func firstDifference(text, again []byte) (int, string) {
	a, b := strings.Split(string(text), "\n"), strings.Split(string(again), "\n")
	for i := range b {
		if i >= len(a) || a[i] != b[i] {
			return i + 1, b[i]
		}
	}
	return len(b), ""
}
