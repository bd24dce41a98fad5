package charter

import (
	"crypto/ed25519"
	"slices"
	"strings"

	"parley"
	"parley/wire"
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
		limits sessions unfinished_bodies stored_mib party sheet`) {
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
	r.words(c)
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
	}
	r.constant("format", Format)
	r.section("title", func() { c.Title = r.newLanguages() })
	r.list("authentic", maxLanguages, func() {
		lang := r.take("", stringValue)
		if r.err == nil && (c.Title[lang] == "" || slices.Contains(c.Authentic, lang)) {
			r.fail("the language %.40q stands twice, or the title lacks it", lang)
		}
		c.Authentic = append(c.Authentic, lang)
	})
	c.Exercise = r.truth("exercise")
	c.InForce = r.instant("in_force")
	c.WithdrawalDays = r.number("withdrawal_days", 0, maxDays)
	c.ReportOpened = r.truth("report_opened")
	if r.at("clauses") {
		r.list("clauses", maxClauses, func() { c.Clauses = append(c.Clauses, r.languages(c, maxClause)) })
	}
}

// newLanguages reads the title, whose languages are the languages of the charter [CHR-7].
func (r *reader) newLanguages() map[string]string {
	m := map[string]string{}
	for r.err == nil && !r.end && r.cur.indent == r.indent && !r.cur.item && r.cur.key != "" {
		lang := r.cur.key
		if m[lang] != "" {
			r.failAt(r.cur.number, "the language `%s` stands twice", lang)
			break
		}
		m[lang] = r.text(lang, maxName)
		r.check(checkLanguage(lang))
	}
	switch {
	case r.err != nil:
	case len(m) == 0:
		r.failAt(r.cur.number, "here stands the title in each language, for example `  en: \"Direct line\"`")
	case len(m) > maxLanguages:
		r.fail("the charter has more than %d languages", maxLanguages)
	}
	return m
}

// checkLanguage holds that a language tag is lower-case BCP 47 and no word that YAML readers take for something else.
func checkLanguage(lang string) error {
	if err := wire.CheckLang(lang); err != nil {
		return err
	}
	return parley.CheckName("language", lang)
}

// languages reads one string for each language of c, in ascending order of the tags [CHR-7].
func (r *reader) languages(c *Charter, max int) map[string]string {
	m := map[string]string{}
	for _, lang := range c.Languages() {
		m[lang] = r.text(lang, max)
	}
	return m
}

// parties reads the parties and holds that no id and no key stands twice [CHR-9] [CHR-10].
func (r *reader) parties(c *Charter) {
	keys := newKeySet()
	start := r.cur.number
	r.list("parties", wire.MaxParties, func() {
		var p Party
		p.ID = r.partyID("id")
		if r.err == nil && c.Party(p.ID) != nil {
			r.fail("the party %q stands twice", p.ID)
		}
		p.Name = r.text("name", maxName)
		p.Root = r.key("root")
		r.check(keys.add(p.Root, "the root key of "+string(p.ID)))
		p.Recovery = r.hash("recovery")
		r.check(keys.addHash(p.Recovery, "the recovery key of "+string(p.ID)))
		p.Posts = r.posts()
		c.Parties = append(c.Parties, p)
	})
	if r.err == nil && len(c.Parties) < 2 {
		r.failAt(start, "a charter has at least two parties")
	}
}

func (r *reader) partyID(key string) parley.PartyID {
	s := r.take(key, stringValue)
	if r.err == nil {
		r.check(parley.CheckName("party", s))
	}
	return parley.PartyID(s)
}

func (r *reader) posts() (posts []parley.PostID) {
	r.list("posts", wire.MaxPosts, func() {
		s := r.take("", stringValue)
		if r.err != nil {
			return
		}
		r.check(parley.CheckName("post", s))
		if slices.Contains(posts, parley.PostID(s)) {
			r.fail("the post %q stands twice", s)
		}
		posts = append(posts, parley.PostID(s))
	})
	return posts
}

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
	if r.at("procedures") {
		r.failAt(r.cur.number, "this version of the format has no procedures; leave the key out")
	}
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
	r.list("forms", maxForms, func() {
		name := r.take("name", stringValue)
		if r.err == nil {
			r.check(parley.CheckName("form", name))
		}
		if r.err == nil && c.HasForm(name) {
			r.fail("the form %q stands twice", name)
		}
		c.Forms = append(c.Forms, Form{name, r.titles(c), r.truth("automatic")})
	})
	if r.err == nil && !(c.HasForm(wire.FormText) && c.HasForm(wire.FormAck)) {
		r.fail("the forms %q and %q are in every charter, and one is missing above", wire.FormText, wire.FormAck)
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
	r.section("limits", func() {
		c.Limits.Sessions = r.number("sessions", 1, maxSessions)
		c.Limits.UnfinishedBodies = r.number("unfinished_bodies", 1, maxUnfinished)
		c.Limits.StoredMiB = r.number("stored_mib", 1, maxStoredMiB)
	})
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
		r.check(checkPublicKey(h[:]))
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
