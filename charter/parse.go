package charter

import (
	"slices"
	"strings"

	"parley"
)

// Ranges of a charter's values; strings are in bytes.
const (
	MaxEdition    = 1_000_000 // editions of one charter
	maxLanguages  = 16
	maxClauses    = 256
	maxClause     = 16 << 10
	maxName       = 200 // a name, title or label
	maxMarkings   = 64
	maxForms      = 256
	maxReleases   = 64
	maxOfficers   = 8 // that a release may ask for, of each kind
	maxDays       = 36_500
	maxMinutes    = 525_600
	maxSessions   = 64
	maxUnfinished = 64
	maxStoredMiB  = 16 << 20
)

// keys are all words that are keys of a charter or a party file, languages apart.
var keys = func() map[string]bool {
	m := map[string]bool{}
	for _, k := range strings.Fields(`edition charter amends format title authentic exercise in_force withdrawal_days
		report_opened clauses parties id name root recovery posts handling mark precedences forms automatic procedures
		clocks acknowledgement_minutes flash immediate priority routine schedules line_test_minutes retention_days
		limits sessions unfinished_bodies stored_mib dictionary party sheet
		language regime constants value unit source unchecked areas ring lat lon schemas form short fields kind required
		service release draft review emergency restricted readers personal keeps
		decimals min max choices columns rules level when sentence paragraph notice of floor ceiling ends conflicts distance height time between with all standing questions roles field acts
		strict agrees answers certifies by_rule stays states end awaits moves act role needs to clock minutes constant silence`) {
		m[k] = true
	}
	return m
}()

// Parse reads the canonical text of a charter, at most 1 MiB, and checks everything that can be checked without
// signatures. The error names the first wrong line and what is wrong there.
func Parse(text []byte) (*Charter, error) {
	if len(text) > MaxText {
		return nil, parley.Errorf(parley.CodeTooLarge, "the charter has %d bytes, more than %d", len(text), MaxText)
	}
	r := newReader(parley.CodeBadCharter, text)
	c := new(Charter)
	r.head(c)
	r.parties(c)
	r.restricted(c)
	r.words(c)
	r.releases(c)
	r.agreed(c)
	r.numbers(c)
	if err := r.finish(text, c.Encode); err != nil {
		return nil, err
	}
	return c, nil
}

// head reads up to the clauses.
func (r *reader) head(c *Charter) {
	c.Edition = uint64(r.number("edition", 1, MaxEdition))
	if c.Edition > 1 {
		id, amends := r.hash("charter"), r.hash("amends")
		c.Charter, c.Amends = &id, &amends
		if r.err == nil && (c.Edition == 2) != (id == amends) {
			r.fail("edition 2, and no other, amends the first edition, whose id is the charter id")
		}
	}
	r.constant("format", Format)
	r.section("title", func() { c.Title = r.newLanguages() })
	r.list("authentic", maxLanguages, func() {
		lang := r.take("", stringValue)
		switch {
		case r.err != nil:
		case c.Title[lang] == "":
			r.fail("the charter has no language %.40q; its languages are those of its title", lang)
		case slices.Contains(c.Authentic, lang):
			r.fail("the language %q stands twice", lang)
		}
		c.Authentic = append(c.Authentic, lang)
	})
	c.Exercise = r.truth("exercise")
	c.InForce = r.instant("in_force")
	c.WithdrawalDays = r.number("withdrawal_days", 0, maxDays)
	c.ReportOpened = r.truth("report_opened")
	if r.at("restricted") {
		r.section("restricted", func() { c.Restricted = r.languages(c, maxSentence) })
	}
	if r.at("clauses") {
		r.list("clauses", maxClauses, func() { c.Clauses = append(c.Clauses, r.languages(c, maxClause)) })
	}
}

// numbers reads what follows the forms.
func (r *reader) numbers(c *Charter) {
	r.section("clocks", func() {
		r.section("acknowledgement_minutes", func() {
			c.Clocks.Flash = r.number("flash", 0, maxMinutes)
			c.Clocks.Immediate = r.number("immediate", 0, maxMinutes)
			c.Clocks.Priority = r.number("priority", 0, maxMinutes)
			c.Clocks.Routine = r.number("routine", 0, maxMinutes)
		})
	})
	r.section("schedules", func() { c.LineTestMinutes = r.number("line_test_minutes", 0, maxMinutes) })
	c.RetentionDays = r.number("retention_days", 0, maxDays)
	r.personal(c)
	r.section("limits", func() {
		c.Limits.Sessions = r.number("sessions", 1, maxSessions)
		c.Limits.UnfinishedBodies = r.number("unfinished_bodies", 1, maxUnfinished)
		c.Limits.StoredMiB = r.number("stored_mib", 1, maxStoredMiB)
	})
	if r.at("dictionary") {
		id := r.hash("dictionary")
		c.Dictionary = &id
	}
}
