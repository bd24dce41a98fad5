package charter

import (
	"slices"
	"strconv"
	"strings"

	"parley"
)

// The characters of identifiers, codes and choices.
const (
	lower  = "abcdefghijklmnopqrstuvwxyz"
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits = "0123456789"
)

// spoken are words that an expression of a rule could not use as the name of a field or constant.
var spoken = strings.Fields(`as break const continue else false for function if import in let loop namespace null package
	return true var void while`)

// identifier takes the name of a field, column or constant, which expressions use: 1 to 32 of a to z, 0 to 9 and "_",
// beginning with a letter, and no word of the language of expressions or that YAML readers take for a truth value
// [CHR-32].
func (r *reader) identifier(key, what string) string {
	s := r.take(key, stringValue)
	switch {
	case r.err != nil:
	case s == "" || len(s) > parley.MaxNameLen || strings.Trim(s[:1], lower) != "" || !madeOf(s, lower+digits+"_"):
		r.fail("the %s name %.40q is not 1 to %d of a to z, 0 to 9 and _, beginning with a letter", what, s, parley.MaxNameLen)
	case slices.Contains(spoken, s):
		r.fail("the %s name %q is a word of the language of expressions; choose another", what, s)
	case madeOf(s, lower):
		r.check(parley.CheckName(what, s))
	}
	return s
}

// capitals takes a regime or the short name of a form, as human references write them: 1 to 16 of A to Z, 0 to 9 and "-",
// beginning with a letter [CHR-32].
func (r *reader) capitals(key string) string {
	s := r.take(key, stringValue)
	if r.err == nil && (s == "" || len(s) > maxRegime || strings.Trim(s[:1], upper) != "" || !madeOf(s, upper+digits+"-")) {
		r.fail("`%s` is 1 to %d of A to Z, 0 to 9 and -, beginning with a letter", key, maxRegime)
	}
	return s
}

// choice takes the value of a choice: 1 to 32 letters, digits, "." and "-", beginning with a letter or digit [CHR-32].
func (r *reader) choice(key string) string {
	s := r.take(key, stringValue)
	if r.err == nil && (s == "" || len(s) > parley.MaxNameLen || strings.Trim(s[:1], lower+upper+digits) != "" || !madeOf(s, lower+upper+digits+".-")) {
		r.fail("`%s` is 1 to %d letters, digits, . and -, beginning with a letter or digit", key, parley.MaxNameLen)
	}
	return s
}

func madeOf(s, characters string) bool {
	for i := range len(s) {
		if strings.IndexByte(characters, s[i]) < 0 {
			return false
		}
	}
	return true
}

// oneOf takes a string that is one of the words given.
func (r *reader) oneOf(key string, words ...string) string {
	s := r.take(key, stringValue)
	if r.err == nil && !slices.Contains(words, s) {
		r.fail("`%s` is %.40q, which is none of %s", key, s, strings.Join(words, ", "))
	}
	return s
}

// maybe takes a string that may be missing.
func (r *reader) maybe(key string, max int) string {
	if !r.at(key) {
		return ""
	}
	return r.text(key, max)
}

// flag takes a truth value that stands only where it is true.
func (r *reader) flag(key string) bool {
	if !r.at(key) {
		return false
	}
	yes := r.truth(key)
	if r.err == nil && !yes {
		r.fail("`%s` stands only where it is true; leave the key out", key)
	}
	return yes
}

// signed takes an integer of min to max, which may be negative [CHR-5].
func (r *reader) signed(key string, min, max int) int {
	if r.at(key) && r.cur.kind == otherValue {
		r.failAt(r.cur.number, "`%s` is a plain decimal number of at most 15 digits, with - before it where it is negative", key)
	}
	if !r.at(key) || r.cur.kind != negativeValue {
		return r.number(key, min, max)
	}
	n, err := strconv.Atoi(r.take(key, negativeValue))
	if r.err == nil && (err != nil || n < min) {
		r.fail("`%s` is %d, not %d to %d", key, n, min, max)
	}
	return n
}

// optional takes a list that may be missing.
func (r *reader) optional(key string, max int, each func()) {
	if r.at(key) {
		r.list(key, max, each)
	}
}
