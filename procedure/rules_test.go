package procedure

import (
	"strings"
	"testing"

	"parley"
	"parley/wire"
)

// story plays lines in the language of the scenarios.
func story(t *testing.T, lines string) *tale {
	t.Helper()
	s := &tale{t: t, file: t.Name()}
	s.stage()
	for _, l := range strings.Split(strings.TrimSpace(lines), "\n") {
		s.line++
		if l = strings.TrimSpace(l); l != "" {
			s.play(l)
		}
	}
	if s.failed() {
		t.Errorf("%v", s.faults)
	}
	return s
}

// held is what a party of s holds.
func (s *tale) held(name string) Input { return s.node(name).input() }

// [PROC-1] A reader that does not read the edition of the charter's `language` MUST NOT say where a proceeding under that
// charter stands.
func TestUnknownLanguage(t *testing.T) {
	in := story(t, "parties north south\n09:00 north opens invitation until 12:00").held("south")
	if r, err := Fold(in); err != nil || r.State != "open" {
		t.Fatalf("%v, %v", r, err)
	}
	c := *in.Charter
	c.Language++
	in.Charter = &c
	if r, err := Fold(in); err == nil || parley.CodeOf(err) != parley.CodeBadCharter {
		t.Errorf("a language that is not known: %v, %v", r, err)
	}
}

// [PROC-2] A message opens nothing, and MUST NOT be taken for an opening, unless the charter has the procedure and its
// form is the procedure's, it names two participants at least, ...
func TestOpening(t *testing.T) {
	for _, c := range []struct {
		name, want string
		change     func(m *wire.Payload)
	}{
		{"as it is", "", func(m *wire.Payload) {}},
		{"two of three take part", "", func(m *wire.Payload) { m.Participants = m.Participants[1:] }},
		{"no procedure", "no procedure", func(m *wire.Payload) { m.Act = "accept" }},
		{"another form", "its form is", func(m *wire.Payload) { m.Form = "text" }},
		{"alone", "no participants", func(m *wire.Payload) { m.Participants = m.Participants[1:2] }},
		{"a stranger", "no party of the charter", func(m *wire.Payload) { m.Participants = append(partyIDs([]string{"west"}), m.Participants...) }},
		{"without its author", "author does not take part", func(m *wire.Payload) { m.Participants = partyIDs([]string{"east", "south"}) }},
		{"to one only", "not addressed", func(m *wire.Payload) { m.Action = m.Action[:1] }},
		{"in another proceeding", "belongs to another", func(m *wire.Payload) { m.Proceeding = &parley.Hash{1} }},
		{"not all where all take part", "every party", func(m *wire.Payload) { m.Act, m.Participants = "decision", m.Participants[1:] }},
	} {
		in := story(t, "parties east north south\n09:00 north opens invitation until 12:00").held("north")
		m := *in.Bodies[0].Payload
		c.change(&m)
		ids, err := CheckOpening(in.Charter, &Body{ID: in.Opening, Payload: &m})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, %v, want %q", c.name, ids, err, c.want)
		}
	}
}

// [PROC-3] Who takes part and who holds which role MUST be read from the opening alone.
func TestRoles(t *testing.T) {
	in := story(t, "parties east north south west\n09:00 north opens inquiry party west").held("north")
	pl, err := newPlan(&in)
	if err != nil {
		t.Fatal(err)
	}
	for role, want := range map[string]string{"asker": "north", "asked": "west", "witness": "east south"} {
		if got := list(pl.names(pl.roles[role])); got != want {
			t.Errorf("%s: %s, want %s", role, got, want)
		}
	}
	story(t, `parties east north south
		09:00 north opens silence until 12:00
		north sees: turn east south, may north extend certify close, may east object amend`)
	story(t, `parties east north south west
		09:00 north opens joint-question party west with south,nobody
		north sees: turn west, may north withdraw remark, may south withdraw remark, may east remark, may west remark answer
		09:50 west does answer
		east sees: turn north south
		09:55 south does settle
		east sees: turn north`)
}

