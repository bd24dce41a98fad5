package form_test

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"testing"

	"parley"
	"parley/form"
	"parley/wire"
)

const comparedVectors = "../spec/vectors/form/compared.txt"

// A tally is a daily tally: the hours of its period, and zone, explosions and others of each row.
type tally struct {
	id, party   string
	from, until int
	rows        []zoneCount
	cancels     string
	corrects    string
}

type zoneCount struct {
	zone string
	n    [3]int // explosions, other, exercise; less than 0: none
}

func idOf(word string) parley.Hash { return parley.Hash{word[0]} }

func (k tally) notice() form.Notice {
	hour := func(h int) form.Time { return form.Time(1_795_305_600_000 + h*3_600_000) }
	var rows form.Table
	for _, r := range k.rows {
		row := form.Fields{"zone": form.Text(r.zone)}
		for i, name := range []string{"explosions", "other", "exercise"} {
			if r.n[i] >= 0 {
				row[name] = form.Number(r.n[i])
			}
		}
		rows = append(rows, row)
	}
	n := form.Notice{ID: idOf(k.id), Party: parley.PartyID(k.party), Body: form.Body{Fields: form.Fields{"from": hour(k.from), "until": hour(k.until), "counts": rows}}}
	refer := func(word string) *parley.Hash {
		if word == "" {
			return nil
		}
		id := idOf(word)
		return &id
	}
	n.Refers = wire.Refers{Cancels: refer(k.cancels), Corrects: refer(k.corrects)}
	return n
}

var comparedCases = []struct {
	name    string
	earlier []tally
	now     tally
}{
	{"the day before", []tally{{id: "a", party: "east", from: 0, until: 24, rows: []zoneCount{{"north", [3]int{7, 2, 1}}, {"gone", [3]int{3, 0, -1}}}}},
		tally{id: "b", party: "east", from: 24, until: 48, rows: []zoneCount{{"north", [3]int{12, 0, -1}}, {"new", [3]int{0, 1, 0}}}}},
	{"nothing before", nil, tally{id: "b", party: "east", from: 24, until: 48, rows: []zoneCount{{"north", [3]int{1, 1, 1}}}}},
	{"a day is left out", []tally{{id: "a", party: "east", from: 0, until: 24, rows: []zoneCount{{"north", [3]int{7, 2, 1}}}}},
		tally{id: "b", party: "east", from: 48, until: 72, rows: []zoneCount{{"north", [3]int{1, 1, 1}}}}},
	{"of another party", []tally{{id: "a", party: "west", from: 0, until: 24, rows: []zoneCount{{"north", [3]int{7, 2, 1}}}}},
		tally{id: "b", party: "east", from: 24, until: 48, rows: []zoneCount{{"north", [3]int{1, 1, 1}}}}},
	{"corrected since", []tally{{id: "a", party: "east", from: 0, until: 24, rows: []zoneCount{{"north", [3]int{7, 2, 1}}}}, {id: "c", party: "east", from: 0, until: 24, rows: []zoneCount{{"north", [3]int{8, 2, 1}}}, corrects: "a"}},
		tally{id: "b", party: "east", from: 24, until: 48, rows: []zoneCount{{"north", [3]int{1, 1, 1}}}}},
	{"twice, not corrected: the later", []tally{{id: "a", party: "east", from: 0, until: 24, rows: []zoneCount{{"north", [3]int{7, 2, 1}}}}, {id: "c", party: "east", from: 0, until: 24, rows: []zoneCount{{"north", [3]int{9, 2, 1}}}}},
		tally{id: "b", party: "east", from: 24, until: 48, rows: []zoneCount{{"north", [3]int{1, 1, 1}}}}},
	{"a row twice: the first", []tally{{id: "a", party: "east", from: 0, until: 24, rows: []zoneCount{{"north", [3]int{7, 2, 1}}, {"north", [3]int{70, 20, 10}}}}},
		tally{id: "b", party: "east", from: 24, until: 48, rows: []zoneCount{{"north", [3]int{1, 1, 1}}, {"north", [3]int{5, 5, 5}}}}},
}

// [FORM-30] A notice in a form that is `compared` MUST be put beside the last of those earlier ones that a rule would see
// (FORM-21) whose `until` is its `from`, and beside none else; where there is none, a reader MUST say so.
// [FORM-31] For each value of `row` in either, in the order of the notice and then of the earlier one, each number of the
// first row with that value MUST be shown with that of the other; where one of them has none, it MUST be shown as missing
// and not as 0.
// [FORM-32] A comparison MUST NOT be taken for a part of the message, change what becomes of it, or be shown as a finding.
func TestCompare(t *testing.T) {
	f := form.Of(ready(t, "ceasefire"), "daily-tally")
	var out bytes.Buffer
	out.WriteString("# Daily tallies of the charter ceasefire beside the one before. Section 5.8 says what the lines mean.\n")
	for _, k := range comparedCases {
		fmt.Fprintf(&out, "\nname: %q\n", k.name)
		var earlier []form.Notice
		for _, e := range k.earlier {
			earlier = append(earlier, e.notice())
			writeTally(&out, "earlier", e)
		}
		writeTally(&out, "notice", k.now)
		n := k.now.notice()
		c, ok := f.Compare(n, earlier)
		if !ok {
			t.Fatal("the form is not compared")
		}
		if again := k.now.notice(); !reflect.DeepEqual(n, again) {
			t.Errorf("%s: beside another the notice is %+v, by itself %+v", k.name, n, again)
		}
		for i, e := range k.earlier {
			if again := e.notice(); !reflect.DeepEqual(earlier[i], again) {
				t.Errorf("%s: an earlier notice became %+v", k.name, earlier[i])
			}
		}
		before := "none"
		if !c.Before.IsZero() {
			before = string(rune(c.Before[0]))
		}
		fmt.Fprintf(&out, "before: %s\n", before)
		for _, row := range c.Rows {
			for _, x := range row.Numbers {
				fmt.Fprintf(&out, "compared: %s %s %s %s\n", row.Row, x.Column.Name, amount(x.Was), amount(x.Now))
			}
		}
	}
	if _, ok := form.Of(ready(t, "ceasefire"), "safety").Compare(form.Notice{}, nil); ok {
		t.Error("a form is compared that the charter does not compare")
	}
	if *update {
		if err := os.WriteFile(comparedVectors, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(comparedVectors); err != nil || !bytes.Equal(want, out.Bytes()) {
		t.Errorf("%s is not what the test makes, or %v", comparedVectors, err)
	}
}

func writeTally(out *bytes.Buffer, line string, k tally) {
	fmt.Fprintf(out, "%s: %s %s %d %d%s%s\n", line, k.id, k.party, k.from, k.until, word(" cancels ", k.cancels), word(" corrects ", k.corrects))
	for _, r := range k.rows {
		fmt.Fprintf(out, "row: %s %s %s %s\n", r.zone, least(r.n[0]), least(r.n[1]), least(r.n[2]))
	}
}

func word(before, s string) string {
	if s == "" {
		return ""
	}
	return before + s
}

func least(n int) string {
	if n < 0 {
		return "none"
	}
	return fmt.Sprint(n)
}

func amount(n *form.Number) string {
	if n == nil {
		return "none"
	}
	return fmt.Sprint(*n)
}
