package officer_test

import (
	"fmt"
	"strings"
	"testing"

	"parley"
	"parley/officer"
	"parley/wire"
)

// testMessage is a FLASH text of north/duty.
func testMessage() *wire.Payload {
	post, south := parley.PostID("duty"), parley.PostID("duty")
	return &wire.Payload{Nonce: [16]byte{1}, Time: testStart, From: wire.Address{Party: "north", Post: &post},
		Action: []wire.Address{{Party: "south", Post: &south}}, Precedence: parley.Flash, Edition: 1, Roster: 3,
		Form: wire.FormText, Lang: "en", Exercise: true, Body: []byte("Line test. Please confirm.")}
}

// A said is what one key says of a message.
type said struct {
	key string
	use string
}

// says reads "key use" pairs: draft, review, release, emergency.
func says(words ...string) (out []said) {
	for _, w := range words {
		key, use, _ := strings.Cut(w, " ")
		out = append(out, said{key, map[string]string{"draft": wire.UseDraft, "review": wire.UseReview, "release": wire.UseMessage, "emergency": wire.UseEmergency, "sheet": wire.UseSheet, "roster": wire.UseRoster}[use]})
	}
	return out
}

// withOfficers returns a history with officers at the post duty: dan drafts, rex reviews, lea and leo release, all may do
// everything and has two keys, wim watches, tom is enrolled for an hour; eve is revoked, and the key old of all is out. At the
// post legal alone lex may do everything.
func withOfficers(t testing.TB) *history {
	h := newHistory()
	tom := enrol("tom", officer.Release, "tom")
	tom.Until = pointer(testStart + 60*minute)
	lex := enrol("lex", 15, "lex", "lex/2")
	lex.Posts[0].Post = "legal"
	h.take(t, entries(enrol("dan", officer.Draft, "dan"), enrol("rex", officer.Review, "rex"), enrol("lea", officer.Release, "lea"),
		enrol("leo", officer.Release, "leo"), enrol("all", 15, "all", "all/2", "old"), enrol("wim", officer.Watch, "wim"), tom,
		enrol("eve", officer.Release, "eve"), lex),
		softAll("north/root", "dan", "rex", "lea", "leo", "all", "all/2", "old", "wim", "tom", "eve", "lex", "lex/2")...)
	h.take(t, entries(&officer.Revoke{Officer: "eve"}, &officer.Rekey{Officer: "all", Removed: []parley.KeyID{kidOf("old")}}), soft("north/root"))
	return h
}

// caseOf returns the case of a message that those have signed.
func caseOf(h *history, p *wire.Payload, s ...said) officer.Case {
	var all []wire.Signature
	for _, s := range s {
		all = append(all, sign(soft(s.key), s.use, testEdition[:], p.Encode()))
	}
	return caseWith(h, p, all...)
}

func caseWith(h *history, p *wire.Payload, all ...wire.Signature) officer.Case {
	e, err := wire.Enclose(p.Encode(), all)
	if err != nil {
		panic(err)
	}
	return officer.Case{Envelope: e, Payload: p, Edition: testEdition, Roster: h.roster, Date: testStart + 10*minute}
}

// A judged is a case and what it comes to: who did what, and a part of the fault.
type judged struct {
	name, did, fault string
	signed           []said
	change           func(c *officer.Case)
}

func unchanged(*officer.Case) {}

func service(c *officer.Case) { c.Service = true }

// asks adds a minimum for every message: draft, review, release, emergency.
func asks(draft, review, release, emergency int) func(c *officer.Case) {
	return func(c *officer.Case) {
		c.Minimum = append(c.Minimum, officer.Minimum{Draft: draft, Review: review, Release: release, Emergency: emergency})
	}
}

