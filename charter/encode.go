package charter

import (
	"encoding/hex"
	"maps"
	"slices"

	"parley"
)

// Encode returns the one canonical text of c [CHR-12].
func (c *Charter) Encode() []byte {
	w := new(writer)
	c.encodeHead(w)
	w.list("clauses", len(c.Clauses), func(i int) { w.languages(c.Clauses[i]) })
	w.list("parties", len(c.Parties), func(i int) { c.Parties[i].encode(w) })
	w.list("handling", len(c.Handling), func(i int) {
		w.text("mark", c.Handling[i].Mark)
		w.section("title", func() { w.languages(c.Handling[i].Title) })
	})
	w.section("precedences", func() {
		for _, lang := range slices.Sorted(maps.Keys(c.Precedences)) {
			w.strings(lang, c.Precedences[lang])
		}
	})
	w.list("forms", len(c.Forms), func(i int) {
		w.text("name", c.Forms[i].Name)
		w.section("title", func() { w.languages(c.Forms[i].Title) })
		w.truth("automatic", c.Forms[i].Automatic)
		w.flag("service", c.Forms[i].Service)
	})
	w.list("release", len(c.Release), func(i int) { c.Release[i].encode(w) })
	c.encodeAgreed(w)
	c.encodeNumbers(w)
	return w.b
}

func (c *Charter) encodeHead(w *writer) {
	w.number("edition", int(c.Edition))
	if c.Charter != nil {
		w.text("charter", c.Charter.String())
	}
	if c.Amends != nil {
		w.text("amends", c.Amends.String())
	}
	w.text("format", Format)
	w.section("title", func() { w.languages(c.Title) })
	w.strings("authentic", c.Authentic)
	w.truth("exercise", c.Exercise)
	w.text("in_force", c.InForce.String())
	w.number("withdrawal_days", c.WithdrawalDays)
	w.truth("report_opened", c.ReportOpened)
	if c.Restricted != nil {
		w.section("restricted", func() { w.languages(c.Restricted) })
	}
}

func (c *Charter) encodeNumbers(w *writer) {
	w.section("clocks", func() {
		w.section("acknowledgement_minutes", func() {
			w.number("flash", c.Clocks.Flash)
			w.number("immediate", c.Clocks.Immediate)
			w.number("priority", c.Clocks.Priority)
			w.number("routine", c.Clocks.Routine)
		})
	})
	w.section("schedules", func() { w.number("line_test_minutes", c.LineTestMinutes) })
	w.number("retention_days", c.RetentionDays)
	w.section("limits", func() {
		w.number("sessions", c.Limits.Sessions)
		w.number("unfinished_bodies", c.Limits.UnfinishedBodies)
		w.number("stored_mib", c.Limits.StoredMiB)
	})
	if c.Dictionary != nil {
		w.text("dictionary", c.Dictionary.String())
	}
}

func (p *Party) encode(w *writer) {
	w.text("id", string(p.ID))
	w.text("name", p.Name)
	w.text("root", hex.EncodeToString(p.Root))
	w.text("recovery", p.Recovery.String())
	w.posts("posts", p.Posts)
	w.posts("readers", p.Readers)
}

func (w *writer) posts(key string, posts []parley.PostID) {
	w.list(key, len(posts), func(i int) { w.put(quote(string(posts[i]))) })
}
