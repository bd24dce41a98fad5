package charter

import (
	"slices"

	"parley"
	"parley/wire"
)

// words reads handling markings, precedence labels and forms.
func (r *reader) words(c *Charter) {
	if r.at("handling") {
		r.list("handling", maxMarkings, func() {
			mark := r.text("mark", wire.MaxWord)
			if r.err == nil && c.HasMarking(mark) {
				r.fail("the marking %q stands twice", mark)
			}
			c.Handling = append(c.Handling, Marking{mark, r.titles(c)})
		})
	}
	c.Precedences = map[string][]string{}
	r.section("precedences", func() {
		for _, lang := range c.Languages() {
			c.Precedences[lang] = r.labels(lang)
		}
	})
	r.forms(c)
}

func (r *reader) titles(c *Charter) (m map[string]string) {
	r.section("title", func() { m = r.languages(c, maxName) })
	return m
}

// labels reads the four precedences in one language, routine first.
func (r *reader) labels(lang string) (labels []string) {
	r.list(lang, parley.NumPrecedences, func() {
		s := r.text("", wire.MaxWord)
		if r.err == nil && slices.Contains(labels, s) {
			r.fail("the label %q stands twice", s)
		}
		labels = append(labels, s)
	})
	if r.err == nil && len(labels) != parley.NumPrecedences {
		r.fail("`%s` has %d labels, not %d: routine, priority, immediate, flash", lang, len(labels), parley.NumPrecedences)
	}
	return labels
}

// forms reads the forms and holds that text and ack are among them [CHR-11].
func (r *reader) forms(c *Charter) {
	start := r.cur.number
	r.list("forms", maxForms, func() {
		name := r.take("name", stringValue)
		if r.err == nil {
			r.check(parley.CheckName("form", name))
		}
		if r.err == nil && c.HasForm(name) {
			r.fail("the form %q stands twice", name)
		}
		f := Form{Name: name, Title: r.titles(c), Automatic: r.truth("automatic"), Service: r.flag("service")}
		if f.Service && name == wire.FormAck {
			r.fail("an acknowledgement is of service in every charter; leave the key out")
		}
		c.Forms = append(c.Forms, f)
	})
	if r.err == nil && !(c.HasForm(wire.FormText) && c.HasForm(wire.FormAck)) {
		r.failAt(start, "the forms %q and %q are in every charter, and one is missing here", wire.FormText, wire.FormAck)
	}
}
