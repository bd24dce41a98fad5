package procedure

import (
	"strings"
	"testing"

	"parley"
	"parley/wire"
)

// story plays lines in the language of the scenarios.
func story(t *testing.T, lines string) *scenario {
	t.Helper()
	s := &scenario{t: t, file: t.Name()}
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
func (s *scenario) held(name string) Input { return s.node(name).input() }

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
// has done it since the state began.
func TestNeeds(t *testing.T) {
	story(t, `parties east north south
		09:00 north opens decision
		10:00 east does agree text paper
		10:10 south does agree text paper
		north sees: state open, turn north, may east oppose, may north oppose agree
		10:20 north does agree text paper
		north sees: state agreed, final yes, agreed paper by east south north`)
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

// [PROC-16] T MUST be: for a clock with a field, the instant in that field of the starting act; for a number of minutes, so
// long after the latest date that the starting act has in the movers' records; and after a lapse at T, so long after that T.
func TestDeadlines(t *testing.T) {
	story(t, `parties east north south west
		08:00 west alone
		09:00 north opens inquiry party west
		north sees: state asked, lapse unknown, waits west
		09:20 lines up
		north sees: state asked, lapse running, until 10:20
		10:00 north does add
		north sees: state asked, until 11:00, since 10:00
		11:05 all test
		north sees: state late, lapse running, until 11:30, since 11:00, turn north
		11:35 all test
		north sees: state lapsed, lapse final, until 11:30, proof confirmed, final yes`)
	story(t, `parties east north south west
		08:00 north clock -240
		09:00 north opens inquiry party west
		west sees: state asked, until 10:00`)
}

// [PROC-17] Where a clock counts silence, its lapse MUST lead nowhere unless every mover has the starting act in its own
// record dated before T, ...
// [PROC-18] An act that certifies that the party in its field was served MUST count only from its place in the order on;
// leading to the state where it stands, it begins nothing anew.
func TestServed(t *testing.T) {
	const down = "parties east north south\n08:00 east alone\n09:00 north opens silence until 18:00\n"
	const back = "\n20:00 lines up\n20:01 all test\n"
	story(t, down+back+"south sees: state silent, lapse not served, unserved east, proof confirmed, turn east south")
	story(t, down+"17:00 north does certify party east"+back+"south sees: state quiet, lapse final, unserved nobody, proof confirmed, until 18:00")
	story(t, down+"17:00 north does certify party south"+back+"south sees: state silent, lapse not served, unserved east")
	story(t, down+"18:30 north does certify party east"+back+"south sees: state silent, lapse not served, unserved east")
	story(t, down+"17:00 south does certify party east"+back+"south sees: state silent, lapse not served, act certify crossed")
}

// [PROC-19] Among three or more participants what is settled or final MUST be called confirmed only if it is so by the
// leaves that every participant but their owner has cosigned; between two, what is settled is confirmed.
func TestConfirmed(t *testing.T) {
	in := story(t, "parties east north south\n09:00 north opens silence until 18:00\n10:00 all test\n11:00 east does object\n12:00 all test").held("south")
	if r, _ := Fold(in); r.Proof != ProofConfirmed || r.Vouched.State != "broken" {
		t.Fatalf("%v", r.Proof)
	}
	for i := range in.Logs[0].Volumes[0].Cosigned {
		if c := &in.Logs[0].Volumes[0].Cosigned[i]; c.Mirror == "north" {
			c.Size = 2 // the opening, not the objection
		}
	}
	if r, _ := Fold(in); r.Proof != ProofSettled || !r.Final || r.Vouched.State != "silent" || r.Entries[1].Confirmed || !r.Entries[0].Confirmed {
		t.Errorf("%v %v", r.Proof, r.Vouched)
	}
	in.Logs[0].Volumes[0].Cosigned = nil
	if r, _ := Fold(in); r.Proof != ProofSettled || r.Vouched.State != "" {
		t.Errorf("%v %v", r.Proof, r.Vouched)
	}
	in = story(t, "parties north south\n09:00 north opens invitation until 18:00").held("south")
	in.Logs[0].Volumes[0].Cosigned = nil
	if r, _ := Fold(in); r.Proof != ProofConfirmed {
		t.Errorf("between two: %v", r.Proof)
	}
}

// [PROC-20] With proof that a record forked, ... leaves of that volume beyond f and beyond what every other participant
// cosigned MUST count for nothing, neither as acts nor as receipts nor as dates.
func TestFork(t *testing.T) {
	s := story(t, "parties east north south\n09:00 north opens silence until 18:00\n10:00 all test\n11:00 east does object\n12:00 all test")
	in := s.held("south")
	f := uint64(2) // the opening and the test at 10:00
	v := &in.Logs[0].Volumes[0]
	v.Fork = &f
	if r, _ := Fold(in); r.State != "broken" || r.Proof != ProofConfirmed || r.Disputed != nil {
		t.Errorf("confirmed before the fork: %v %v", r.State, r.Proof)
	}
	v.Cosigned = v.Cosigned[:1]
	r, _ := Fold(in)
	if r.State != "silent" || r.Proof != ProofDisputed || list(r.Disputed) != "east" || r.Final || r.Aside[0].Standing != CutOff || len(r.Missing) != 0 {
		t.Errorf("not confirmed: %v %v %v %v", r.State, r.Proof, r.Disputed, r.Aside)
	}
	in.Now = dayZero + minutes(19*60)
	if r, _ = Fold(in); r.State != "quiet" || r.Lapse != LapseElapsed {
		t.Errorf("after the deadline: %v %v", r.State, r.Lapse)
	}
	// East opens a second volume and enters the objection again.
	sent := v.Leaves[2]
	sent.Index, sent.Date = 3, dayZero+minutes(13*60)
	vol := Volume{Number: 2, Held: 5, Leaves: []Leaf{sent, {Index: 4, Kind: wire.LeafClock, Date: dayZero + minutes(14*60)}}}
	in.Logs[0].Volumes = append(in.Logs[0].Volumes, vol)
	if r, _ = Fold(in); r.State != "broken" || !r.Settled || r.Entries[1].Date != sent.Date {
		t.Errorf("in a second volume: %v %v %v", r.State, r.Settled, r.Entries)
	}
}

// [PROC-21] A state to which an act by_rule led MUST be shown as "by rule, not by proof" and never as final by that act
// alone.
func TestByRule(t *testing.T) {
	story(t, `parties east north south
		09:00 north opens silence until 18:00
		10:00 north does close
		south sees: state closed, end yes, final no, proof by rule
		12:00 all test
		south sees: state closed, end yes, final no, proof by rule`)
}

// [PROC-22] Whose move it is MUST be the holders of the roles that the state awaits, without those who have done an act of
// theirs that needs all; nobody in a state that awaits nobody.
func TestTurn(t *testing.T) {
	story(t, `parties east north south
		09:00 north opens decision
		north sees: turn east north south
		10:00 north does agree text paper
		south sees: turn east south
		10:10 south does oppose
		south sees: turn nobody`)
	story(t, `parties north south
		09:00 north opens channel
		north sees: turn nobody`)
}

// [PROC-23] A question of the opening MUST be shown as contested when the last word of a party to it, in an act with
// effect, is that; else as the last of these last words says; else as open.
func TestQuestions(t *testing.T) {
	story(t, `parties north south
		09:00 north opens agenda one? two? three?
		10:00 south does condition one=answered two=contested four=answered
		11:00 north does condition as c2 one=refused two=answered
		north sees: question one refused, question two contested, question three
		12:00 south does condition as c3 two=not-applicable
		north sees: question one refused, question two not-applicable, question three
		12:30 south does condition as crossed three=answered
		north sees: question three, act crossed crossed`)
}

// [PROC-24] A reader of evidence MUST refuse it where leaves are left out between the first and the last of a record that
// are shown, or where their dates go back.
func TestShown(t *testing.T) {
	s := story(t, `parties east north south
		09:00 north opens silence until 18:00
		10:00 all test
		18:05 all test
		18:10 north does announce
		20:00 all test`)
	in := s.held("east")
	needs, err := Show(in)
	if err != nil {
		t.Fatal(err)
	}
	shown := reduced(in, needs)
	if r, err := CheckOutcome(shown); err != nil || r.Ground.State != "adopted" || r.Vouched.State != "adopted" {
		t.Fatalf("%v %v", r, err)
	}
	if last := shown.Logs[0].Volumes[0].Leaves; len(last) >= len(in.Logs[0].Volumes[0].Leaves) {
		t.Errorf("all %d leaves are shown, those after the outcome too", len(last))
	}
	for i := range shown.Logs {
		v := shown.Logs[i].Volumes[0].Leaves
		if i == 1 {
			continue
		}
		shown.Logs[i].Volumes[0].Leaves = v[:len(v)-1]
		if r, err := CheckOutcome(shown); err != nil || r.Ground.State == "adopted" {
			t.Errorf("without the last leaf of record %d: %v %v", i, r.Ground, err)
		}
		shown.Logs[i].Volumes[0].Leaves = append(append([]Leaf{}, v[:1]...), v[2:]...)
		if _, err := CheckOutcome(shown); err == nil {
			t.Errorf("a leaf of record %d left out", i)
		}
		back := append([]Leaf{}, v...)
		back[1].Date = back[0].Date - 1
		shown.Logs[i].Volumes[0].Leaves = back
		if _, err := CheckOutcome(shown); err == nil {
			t.Errorf("a date of record %d goes back", i)
		}
		shown.Logs[i].Volumes[0].Leaves = v
	}
}