func judgedCases() []judged {
	from := func(m officer.Minimum) func(c *officer.Case) {
		return func(c *officer.Case) { c.Minimum = []officer.Minimum{m} }
	}
	return []judged{
		{"released by one", "released lea", "", says("lea release"), unchanged},
		{"drafted, reviewed and released by three", "drafted dan reviewed rex released lea", "", says("dan draft", "rex review", "lea release"), unchanged},
		{"by the emergency path", "emergency leo", "", says("leo emergency"), unchanged},
		{"an acknowledgement by the watch", "released wim", "", says("wim release"), service},
		{"undated", "released tom", "", says("tom release"), func(c *officer.Case) { c.Date = 0 }},
		{"on the first instant", "released lea", "", says("lea release"), func(c *officer.Case) { c.Date = testStart }},

		{"drafted and reviewed at another post", "drafted lex reviewed lex released lea", "", says("lex draft", "lex/2 review", "lea release"), unchanged},
		{"reviewed at another post, where the charter asks for it", "reviewed lex released lea", "", says("lex review", "lea release"), asks(0, 1, 1, 0)},
		{"released by one of another post", "", "has not the right to release at the post duty", says("lex release"), unchanged},
		{"an emergency by one of another post", "", "has not the right to release at the post duty", says("lex emergency"), unchanged},
		{"an acknowledgement by the watch of another post", "", "has not the right to watch at the post duty", says("lex release"), service},
		{"nobody released it", "drafted dan reviewed rex", "no officer has released", says("dan draft", "rex review"), unchanged},
		{"drafted by one who may only release", "released lea", "has not the right to draft at any post", says("leo draft", "lea release"), unchanged},
		{"reviewed by one who may only draft", "released lea", "has not the right to review at any post", says("dan review", "lea release"), unchanged},
		{"released by one who may only review", "", "has not the right to release", says("rex release"), unchanged},
		{"an emergency by one who may only watch", "", "has not the right to release", says("wim emergency"), unchanged},
		{"an acknowledgement by one who may only release", "", "has not the right to watch", says("lea release"), service},
		{"an acknowledgement by the emergency path", "emergency lea", "no officer with the right to watch", says("lea emergency"), service},
		{"a text by the watch", "", "has not the right to release", says("wim release"), unchanged},
		{"another post", "", "at the post press", says("lea release"), func(c *officer.Case) { c.Payload.From.Post = pointer(parley.PostID("press")) }},
		{"revoked", "", "was not in force", says("eve release"), unchanged},
		{"one of two is revoked", "released lea", "was not in force", says("eve release", "lea release"), unchanged},
		{"a key that was removed", "", "was not in force", says("old release"), unchanged},
		{"too late", "", "outside the time", says("tom release"), func(c *officer.Case) { c.Date = testStart + 60*minute }},
		{"too early", "", "outside the time", says("lea release"), func(c *officer.Case) { c.Date = testStart - 1 }},
		{"a stranger", "", "none of the roster", says("stranger release"), unchanged},
		{"a stranger beside one who may", "released lea", "none of the roster", says("stranger release", "lea release"), unchanged},
		{"the root", "", "none of the roster", says("north/root release"), unchanged},
		{"a signature for a sheet", "", "not one of this message", says("lea sheet"), unchanged},
		{"a signature for a roster", "", "not one of this message", says("lea roster"), unchanged},
		{"under another edition", "", "not one of this message", says("lea release"), func(c *officer.Case) { c.Edition = parley.Sum([]byte("other")) }},
		{"under another charter", "", "not one of this message", says("lea release"), func(c *officer.Case) { c.Edition = testCharter }},
		{"the roster of another party", "", "none of the roster of south", says("lea release"), func(c *officer.Case) { c.Roster = officer.New("south", testCharter) }},

		{"two released", "released lea leo", "", says("lea release", "leo release"), asks(0, 0, 2, 0)},
		{"one released where two are asked for", "released lea", "2 who", says("lea release"), asks(0, 0, 2, 0)},
		{"two keys of one officer are one", "released all", "2 who", says("all release", "all/2 release"), asks(0, 0, 2, 0)},
		{"two keys of one officer, and another", "released all lea", "", says("all release", "all/2 release", "lea release"), asks(0, 0, 2, 0)},
		{"reviewed and released by one", "reviewed all released all", "1 who reviewed and 1 who released", says("all review", "all/2 release"), asks(0, 1, 1, 0)},
		{"drafted and reviewed by one", "drafted all reviewed all released lea", "1 officers who drafted", says("all draft", "all/2 review", "lea release"), asks(1, 1, 1, 0)},
		{"drafted and reviewed by one where drafts are not counted", "drafted all reviewed all released lea", "", says("all draft", "all/2 review", "lea release"), asks(0, 1, 1, 0)},
		{"each counts where he is needed", "reviewed all rex released all", "", says("all review", "all/2 release", "rex review"), asks(0, 1, 1, 0)},
		{"three of three", "drafted dan reviewed rex released lea", "", says("dan draft", "rex review", "lea release"), asks(1, 1, 1, 1)},
		{"no review", "released lea leo", "1 who reviewed", says("lea release", "leo release"), asks(0, 1, 1, 0)},
		{"two rows, one not met", "released lea", "2 who", says("lea release"), func(c *officer.Case) { asks(0, 0, 1, 0)(c); asks(0, 0, 2, 0)(c) }},
		{"an emergency that is granted", "emergency lea", "", says("lea emergency"), asks(0, 1, 2, 1)},
		{"an emergency that is not granted", "emergency lea", "grants none", says("lea emergency"), asks(0, 0, 1, 0)},
		{"an emergency beside a release, not granted", "reviewed rex released leo emergency lea", "grants none", says("lea emergency", "rex review", "leo release"), asks(0, 1, 1, 0)},
		{"an emergency by too few", "emergency all", "asks for 2", says("all emergency", "all/2 emergency"), asks(0, 1, 2, 2)},
		{"a row of another form", "released lea", "", says("lea release"), from(officer.Minimum{Forms: []string{"note"}, Release: 2})},
		{"a row of its form", "released lea", "2 who", says("lea release"), from(officer.Minimum{Forms: []string{"note", "text"}, Release: 2})},
		{"a row from FLASH on", "released lea", "2 who", says("lea release"), from(officer.Minimum{From: parley.Flash, Release: 2})},
		{"a row from FLASH on and a message below", "released lea", "", says("lea release"), func(c *officer.Case) {
			c.Payload.Precedence = parley.Immediate
			from(officer.Minimum{From: parley.Flash, Release: 2})(c)
		}},
		{"no row for service", "released wim", "", says("wim release"), func(c *officer.Case) { service(c); asks(0, 1, 2, 0)(c) }},
	}
}

