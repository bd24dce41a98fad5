package procedure

import (
	"slices"
	"testing"

	"parley/wire"
)

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
// leaves that every participant has cosigned, apart from their owner and from those against whose record there is proof of
// a fork; between two, what is settled is confirmed. Where nobody is left to cosign, nothing is.
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
	in = story(t, "parties east north south\n09:00 north opens silence until 18:00\n10:00 all test\n11:00 east does object\n12:00 all test").held("south")
	never := func(mirror string) {
		for i := range in.Logs {
			v := &in.Logs[i].Volumes[0]
			v.Cosigned = slices.DeleteFunc(v.Cosigned, func(c Cosigned) bool { return string(c.Mirror) == mirror })
		}
	}
	none := uint64(0)
	never("south")
	if r, _ := Fold(in); r.Proof != ProofSettled || r.Vouched.State != "" {
		t.Errorf("south cosigns nothing: %v %v", r.Proof, r.Vouched)
	}
	in.Logs[2].Volumes[0].Fork = &none
	if r, _ := Fold(in); r.Proof != ProofConfirmed || r.Vouched.State != "broken" {
		t.Errorf("and is proved to have forked, while east and north vouch for it: %v %v", r.Proof, r.Vouched)
	}
	never("north")
	never("east")
	for i := range in.Logs {
		in.Logs[i].Volumes[0].Fork = &none
	}
	if r, _ := Fold(in); r.Vouched.State != "" {
		t.Errorf("nobody is left to vouch: %v", r.Vouched)
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

// [PROC-20] ... What is settled with the proof, and neither confirmed nor settled without it as well, may change once more,
// by cosignatures that come later and make more of that record count: it MUST NOT be shown as final.
func TestForkUnconfirmed(t *testing.T) {
	s := story(t, "parties east north south\n09:00 north opens agenda\n09:30 east does condition\n10:00 all test\n11:00 south does hold\n11:30 north does decline\n12:00 all test")
	in := s.held("east")
	if r, _ := Fold(in); r.State != "declined" || !r.Final {
		t.Fatalf("%v %v", r.State, r.Proof)
	}
	north, south := &in.Logs[1].Volumes[0], &in.Logs[2].Volumes[0]
	hold := slices.IndexFunc(south.Leaves, func(l Leaf) bool { return l.Kind == wire.LeafSent })
	in.Bodies = slices.DeleteFunc(slices.Clone(in.Bodies), func(b Body) bool { return b.ID == south.Leaves[hold].ID })
	if r, _ := Fold(in); r.State != "conditional" {
		t.Errorf("a body that is not here: %v", r.State)
	}
	f := uint64(hold)
	south.Fork, south.Cosigned, north.Cosigned = &f, []Cosigned{{"east", f}, {"north", f}}, nil
	if r, _ := Fold(in); r.State != "declined" || !r.Settled || r.Proof != ProofSettled || r.Final {
		t.Errorf("settled by the proof alone: %v, %v, final %v", r.State, r.Proof, r.Final)
	}
	north.Cosigned = []Cosigned{{"east", north.Held}}
	if r, _ := Fold(in); r.Proof != ProofConfirmed || !r.Final {
		t.Errorf("and confirmed: %v, final %v", r.Proof, r.Final)
	}
	v := &verdicts{}
	if play(v, 7, 18827, offRules{}, -1); v.failed() { // a cosignature makes an act count whose body is not here
		t.Error(v.faults)
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
// theirs that needs all, unless those who did it name different texts; nobody in a state that awaits nobody.
func TestTurn(t *testing.T) {
	story(t, `parties east north south
		09:00 north opens decision
		north sees: turn east north south
		10:00 north does agree text paper
		south sees: turn east south
		10:10 south does oppose
		south sees: turn nobody`)
	story(t, `parties east north south
		09:00 north opens wording
		10:00 north does agree text first
		south sees: turn east south
		10:10 south does agree text second
		east sees: turn east north south`)
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
