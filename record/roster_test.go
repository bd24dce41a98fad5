package record_test

import (
	"bytes"
	"strings"
	"testing"

	"parley"
	"parley/officer"
	"parley/record"
	"parley/wire"
)

// [REC-27] From the first roster act on, a message counts as chapter 7 says: by the roster and the date of its sent leaf. The report says who drafted, reviewed and released it.
func TestEvidenceWithRoster(t *testing.T) {
	x := newRostered(t)
	id := x.made.ID().String()
	r := verified(t, x.evidence(t, x.made, x.at), x.fingerprint())
	holds(t, r.Findings, "message "+id+" is signed by officers of north/duty", "message "+id+" was drafted by the officer dan of north", "message "+id+" was reviewed by the officer rex", "message "+id+" was released by the officer lea",
		"changed its roster by act 2, ")
	holds(t, r.NotProved, "which persons the officers of north are")
	verified(t, x.exchange.evidence(t), x.fingerprint()) // what stood before is judged by the sheet
	for name, e := range map[string]*wire.Envelope{
		"an acknowledgement": x.signed(t, func(p *wire.Payload) {
			own := x.message.ID()
			p.Form, p.Body, p.Lang, p.Refers.Acknowledges = wire.FormAck, nil, "", &own
		}, says{"wim", wire.UseMessage}),
		"the emergency path":  x.signed(t, nil, says{"lea", wire.UseEmergency}),
		"the node, by itself": x.n.write(t, "Line test 7", func(p *wire.Payload) { p.Form = "line-test" }, "south"),
	} {
		words := map[string]string{"an acknowledgement": "was signed by the officer wim", "the emergency path": "was released by the emergency path by the officer lea", "the node, by itself": "is signed by the duty key of north's node"}[name]
		holds(t, verified(t, x.further(t, e), x.fingerprint()).Findings, words)
	}
	x.sheet(t)
	x.enter(t, x.act(&officer.Compromised{Officer: "lea", Since: start}))
	r = verified(t, x.evidence(t, x.made, x.at), x.fingerprint())
	holds(t, r.Findings, "message "+id+" was released by the officer lea", "by which the officer lea signed message "+id+", may have been in other hands")
}

// rosterLies are records that enter a page, or a message, that is not to be taken there.
var rosterLies = []struct {
	name  string
	make  func(t testing.TB, x *rostered) *record.Evidence
	words string
}{
	{"an act that skips a number", withAct(func(x *rostered, a *officer.Act) { a.Number++ }), "has number 4, and the page in force has 2"},
	{"an act with the number in force", withAct(func(x *rostered, a *officer.Act) { a.Number-- }), "has number 2, and the page in force has 2"},
	{"an act that names another page before", withAct(func(x *rostered, a *officer.Act) { a.Previous = parley.Sum(x.n.sheets[0]) }), "does not name the page before it"},
	{"an act of another charter", withAct(func(x *rostered, a *officer.Act) { a.Charter = parley.Sum(nil) }), "of another charter"},
	{"an act of another party", withAct(func(x *rostered, a *officer.Act) { a.Party = "south" }), "is of another party than north"},
	{"an act that enrols a key of the sheet", withAct(func(x *rostered, a *officer.Act) {
		e := enrol("eve", officer.Release)
		e.Officer, e.Keys[0] = "straw", signerOf("straw").Key()
		a.Entries = []officer.Entry{e}
	}), "straw"},
	{"an act by an officer who may not", func(t testing.TB, x *rostered) *record.Evidence {
		x.enterAs(t, x.act(&officer.Revoke{Officer: "rex"}), officerKey("lea"))
		return x.evidence(t, x.made, x.at)
	}, "none of its root or of an administrator in force"},
	{"an act that is missing", func(t testing.TB, x *rostered) *record.Evidence {
		e := x.evidence(t, x.made, x.at)
		e.Logs[0].Pages = e.Logs[0].Pages[:1]
		return e
	}, "the sheet of leaf 6 is not in the file, nor is it a roster act there"},
	{"an act too many", func(t testing.TB, x *rostered) *record.Evidence {
		e := x.evidence(t, x.made, x.at)
		e.Logs[0].Pages = append(e.Logs[0].Pages, e.Logs[0].Pages[1])
		return e
	}, "stands in no leaf"},
	{"an act in evidence of a fork", func(t testing.TB, x *rostered) *record.Evidence {
		a, b := x.n.twin(), x.n.twin()
		a.add(t, wire.Leaf{Kind: wire.LeafClock})
		b.add(t, wire.Leaf{Kind: wire.LeafClock, Date: start + 77777})
		e, err := record.ForkEvidence(x.editions, x.n.sheets, record.LogName{Party: "north"}, a.head(t, a.size()), b.head(t, b.size()), b.root(t, a.size()), nil)
		if err != nil {
			t.Fatal(err)
		}
		e.Logs[0].Pages = append(e.Logs[0].Pages, x.n.sheets[1])
		return e
	}, "version 2"},
	{"a sheet with a number that an act has", withSheet(2, keyNamed("north operator later")), "has number 2, and page 2 is in force"},
	{"a sheet with a key of an officer", withSheet(3, keyNamed("officer dan")), "names a key of the officer dan"},
	{"a number that is not in force", withSaying(func(p *wire.Payload) { p.Roster = 1 }, says{"lea", wire.UseMessage}), "names edition 1 and page 1, but edition 1 and page 2"},
	{"signed by nobody of the party", withSaying(nil, says{"eve", wire.UseMessage}), "is signed by no key that north had"},
	{"signed by an officer, another message", func(t testing.TB, x *rostered) *record.Evidence {
		e := x.signed(t, nil, says{"lea", wire.UseMessage})
		e.Signatures = x.made.Signatures[:1]
		return x.further(t, e)
	}, "is signed by no key that north had"},
	{"before the first act", func(t testing.TB, x *rostered) *record.Evidence {
		e := newExchange(t, "")
		y := &rostered{exchange: e, n: e.north}
		return y.further(t, y.signed(t, nil, says{"lea", wire.UseMessage}))
	}, "which may not sign for north/duty"},
}

