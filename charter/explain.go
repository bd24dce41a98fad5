package charter

import (
	"fmt"
	"strings"
)

// explain says what is wrong with cur where key was to stand.
func (r *reader) explain(key string) {
	l := r.cur
	switch {
	case r.err != nil:
	case r.end:
		r.failAt(l.number-1, "the text ends here, but `%s` must follow", key)
	case l.indent%2 != 0:
		r.failAt(l.number, "the line is indented by %d columns; each level is two spaces", l.indent)
	case l.indent < r.indent, l.item && !r.item && l.indent == r.indent:
		r.failAt(l.number, "the key `%s` is missing before this line", key)
	case l.indent > r.indent && l.item:
		r.failAt(l.number, "the line begins with `- `, but here stands the key `%s`", key)
	case l.indent > r.indent:
		r.failAt(l.number, "the line is indented too far; here stands `%s%s`", strings.Repeat(" ", r.indent), key)
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
	name, lead := "the list item", "- "
	if l.key != "" {
		name, lead = "`"+l.key+"`", l.key+": "
	}
	switch {
	case want == noValue:
		return name + " has no value on its own line; its values follow on the next lines, two spaces further in"
	case l.kind == noValue:
		return name + " has no value; an empty list is left out with its key"
	case want == numberValue:
		return name + " is a plain decimal number of at most 15 digits, without quotes, sign and leading zeros"
	case want == truthValue:
		return name + " is true or false, without quotes"
	}
	return fmt.Sprintf("write `%s%s`: every string stands in double quotes", lead, shorten(quote(bare(l.value))))
}

// bare returns a value without the single quotes that YAML would allow around it.
func bare(s string) string {
	if len(s) > 1 && s[0] == '\'' && s[len(s)-1] == '\'' {
		return strings.ReplaceAll(s[1:len(s)-1], "''", "'")
	}
	return s
}

// explainRest says what is wrong with a line after the last key of its map.
func (r *reader) explainRest() {
	switch l := r.cur; {
	case l.indent != r.indent || l.item || l.key == "":
		r.failAt(l.number, "the line belongs to nothing; check its indentation")
	case r.taken[len(r.taken)-1][l.key]:
		r.failAt(l.number, "the key `%s` stands twice", l.key)
	case keys[l.key]:
		r.failAt(l.number, "the key `%s` stands in the wrong place; keys stand in a fixed order", l.key)
	default:
		r.failAt(l.number, "the key `%.40s` is unknown", l.key)
	}
}
