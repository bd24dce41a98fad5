package procedure

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"testing"

	"parley"
	"parley/charter"
)

const conditionVectors = "../spec/vectors/procedure/conditions.txt"

var metWords = map[Met]string{ConditionUnnamed: "unnamed", ConditionUnheld: "unheld", ConditionAhead: "ahead", ConditionMet: "met", ConditionBroken: "broken"}

// A stood is a place in the order of the proceeding that a condition names: its date and the state after it.
type stood struct {
	date parley.Millis
	to   string
}

type done struct {
	date parley.Millis
	name string
	how  Standing
}

type conditionCase struct {
	name      string
	procedure string // of the proceeding named; empty: it is not held
	unnamed   bool
	other     []stood
	acts      []done
}

var conditionCases = []conditionCase{
	{name: "the opening names nothing", unnamed: true, acts: []done{{10, "business", InEffect}}},
	{name: "what is named is not held", acts: []done{{10, "business", InEffect}}},
	{name: "of another procedure", procedure: "channel", other: []stood{{10, "kept"}}, acts: []done{{20, "business", InEffect}}},
	{name: "not met so far", procedure: "step", other: []stood{{10, "agreed"}, {20, "reported"}}, acts: []done{{15, "business", InEffect}, {15, "pause", InEffect}}},
	{name: "met from its opening on", procedure: "step", other: []stood{{10, "kept"}}, acts: []done{{9, "business", InEffect}, {10, "business", InEffect}}},
	{name: "met", procedure: "step", other: []stood{{10, "agreed"}, {20, "kept"}, {30, "verified"}}, acts: []done{{19, "business", InEffect}, {20, "business", InEffect}, {35, "business", InEffect}}},
	{name: "met and broken", procedure: "step", other: []stood{{10, "agreed"}, {20, "kept"}, {30, "broken"}}, acts: []done{{29, "business", InEffect}, {30, "business", InEffect}, {31, "business", Crossed}, {32, "pause", InEffect}}},
	{name: "broken and met again", procedure: "step", other: []stood{{10, "kept"}, {20, "broken"}, {30, "verified"}}, acts: []done{{25, "business", InEffect}, {30, "business", InEffect}}},
	{name: "dates that go back in the order", procedure: "step", other: []stood{{10, "agreed"}, {30, "kept"}, {25, "broken"}}, acts: []done{{26, "business", InEffect}, {30, "business", InEffect}}},
}

func (k conditionCase) stand() Condition {
	rule := charter.Condition{Name: "first-the-step", Field: "step", Procedure: "step", States: []string{"kept", "verified"}, Acts: []string{"business"}}
	r := &Result{Procedure: &charter.Procedure{Name: "commission", Conditions: []charter.Condition{rule}}}
	for i, a := range k.acts {
		r.Entries = append(r.Entries, Entry{Act: parley.Hash{byte(i + 1)}, Name: a.name, Date: a.date, Standing: a.how})
	}
	var q *Result
	if k.procedure != "" {
		q = &Result{Procedure: &charter.Procedure{Name: k.procedure}, State: k.other[len(k.other)-1].to}
		for _, s := range k.other {
			q.Entries = append(q.Entries, Entry{Date: s.date, To: s.to, Standing: InEffect})
		}
	}
	named := parley.Hash{9}
	opening := Body{Fields: simFields{on: map[string]parley.Hash{"step": named}}}
	if k.unnamed {
		opening.Fields = simFields{}
	}
	return Conditions(r, opening, func(id parley.Hash) *Result {
		if id != named {
			panic("another proceeding is asked for")
		}
		return q
	})[0]
}

// [PROC-30] A condition MUST be taken to name the proceeding whose opening has the id in its field, under the same charter;
// where the field is missing or holds no id, or no proceeding of its `procedure` with that id is held, a reader MUST say so
// and say nothing of whether it is met.
// [PROC-31] A condition MUST be called met while the other proceeding, by the last place in its order, is in one of its
// `states`; broken where it is not and was met at an earlier place; else not met so far. It has been so since the date of
// the place at which that began.
// [PROC-32] A condition MUST change nothing of either proceeding, and MUST be shown with both. An act in effect that it
// stands before MUST be shown as done while it was not met where, of the places of the other proceeding that are dated at
// or before the act, the last one in the order leads to none of its `states`.
func TestConditions(t *testing.T) {
	var out bytes.Buffer
	out.WriteString("# How conditions stand. Section 6.8 says what the lines mean.\n")
	for _, k := range conditionCases {
		n := k.stand()
		fmt.Fprintf(&out, "\ncase: %q\ncondition: step kept verified before business\n", k.name)
		if !k.unnamed {
			fmt.Fprintf(&out, "names: %s\n", choose(k.procedure == "", "nothing held", k.procedure))
		}
		for _, s := range k.other {
			fmt.Fprintf(&out, "place: %d %s\n", s.date, s.to)
		}
		for i, a := range k.acts {
			mark := ""
			if slices.Contains(n.Unmet, parley.Hash{byte(i + 1)}) {
				mark = " unmet"
			}
			fmt.Fprintf(&out, "act: %d %s %s%s\n", a.date, a.name, choose(a.how == InEffect, "in-effect", "crossed"), mark)
		}
		fmt.Fprintf(&out, "stands: %s %d\n", metWords[n.Status], n.Since)
	}
	if *update {
		if err := os.WriteFile(conditionVectors, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(conditionVectors)
	if err != nil || !bytes.Equal(want, out.Bytes()) {
		t.Errorf("%s differs from what is reckoned now, or %v", conditionVectors, err)
	}
}