func withAct(change func(x *rostered, a *officer.Act)) func(t testing.TB, x *rostered) *record.Evidence {
	return func(t testing.TB, x *rostered) *record.Evidence {
		a := x.act(enrol("eve", officer.Release))
		change(x, a)
		x.enter(t, a)
		return x.evidence(t, x.made, x.at)
	}
}

func withSheet(number uint64, operator key) func(t testing.TB, x *rostered) *record.Evidence {
	return func(t testing.TB, x *rostered) *record.Evidence {
		x.n.page(t, x.sheetWith(t, number, operator))
		return x.evidence(t, x.made, x.at)
	}
}

func withSaying(change func(*wire.Payload), by ...says) func(t testing.TB, x *rostered) *record.Evidence {
	return func(t testing.TB, x *rostered) *record.Evidence { return x.further(t, x.signed(t, change, by...)) }
}

// [REC-21] A reader MUST refuse a record unless its sheets and roster acts are the ones named by its *sheet* leaves, one for one and in that order.
// [REC-92] Each roster act MUST follow the page in force, and be taken into the roster before it under the root in force there; no sheet has a number that is not above the page in force, or a key of an officer.
func TestRosterLies(t *testing.T) {
	for _, l := range rosterLies {
		fails(t, l.name, l.make(t, newRostered(t)).Encode(), newExchange(t, "").fingerprint(), l.words)
	}
}

// [REC-93] In a later volume the roster acts of the one before stand again right behind its beginning, and nowhere else.
func TestRosterInLaterVolume(t *testing.T) {
	x := newRostered(t)
	first := x.n.sheets[1]
	x.reopen(t, x.n.sheets[0], first)
	x.enter(t, x.act(enrol("eve", officer.Release)))
	e := x.signed(t, nil, says{"eve", wire.UseMessage}, says{"dan", wire.UseDraft})
	holds(t, verified(t, x.further(t, e), x.fingerprint()).Findings, "was released by the officer eve", "was drafted by the officer dan")

	x = newRostered(t)
	x.sheet(t)
	third := x.n.sheets[2]
	x.reopen(t, third, first)
	x.n.add(t, wire.Leaf{Kind: wire.LeafClock})
	a := x.act(enrol("eve", officer.Release))
	a.Number, a.Previous = 4, parley.Sum(third)
	x.enter(t, a)
	verified(t, x.further(t, x.signed(t, nil, says{"eve", wire.UseMessage})), x.fingerprint())

	x = newRostered(t)
	second, err := x.act(enrol("eve", officer.Release)).Sign(officer.Ed25519(x.n.key("root")), officerKey("eve"))
	if err != nil {
		t.Fatal(err)
	}
	x.reopen(t, x.n.sheets[0])
	x.n.add(t, wire.Leaf{Kind: wire.LeafClock})
	x.n.page(t, second)
	fails(t, "an act that stands alone", x.further(t, x.made).Encode(), x.fingerprint(), "has number 3, and the page in force has 1")

	x = newRostered(t)
	x.reopen(t, x.n.sheets[0])
	x.n.page(t, x.sheetWith(t, 3, keyNamed("north operator later")))
	x.n.page(t, first)
	fails(t, "an act behind another sheet", x.further(t, x.made).Encode(), x.fingerprint(), "has number 2, and the page in force has 3")
}

// [REC-92] The root in force at a place is the last that a *statement* leaf below it names: one that was replaced signs no act.
func TestRosterUnderANewRoot(t *testing.T) {
	for _, old := range []bool{false, true} {
		h := newHeir(t, false)
		x := &rostered{exchange: h.exchange, n: h.north}
		root := officer.Ed25519(x.n.key("root"))
		if old {
			root = officer.Ed25519(keyNamed("north root"))
		}
		x.enterAs(t, x.first(), root)
		h.after = x.signed(t, nil, says{"lea", wire.UseMessage})
		h.at = x.n.sent(t, h.after, "south")
		b := h.evidence(t).Encode()
		if old {
			fails(t, "an act under the root before", b, x.fingerprint(), "none of its root or of an administrator in force")
		} else if r, err := record.VerifyEvidence(b, x.fingerprint()); err != nil || r.Verdict != record.Verified {
			t.Errorf("%v %s", err, r.Why)
		}
	}
}

// Every byte of an act is covered by something.
func TestEveryByteOfAnActCounts(t *testing.T) {
	x := newRostered(t)
	good := x.evidence(t, x.made, x.at)
	b, f := good.Encode(), x.fingerprint()
	from := bytes.Index(b, good.Logs[0].Pages[1])
	for i := from; i < from+len(good.Logs[0].Pages[1]); i += 7 {
		bent := bytes.Clone(b)
		bent[i] ^= 1 << (i % 8)
		if r, err := record.VerifyEvidence(bent, f); err != nil || r.Verdict != record.Fails || strings.Contains(r.Why, "panic") {
			t.Fatalf("byte %d: %v %v", i, r.Verdict, err)
		}
	}
}
