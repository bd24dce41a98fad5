package charter

import (
	"slices"

	"parley"
)

// Most of each in the part of a charter that a language edition governs; strings are in bytes.
const (
	maxConstants  = 256
	maxAreas      = 256
	minCorners    = 3
	maxCorners    = 256
	maxSchemas    = maxForms
	maxFields     = 128
	maxColumns    = 64
	maxChoices    = 256
	maxRules      = 64
	maxRows       = 1000
	maxFieldText  = 64 << 10
	maxWhen       = 4 << 10
	maxSentence   = 1000
	maxProcedures = 64
	maxRoles      = 32
	maxActs       = 64
	maxStates     = 64
	maxConditions = 16
	maxMoves      = 256
	maxRegime     = 16
	maxUnit       = 32
	maxAmount     = 999_999_999_999_999
	maxLatitude   = 9_000_000
	maxLongitude  = 18_000_000
)

// agreed reads what an edition of the language governs, from the key `language` to the procedures [CHR-31].
func (r *reader) agreed(c *Charter) {
	for _, key := range []string{"regime", "constants", "areas", "schemas", "conflicts", "procedures"} {
		if r.at(key) {
			r.failAt(r.cur.number, "before `%s` stands the edition of its language: `language: %d`", key, Language)
		}
	}
	if !r.at("language") {
		return
	}
	if c.Language = r.number("language", 1, MaxEdition); r.err == nil && c.Language != Language {
		c.Unread = r.unread()
		return
	}
	if r.at("regime") {
		c.Regime = r.capitals("regime")
	}
	r.constants(c)
	r.areas(c)
	r.schemas(c)
	r.conflicts(c)
	r.procedures(c)
}

// constants reads the figures that rules and clocks name.
func (r *reader) constants(c *Charter) {
	r.optional("constants", maxConstants, func() {
		var k Constant
		k.Name = r.identifier("name", "constant")
		if c.Constant(k.Name) != nil {
			r.fail("the constant %q stands twice", k.Name)
		}
		k.Value = r.signed("value", -maxAmount, maxAmount)
		k.Unit = r.text("unit", maxUnit)
		k.Source = r.maybe("source", maxSentence)
		k.Unchecked = r.flag("unchecked")
		c.Constants = append(c.Constants, k)
	})
}

// areas reads the places that the parties agreed on. The ring of one has no corner twice [CHR-33].
func (r *reader) areas(c *Charter) {
	r.optional("areas", maxAreas, func() {
		var a Area
		a.Name = r.name("name", "area")
		if c.Area(a.Name) != nil {
			r.fail("the area %q stands twice", a.Name)
		}
		a.Title = r.ownTitle(c, titles(c.Areas, func(a Area) map[string]string { return a.Title }))
		r.list("ring", maxCorners, func() {
			p := Point{r.signed("lat", -maxLatitude, maxLatitude), r.signed("lon", -maxLongitude, maxLongitude-1)}
			if r.err == nil && slices.Contains(a.Ring, p) {
				r.fail("the corner stands twice; the last corner is joined to the first by itself")
			}
			a.Ring = append(a.Ring, p)
		})
		if r.err == nil && len(a.Ring) < minCorners {
			r.fail("the area %q has %d corners; it needs %d at least", a.Name, len(a.Ring), minCorners)
		}
		c.Areas = append(c.Areas, a)
	})
}

// ownTitle reads a title that in no language is one of others: the printed form names things by their titles.
func (r *reader) ownTitle(c *Charter, others []map[string]string) map[string]string {
	m := map[string]string{}
	r.section("title", func() {
		for _, lang := range c.Languages() {
			s := r.text(lang, maxName)
			if r.err == nil && slices.ContainsFunc(others, func(o map[string]string) bool { return o[lang] == s }) {
				r.fail("the title %q stands twice; whoever reads the printed charter could not tell the two apart", s)
			}
			m[lang] = s
		}
	})
	return m
}

// titles returns the titles of the things in list.
func titles[T any](list []T, title func(T) map[string]string) []map[string]string {
	out := make([]map[string]string, len(list))
	for i := range list {
		out[i] = title(list[i])
	}
	return out
}

// name takes a name by CHR-8.
func (r *reader) name(key, what string) string {
	s := r.take(key, stringValue)
	if r.err == nil {
		r.check(parley.CheckName(what, s))
	}
	return s
}
