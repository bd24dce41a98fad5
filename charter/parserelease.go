package charter

import (
	"slices"

	"parley"
)

// releases reads what is asked of the release of messages [CHR-60] [CHR-61].
func (r *reader) releases(c *Charter) {
	r.optional("release", maxReleases, func() {
		a := Release{Line: r.cur.number}
		r.optional("forms", maxForms, func() { a.Forms = append(a.Forms, r.releasedForm(c, a.Forms)) })
		if r.at("from") {
			word := r.oneOf("from", "priority", "immediate", "flash") // from routine on: the key is left out
			a.From, _ = parley.ParsePrecedence(word)
		}
		a.Draft = r.officers("draft")
		a.Review = r.officers("review")
		a.Release = r.number("release", 1, maxOfficers)
		a.Emergency = r.officers("emergency")
		if r.err == nil && slices.ContainsFunc(c.Release, a.same) {
			r.failAt(a.Line, "the same is asked twice of the release of messages")
		}
		c.Release = append(c.Release, a)
	})
}

// releasedForm takes a form whose messages officers release.
func (r *reader) releasedForm(c *Charter, others []string) string {
	name := r.take("", stringValue)
	switch {
	case r.err != nil:
	case !c.HasForm(name):
		r.fail("the charter has no form %.40q; its forms stand under `forms`", name)
	case c.IsService(name):
		r.fail("the form %q is of service: whoever has the watch releases it, and no more is asked", name)
	case slices.Contains(others, name):
		r.fail("the form %q stands twice", name)
	}
	return name
}

// officers takes a number of officers that is missing where it is 0.
func (r *reader) officers(key string) int {
	if !r.at(key) {
		return 0
	}
	return r.number(key, 1, maxOfficers)
}
