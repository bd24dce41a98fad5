package charter

import (
	"slices"

	"parley"
)

// deepest is the largest column of a line of a language that this version does not read.
const deepest = 64

// unread keeps the lines of a language that this version does not read, up to the key `clocks`. They are held to be
// maps and lists of the subset, without a key twice, and nothing more [CHR-31].
func (r *reader) unread() (kept []string) {
	for r.more() && !r.at("clocks") {
		if slices.Contains([]string{"schedules", "retention_days", "limits"}, r.cur.key) && r.cur.indent == 0 {
			r.explain("clocks")
			return nil
		}
		r.keepEntry(&kept)
	}
	return kept
}

// keepEntry keeps a key with all that belongs to it.
func (r *reader) keepEntry(kept *[]string) {
	l := r.cur
	taken := r.taken[len(r.taken)-1]
	switch {
	case l.indent != r.indent || l.item != r.item || l.key == "" || taken[l.key]:
		r.explainRest()
		return
	case l.kind == otherValue:
		r.failAt(l.number, "%s", wrongKind(l, stringValue))
		return
	}
	if err := checkKey(l.key); err != nil {
		r.failAt(l.number, "%s", parley.SentenceOf(err))
	}
	taken[l.key] = true
	r.keep(kept)
	if l.kind != noValue {
		return
	}
	if !r.more() || r.cur.indent != r.indent+2 && !r.startsItem() || r.cur.item != r.startsItem() {
		r.failAt(l.number, "%s", wrongKind(l, stringValue))
		return
	}
	if !r.cur.item {
		r.nest(2, func() { r.keepMap(kept) })
		return
	}
	for r.more() && r.startsItem() {
		r.item = true
		r.nest(4, func() { r.keepItem(kept) })
	}
}

// startsItem reports whether the next line begins an item of a list under the key last taken.
func (r *reader) startsItem() bool { return r.cur.item && r.cur.indent == r.indent+4 }

func (r *reader) keepMap(kept *[]string) {
	for first := true; r.more() && r.cur.indent == r.indent && (first || !r.cur.item); first = false {
		r.keepEntry(kept)
	}
}

// keepItem keeps an item of a list: a value, or a map.
func (r *reader) keepItem(kept *[]string) {
	switch {
	case r.cur.key != "":
		r.keepMap(kept)
	case r.cur.kind == otherValue:
		r.failAt(r.cur.number, "%s", wrongKind(r.cur, stringValue))
	default:
		r.keep(kept)
	}
}

// keep takes a line as it stands.
func (r *reader) keep(kept *[]string) {
	if r.cur.indent > deepest || len(r.cur.key) > deepest {
		r.failAt(r.cur.number, "the line is indented by more than %d columns, or its key is longer than that", deepest)
	}
	if r.err != nil {
		return
	}
	*kept = append(*kept, r.cur.raw)
	r.last, r.item = r.cur.number, false
	r.advance()
}

// checkKey holds that YAML readers take a key for a string.
func checkKey(key string) error {
	if !madeOf(key, lower) {
		return nil
	}
	return parley.CheckName("key", key[:min(len(key), parley.MaxNameLen)])
}
