package accounts

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// telling is the number of letters from which on a word of a channel's name tells it from others.
const telling = 6

// Concerns returns the channels that a disagreement is about: the one that it names; else those whose id, or a word of
// six letters or more of whose name, stands in its question; else every channel of which one of its accounts tells. So a
// disagreement is shown once too often rather than left out.
func (f *File) Concerns(d Disagreement) (out []string) {
	if d.Channel != "" {
		return []string{d.Channel}
	}
	asked := words(d.What)
	for _, c := range f.Channels {
		if slices.Contains(asked, strings.ToLower(c.ID)) || slices.ContainsFunc(words(c.Name), func(w string) bool {
			return len(w) >= telling && slices.Contains(asked, w)
		}) {
			out = append(out, c.ID)
		}
	}
	if out != nil {
		return out
	}
	told := map[string]bool{}
	for _, v := range d.Values {
		for _, id := range v.Source {
			told[id] = true
		}
	}
	for _, e := range f.Events {
		if slices.ContainsFunc(e.Source, func(id string) bool { return told[id] }) && !slices.Contains(out, e.Channel) {
			out = append(out, e.Channel)
		}
	}
	return out
}

func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// out reports whether two values of a disagreement had been published at t: before, there was none.
func (f *File) out(d Disagreement, t time.Time) bool {
	n := 0
	for _, v := range d.Values {
		if f.published(v, t) {
			n++
		}
	}
	return n >= 2
}

// published reports whether an account that gives the value was out at t.
func (f *File) published(v Value, t time.Time) bool {
	return slices.ContainsFunc(v.Source, func(id string) bool { return f.Source(id).Date.Begun(t) })
}