// did tells who did what.
func did(j officer.Judgement) string {
	var words []string
	for _, d := range []struct {
		word string
		who  []officer.ID
	}{{"drafted", j.Drafted}, {"reviewed", j.Reviewed}, {"released", j.Released}, {"emergency", j.Emergency}} {
		if len(d.who) > 0 {
			words = append(words, d.word, strings.Trim(fmt.Sprint(d.who), "[]"))
		}
	}
	return strings.Join(words, " ")
}

// [OFF-22] Every signature MUST be one of the message. [OFF-23] by an officer who may say so. [OFF-24] Somebody MUST have
// released it. [OFF-25] and those whom the charter asks for, each counted once.
func TestJudge(t *testing.T) {
	v := newVector("Messages and who released them: the acts of the originator's record, what the charter asks for, the message, and what it comes to.")
	h := withOfficers(t)
	for _, c := range judgedCases() {
		p := testMessage()
		c.change(&officer.Case{Payload: p}) // what the change does to the payload is signed
		k := caseOf(h, p, c.signed...)
		c.change(&k)
		j := officer.Judge(k)
		if got := did(j); got != c.did {
			t.Errorf("%s: %s, want %s", c.name, got, c.did)
		}
		if (j.Fault == nil) != (c.fault == "") || j.Fault != nil && !strings.Contains(j.Fault.Error(), c.fault) {
			t.Errorf("%s: %v, want %q", c.name, j.Fault, c.fault)
		}
		if j.Fault != nil {
			refused(t, c.name, j.Fault, parley.CodeNotReleased)
		}
		if len(j.Signatures) != len(c.signed) {
			t.Errorf("%s: %d findings", c.name, len(j.Signatures))
		}
		if k.Roster.Party() == "north" {
			judgementVector(v, c.name, h, nil, k, j)
		}
	}
	for _, c := range flaggedCases(t) {
		j := officer.Judge(c.of)
		if j.Known != c.known || j.Compromised() != c.compromised || (j.Fault == nil) != c.agreed {
			t.Errorf("%s: known %v, compromised %v, %v", c.name, j.Known, j.Compromised(), j.Fault)
		}
		judgementVector(v, c.name, h, c.later, c.of, j)
	}
	holdVector(t, "judgements.txt", v.b.Bytes())
}

// Keys of every flavour release a message, and the finding names use and officer.
func TestJudgeEveryFlavour(t *testing.T) {
	h := withAdministrators(t)
	eve := enrol("eve", officer.Release)
	signers := softAll("ada", "ben")
	for _, f := range flavours {
		d := newDevice(f, "eve/"+f)
		eve.Keys, signers = append(eve.Keys, d.Key()), append(signers, d)
	}
	h.take(t, entries(eve), signers...)
	for _, s := range signers[2:] {
		p := testMessage()
		j := officer.Judge(caseWith(h, p, sign(s, wire.UseMessage, testEdition[:], p.Encode())))
		if f := j.Signatures[0]; j.Fault != nil || f.Officer != "eve" || f.Use != wire.UseMessage || f.Key != s.Key().ID() || !j.Known {
			t.Errorf("%+v", j)
		}
	}
}
