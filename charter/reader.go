package charter

import (
	"bytes"
	"fmt"
	"strings"

	"parley"
)

// A reader walks the lines of a text in the one order that its schema allows. The first mistake stays in err with its
// line, and every later call returns a zero value.
type reader struct {
	code parley.Code // of errors
	rest []byte      // what follows cur
	cur  line        // not yet taken
	bad  error       // what is wrong with cur by itself
	end  bool        // cur is past the last line
	last int         // number of the line last taken
	err  error

	indent int               // column of the current map's keys
	item   bool              // the next line begins a list item
	taken  []map[string]bool // keys taken in each open map, the innermost last
	claims []claim           // not yet looked at
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
	if err == nil && !found {
		err = fmt.Errorf("the text does not end with a line end (LF)")
	}
	r.cur, r.bad = l, err
}

// more reports whether there is a line to take; one that is no line of a text ends the reading.
func (r *reader) more() bool {
	if r.err == nil && r.bad != nil {
		r.failAt(r.cur.number, "%s", r.bad)
	}
	return r.err == nil && !r.end
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
	return r.more() && r.cur.indent == r.indent && r.cur.item == r.item && r.cur.key == key
}

// take takes the line that must hold key and a value of that kind [CHR-6]. An empty key stands for a bare list item.
func (r *reader) take(key string, kind valueKind) string {
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

// finish holds that nothing follows, and that again, the encoding of what was read, is the text itself [CHR-12].
func (r *reader) finish(text []byte, encode func() []byte) error {
	if r.more() {
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
