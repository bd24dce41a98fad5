package officer_test

import (
	"crypto/ed25519"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"parley"
	"parley/officer"
)

// A flagged is a case and what is said of it besides.
type flagged struct {
	name                       string
	of                         officer.Case
	later                      [][]byte // acts behind the roster in force
	known, compromised, agreed bool
}

// [OFF-26] What no key of the party ever signed MUST be told from what was not released as agreed; a compromise that was
// declared since flags what was sent in its time, and undoes nothing.
func flaggedCases(t *testing.T) []flagged {
	h := withOfficers(t)
	after := *h
	after.take(t, entries(&officer.Compromised{Officer: "lea", Since: testStart + 10*minute}, enrol("new", officer.Release, "new")), softAll("north/root", "new")...)
	later := after.acts[len(h.acts):]
	of := func(words ...string) officer.Case {
		c := caseOf(h, testMessage(), says(words...)...)
		c.Later = after.roster
		return c
	}
	with := func(c officer.Case, change func(c *officer.Case)) officer.Case { change(&c); return c }
	replayed := caseOf(h, testMessage(), says("lea release")...)
	other := testMessage()
	other.Body = []byte("Another text.")
	moved := caseWith(h, other, replayed.Envelope.Signatures...)
	sheets := func(c *officer.Case) { c.Sheets = []ed25519.PublicKey{edPublic("north/operator/duty")} }
	return []flagged{
		{"sent when a compromise began", of("lea release"), later, true, true, true},
		{"sent before a compromise", with(of("lea release"), func(c *officer.Case) { c.Date-- }), later, true, false, true},
		{"undated, and compromised since", with(of("lea release"), func(c *officer.Case) { c.Date = 0 }), later, true, true, true},
		{"sent after the declaration", with(of("lea release"), func(c *officer.Case) { c.Roster = after.roster }), later, true, true, false},
		{"a key enrolled since", of("new release"), later, true, false, false},
		{"revoked", of("eve release"), later, true, false, false},
		{"a stranger", of("stranger release"), later, false, false, false},
		{"a stranger beside an officer", of("stranger release", "leo release"), later, true, false, false},
		{"an old signature under another text", moved, nil, false, false, false},
		{"the operator of the sheet", with(of("north/operator/duty release"), sheets), later, true, false, false},
		{"a draft by the operator of the sheet", with(of("north/operator/duty draft"), sheets), later, false, false, false},
		{"an operator of another sheet", with(of("stranger release"), sheets), later, false, false, false},
	}
}

// judgementVector writes a case and what it comes to.
func judgementVector(v *vector, name string, h *history, later [][]byte, c officer.Case, j officer.Judgement) {
	acts, behind := h.acts, later
	if c.Roster.Number() > h.roster.Number() {
		acts, behind = slices.Concat(acts, later), nil
	}
	v.block()
	v.field("name", name)
	historyFields(v, acts)
	for _, b := range behind {
		v.field("later", hexOf(b))
	}
	for _, k := range c.Sheets {
		v.field("sheet-key", hexOf(k))
	}
	v.field("edition", c.Edition.String())
	v.field("date", strconv.FormatInt(int64(c.Date), 10))
	v.field("service", strconv.FormatBool(c.Service))
	for _, m := range c.Minimum {
		v.field("minimum", strings.Join([]string{m.From.String(), strconv.Itoa(m.Draft), strconv.Itoa(m.Review), strconv.Itoa(m.Release), strconv.Itoa(m.Emergency), strings.Join(m.Forms, ",")}, " "))
	}
	v.field("envelope", hexOf(c.Envelope.Encode()))
	for _, d := range []struct {
		word string
		who  []officer.ID
	}{{"drafted", j.Drafted}, {"reviewed", j.Reviewed}, {"released", j.Released}, {"emergency", j.Emergency}} {
		v.field(d.word, strings.Trim(fmt.Sprint(d.who), "[]"))
	}
	v.field("known", strconv.FormatBool(j.Known))
	v.field("compromised", strconv.FormatBool(j.Compromised()))
	v.field("agreed", strconv.FormatBool(j.Fault == nil))
}

// A key that stands in the rosters of two parties signs for each what names it: no roster releases another party's message.
func TestJudgeOtherParty(t *testing.T) {
	h := withOfficers(t)
	p := testMessage()
	p.From.Party, p.Action[0].Party = "south", "north"
	j := officer.Judge(caseOf(h, p, says("lea release")...))
	refused(t, "a message of south", j.Fault, parley.CodeNotReleased)
}
