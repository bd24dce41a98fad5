package charter

import (
	"crypto/ed25519"
	"strconv"
	"strings"

	"parley"
)

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
	inList := func() bool { return r.more() && r.cur.item && r.cur.indent == r.indent+4 }
	if !inList() {
		r.failAt(r.cur.number, "`%s` is a list; its items begin with `%s- `", key, strings.Repeat(" ", r.indent+2))
	}
	for n := 1; inList(); n++ {
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
	if r.more() && r.cur.indent == r.indent && !r.cur.item {
		r.explainRest()
	}
	r.taken = r.taken[:len(r.taken)-1]
	r.indent -= columns
}

func (r *reader) hash(key string) parley.Hash {
	s := r.take(key, stringValue)
	if r.err != nil {
		return parley.Hash{}
	}
	h, err := parley.ParseHash(s)
	if err != nil {
		r.fail("`%s` is 64 lower-case hexadecimal digits", key)
	}
	return h
}

func (r *reader) key(key string) ed25519.PublicKey {
	h := r.hash(key)
	if r.err == nil {
		r.check(parley.CheckPublicKey(h[:]))
	}
	return ed25519.PublicKey(h[:])
}

func (r *reader) instant(key string) parley.Millis {
	s := r.take(key, stringValue)
	if r.err != nil {
		return 0
	}
	m, err := parley.ParseMillis(s)
	if err != nil || m < parley.EarliestMillis {
		r.fail("`%s` is a time in UTC from 2020 on, written like \"2026-11-22T00:00:00.000Z\"", key)
	}
	return m
}