// [PROC-4] A reader MUST take no leaf for a P-leaf that stands in a record before the leaf of the opening there; ...
func TestMarks(t *testing.T) {
	nonce := [16]byte{7}
	ids := partyIDs([]string{"north", "south"})
	opening := &Body{Payload: &wire.Payload{Nonce: nonce, From: wire.Address{Party: "north"}}}
	leaf := func(kind wire.LeafKind, who parley.PartyID, k uint32) *Leaf {
		return &Leaf{Kind: kind, Mark: wire.ActMark(nonce, who, k)}
	}
	const s, r = wire.LeafSent, wire.LeafReceived
	for _, c := range []struct {
		name   string
		leaves []*Leaf // in south's record
		want   string  // which of them belong to the proceeding
	}{
		{"in order", []*Leaf{leaf(r, "north", 0), leaf(s, "south", 1), leaf(r, "north", 1), leaf(wire.LeafRefused, "north", 2)}, "yyyy"},
		{"before the opening", []*Leaf{leaf(s, "south", 1), leaf(r, "north", 0), leaf(s, "south", 1)}, "nyy"},
		{"number 0 is the opener's", []*Leaf{leaf(r, "north", 0), leaf(s, "south", 0)}, "yn"},
		{"63 ahead", []*Leaf{leaf(r, "north", 0), leaf(r, "north", 64)}, "yy"},
		{"64 ahead", []*Leaf{leaf(r, "north", 0), leaf(r, "north", 65)}, "yn"},
		{"ahead of what came", []*Leaf{leaf(r, "north", 0), leaf(r, "north", 64), leaf(r, "north", 128), leaf(r, "north", 193)}, "yyyn"},
		{"sent by another", []*Leaf{leaf(r, "north", 0), leaf(s, "north", 1), leaf(r, "south", 1)}, "ynn"},
		{"other kinds", []*Leaf{leaf(r, "north", 0), leaf(wire.LeafOpened, "north", 1), {Kind: wire.LeafClock}}, "ynn"},
		{"another proceeding", []*Leaf{leaf(r, "north", 0), {Kind: r, Mark: wire.ActMark([16]byte{8}, "north", 1)}}, "yn"},
	} {
		m := NewMarks(opening, ids)
		got := ""
		for _, l := range c.leaves {
			if _, _, ok := m.Bears(1, l); ok {
				got += "y"
			} else {
				got += "n"
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	// What another record has shown of an author says nothing of this one.
	m := NewMarks(opening, ids)
	for _, k := range []uint32{0, 64} {
		m.Bears(0, leaf(s, "north", k))
	}
	m.Bears(1, leaf(r, "north", 0))
	if _, _, ok := m.Bears(1, leaf(r, "north", 65)); ok {
		t.Error("64 ahead in south's record, not in north's")
	}
	// A number that its author used already: void, and it holds up nobody who recorded it.
	w := story(t, "parties north south\n09:00 north opens invitation until 12:00\n09:10 south does hold")
	w.node("south").k = 1
	w.play("09:20 south does accept")
	w.play("north sees: act accept void, act hold in effect, state open, proof confirmed")
}

// [PROC-5] Where leaves of one record name an act more than once, the first MUST count and the others say nothing.
func TestNamedTwice(t *testing.T) {
	in := story(t, "parties east north south\n09:00 north opens inquiry party south\n09:10 all test").held("north")
	for i := range in.Logs {
		v := &in.Logs[i].Volumes[0]
		again := v.Leaves[0]
		again.Index, again.Date = v.Held, v.Leaves[v.Held-1].Date+minutes(30)
		v.Leaves = append(v.Leaves[:v.Held:v.Held], again)
		v.Held++
	}
	if got, err := Fold(in); err != nil || !got.Settled || len(got.Entries) != 1 || len(got.Aside) != 0 || got.Until != dayZero+minutes(10*60) {
		t.Errorf("%+v, %v", got, err)
	}
}

// [PROC-6] A reader MUST NOT give a place in the order to an act that does not count.
func TestInHand(t *testing.T) {
	story(t, `parties east north south
		09:00 north opens silence until 18:00
		10:00 east does hold hidden
		10:30 east does object
		south sees: state silent, act object incomplete, act hold incomplete, missing hold
		11:00 east shows hold
		south sees: state broken, act object in effect, act hold in effect, missing nothing`)
}

// [PROC-7] An act is void for everybody, is shown, and MUST NOT have a place in the order, when its author is no
// participant, when it is not addressed to every participant but its author, ...
func TestVoid(t *testing.T) {
	story(t, `parties east north south
		09:00 north opens silence until 18:00
		10:00 east does object only north
		10:10 south does amend unmarked
		10:20 east does hold
		north sees: state silent, act object void, act amend void, act hold in effect, proof confirmed
		south sees: state silent, act object void, act amend void, act hold in effect, proof confirmed`)
	for _, change := range []func(b *Body){
		func(b *Body) { b.Void = "its signature is not its author's" },
		func(b *Body) {
			m := *b.Payload
			m.From.Party, m.Action = "north", append(m.Action, wire.Address{Party: "east"})
			b.Payload = &m
		},
		func(b *Body) { m := *b.Payload; m.Proceeding = &parley.Hash{9}; b.Payload = &m },
	} {
		in := story(t, "parties east north south\n09:00 north opens silence until 18:00\n10:00 east does object").held("south")
		change(&in.Bodies[1])
		if r, err := Fold(in); err != nil || r.State != "silent" || len(r.Aside) != 1 || r.Aside[0].Standing != Void {
			t.Errorf("%v %v", r, err)
		}
	}
	s := story(t, "parties east north south west\n09:00 north opens silence until 18:00\n10:00 west does object")
	in := s.held("south")
	m := *in.Bodies[0].Payload
	m.Participants = partyIDs([]string{"east", "north", "south"})
	in.Bodies[0].Payload = &m
	if r, err := Fold(in); err != nil || r.State != "silent" || len(r.Aside) != 1 || r.Aside[0].Standing != Void {
		t.Errorf("an act of a stranger: %v %v", r, err)
	}
}

// [PROC-8] An act MUST NOT stand before one of its past.
func TestPast(t *testing.T) {
	story(t, `parties north south
		09:00 north opens invitation until 18:00
		10:00 south does accept
		10:10 north does withdraw
		south sees: state met, act withdraw crossed, act accept in effect`)
}

// [PROC-9] The order MUST be found so: ... the one whose act stands first in the procedure's list, and of these the one
// whose author is named first in the charter.
func TestOrder(t *testing.T) {
	story(t, `parties north south
		09:00 north opens invitation until 18:00
		10:00 line north south down
		10:05 south does accept
		10:10 north does withdraw
		10:15 lines up
		south sees: state withdrawn, act withdraw in effect, act accept crossed`)
	story(t, `parties east north south
		09:00 north opens channel
		10:00 east alone
		10:05 south does suspend as second
		10:10 east does suspend as first
		10:15 lines up
		south sees: state suspended, act first in effect, act second crossed`)
	story(t, `parties north south
		09:00 north opens invitation until 18:00
		10:00 line north south down
		10:01 north does hold
		10:02 south does decline
		10:05 lines up
		south sees: state declined, holding north`)
}

// [PROC-10] In a state with a deadline T only acts dated before T MUST be looked at; an act is dated by its sent leaf.
func TestDeadline(t *testing.T) {
	for _, c := range []struct{ at, state, standing string }{{"11:59", "met", "in effect"}, {"12:00", "unanswered", "late"}, {"12:01", "unanswered", "late"}} {
		story(t, "parties north south\n09:00 north opens invitation until 12:00\n11:00 line north south down\n"+
			c.at+" south does accept\n13:00 lines up\n13:00 all test\nnorth sees: state "+c.state+", act accept "+c.standing+", proof confirmed")
	}
	story(t, `parties north south
		08:00 south clock 60
		09:00 north opens invitation until 12:00
		11:30 south does accept
		north sees: state open, act accept waiting
		12:01 all test
		north sees: state unanswered, act accept late, lapse final`)
	story(t, `parties east north south
		08:00 east clock 60
		09:00 north opens silence until 12:00
		11:30 east does hold
		11:40 south does object
		north sees: state broken, act object in effect, proof confirmed`)
}

// [PROC-11] An act MUST have effect if and only if the state that the order has reached has a move of that act for a role
// of its author and none of the following holds: ...
func TestEffect(t *testing.T) {
	story(t, `parties north south
		09:00 north opens invitation until 18:00
		09:30 south does hold
		10:00 south does accept blind
		north sees: state open, act accept unsighted, turn south
		10:30 south does accept as again
		north sees: state met, act again in effect`)
	story(t, `parties north south
		09:00 north opens invitation until 18:00
		10:00 south does change blind
		10:10 south does accept
		10:20 north does decline
		north sees: state changed, act change in effect, act accept crossed, act decline crossed, turn north`)
	story(t, `parties east north south
		09:00 north opens decision
		10:00 east does agree as nothing
		10:10 east does agree text paper as once
		10:20 east does agree text paper as twice
		north sees: act nothing crossed, act once in effect, act twice crossed, turn north south, agreed paper by east`)
	story(t, `parties east north south
		09:00 north opens wording
		09:30 south does hold
		10:00 east does agree blind text first as unseen
		10:05 east does agree text first as by-east
		10:10 line north south down
		10:10 line east south down
		10:20 south does agree text first as by-south
		10:30 north does word as second
		11:00 lines up
		north sees: state open, act unseen unsighted, act by-east in effect, act second in effect, act by-south unsighted, turn east north south
		11:10 south does agree text second as again
		north sees: act again in effect, turn east north`)
	s := story(t, "parties north south\n09:00 north opens invitation until 18:00\n10:00 south does accept")
	in := s.held("north")
	m := *in.Bodies[1].Payload
	m.Form = "text"
	in.Bodies[1].Payload = &m
	if r, err := Fold(in); err != nil || r.State != "open" || r.Entries[1].Standing != Crossed {
		t.Errorf("an act in another form: %v %v", r, err)
	}
}

// What an officer saw that does not stand before the act covers nothing, so that no reader's verdict hangs on what it
// holds besides.
func TestSeenBeyondThePast(t *testing.T) {
	s := story(t, `parties east north south
		09:00 north opens decision
		10:00 east does hold
		10:01 east alone
		10:02 north does hold as after`)
	id := s.bodies[s.act["after"]].ID
	s.play("10:03 east does agree blind text paper")
	s.bodies[s.act["agree"]].Payload.Seen = []parley.Hash{id, s.bodies[s.act["after"]-1].ID}
	s.play("10:05 lines up")
	s.play("south sees: act agree in effect")
	s.bodies[s.act["agree"]].Payload.Seen = []parley.Hash{id}
	s.play("10:06 lines up")
	s.play("south sees: act agree unsighted")
}

// [PROC-12] With needs of one or any the act MUST lead to the move's state at once; with all when every holder of the role
// has done it since the state began and the last act of each names the same texts, in whichever order.
func TestNeeds(t *testing.T) {
	story(t, `parties east north south
		09:00 north opens decision
		10:00 east does agree text paper
		10:10 south does agree text paper
		north sees: state open, turn north, may east oppose, may north oppose agree
		10:20 north does agree text paper
		north sees: state agreed, final yes, agreed paper by east south north`)
	story(t, `parties east north south
		09:00 north opens wording
		10:00 east does agree text first
		10:10 south does agree text second as by-south
		north sees: state open, turn east north south, may south word agree, may north word agree
		10:20 north does agree text first
		north sees: state open, turn east north south, agreed first by east north, agreed second by south
		10:30 south does agree text second as same
		10:40 south does agree text first as other
		north sees: state agreed, final yes, act same crossed, act other in effect, agreed first by east north south`)
	story(t, `parties east north south
		09:00 north opens silence until 12:00
		11:00 north does extend until 14:00
		12:30 south does amend
		east sees: state broken, act amend in effect`)
}

// [PROC-13] hold, contest and correct MUST change no state and start no clock; any participant may do them in any state.
func TestEverywhere(t *testing.T) {
	story(t, `parties north south
		09:00 north opens invitation until 18:00 as first
		10:00 south does hold
		10:10 south does contest
		10:20 north does correct of first
		10:30 north does correct of correct as third
		10:40 south does correct of first as foreign
		north sees: state open, until 18:00, since 09:00, holding south, contested south, text first third, act foreign crossed, proof confirmed
		11:00 south does decline
		12:00 north does contest as after
		north sees: state declined, contested north, act after in effect, final yes`)
}
