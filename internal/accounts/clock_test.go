package accounts

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"parley/examples"
)

var update = flag.Bool("update", false, "write the golden files anew")

func read(t testing.TB, text string) *File {
	t.Helper()
	f, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func day(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestDialogue holds what the clock says of the accounts that come with the program, at its turning points. Golden file:
// testdata/dialogue.txt, which was read against the accounts.
func TestDialogue(t *testing.T) {
	f := read(t, string(examples.Dialogue))
	var b strings.Builder
	for _, d := range []string{"2013-01-01", "2014-07-01", "2015-05-08", "2015-12-03", "2016-02-12", "2016-05-01", "2019-08-01", "2020-07-01", "2021-03-25", "2021-06-08"} {
		b.WriteString("== " + d + "\n")
		for _, v := range Board([]Imported{{Name: "dialogue", File: f}}, day(t, d)) {
			b.WriteString(strings.Join(v.Lines(), "\n  ") + "\n")
		}
	}
	b.WriteString("== who ended what\n" + strings.Join(f.StatementLines(), "\n") + "\n")
	if *update {
		if err := os.WriteFile("testdata/dialogue.txt", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/dialogue.txt")
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the clock says\n%s", b.String())
	}
}

const head = "sources:\n  a: {outlet: Herald, date: 2021-06-30}\n  b: {outlet: Courier, date: 2021-03, approx: true}\n" +
	"parties:\n  north: {name: Northland}\n  south: {name: Southmark}\n"

// TestTwoAccounts: where accounts differ, both values stand with who gives them, and each is read to its own date only.
func TestTwoAccounts(t *testing.T) {
	f := read(t, head+"events:\n"+
		"  - {date: 2020-01-10, channel: council, act: met, source: [a]}\n"+
		"  - {date: 2020-03-10, channel: council, act: met, source: [b]}\n"+
		"  - {date: 2020-06-01, channel: council, act: invited, by: north, source: [a]}\n"+
		"  - {date: 2020-07-01, channel: council, act: declined, by: south, source: [b]}\n")
	v := Board([]Imported{{Name: "x", File: f, Procedures: map[string]string{"council": "invitation"}}}, day(t, "2021-06-10"))
	if len(v) != 1 || v[0].Proved || v[0].Mark != Mark || v[0].File != "x" || given(v[0].Procedure) != "invitation" {
		t.Fatalf("%+v", v)
	}
	text, err := json.Marshal(v[0].Silent)
	want := `[{"account":"Herald, 2021-06-30","silent":"17 months","since":"met, 2020-01-10","as_of":"2021-06-10","basis":"computed"},` +
		`{"account":"Courier, about 2021-03","silent":"12 months","since":"met, 2020-03-10","as_of":"about 2021-03","basis":"computed"}]`
	if err != nil || string(text) != want {
		t.Errorf("%s", text)
	}
	if m := v[0].MoveByAccount; len(m) != 2 || strings.Join(m[0].Move, " ") != "south" || len(m[1].Move) != 0 || len(v[0].Move) != 0 {
		t.Errorf("%+v", m)
	}
}

// TestMove is the table of what acts do to the move.
func TestMove(t *testing.T) {
	for _, c := range []struct{ event, want string }{
		{"act: invited, by: north", "south"},
		{"act: invited, by: south", "north"},
		{"act: invited, by: somebody", ""},
		{"act: invited", ""},
		{"act: proposal, by: hill, within: north", "others within north"},
		{"act: decision-due, by: north", "north"},
		{"act: decision-due", "north"},
		{"act: statement, by: south", "north"},
		{"act: sang, by: south", "north"},
		{"act: met", ""},
		{"act: declined, by: north", ""},
		{"act: suspended, by: north", ""},
	} {
		f := read(t, head+"events:\n  - {date: 2020-01-01, channel: c, act: invited, by: south, source: a}\n  - {date: 2020-01-02, channel: c, "+c.event+", source: a}\n")
		if got := strings.Join(At(f, day(t, "2020-01-02"))[0].Together.Move, " "); got != c.want {
			t.Errorf("%s: the move is with %q, want %q", c.event, got, c.want)
		}
	}
}

// TestNothingBefore: no event is told before its date has begun, and no disagreement before two of its values were out.
func TestNothingBefore(t *testing.T) {
	f := read(t, head+"events:\n  - {date: 2020-06, channel: c, act: met, source: [a]}\n"+
		"disagreements:\n  - {what: of c, values: [{value: x, source: a}, {value: y, source: b}]}\n")
	if s := At(f, day(t, "2020-05-31")); len(s) != 0 {
		t.Errorf("%+v", s)
	}
	for at, want := range map[string]int{"2020-06-01": 0, "2021-03-01": 0, "2021-06-29": 0, "2021-06-30": 1} {
		if s := At(f, day(t, at)); len(s) != 1 || len(s[0].Disagreements) != want {
			t.Errorf("%s: %+v", at, s)
		}
	}
}

// TestConcerns is the table of which channels a disagreement is about.
func TestConcerns(t *testing.T) {
	for _, c := range []struct{ what, want string }{
		{"what: how long the council was silent", "council"},
		{"what: whether the direct line was cut", "line"},
		{"what: whether there was contact", "council other"},
		{"what: whether there was contact, channel: line", "line"},
	} {
		f := read(t, head+"channels:\n  council: {name: Joint Council}\n  line: {name: a direct one}\n"+
			"events:\n  - {date: 2020, channel: council, act: met, source: a}\n  - {date: 2020, channel: line, act: met, source: b}\n  - {date: 2020, channel: other, act: met, source: a}\n"+
			"disagreements:\n  - {"+c.what+", values: [{value: x, source: a}, {value: y, source: a}]}\n")
		if got := strings.Join(f.Concerns(f.Disagreements[0]), " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

func TestSince(t *testing.T) {
	for _, c := range []struct{ date, at, want string }{
		{"2019-07", "2021-06-07", "22 to 23 months"},
		{"2015-05-07", "2015-05-08", "1 day"},
		{"2015-05-07", "2015-06-07", "31 days"},
		{"2015-05-31", "2015-09-30", "3 months"},
		{"2015", "2015-07-01", "0 to 6 months"},
		{"2014", "2016-01-01", "12 to 24 months"},
		{"2021-01-01", "2020-01-01", "0 days"},
		{"9999", "9999-12-31", "0 to 11 months"},
	} {
		d, err := ParseDate(c.date)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Since(day(t, c.at)).String(); got != c.want {
			t.Errorf("%s at %s: %s, want %s", c.date, c.at, got, c.want)
		}
	}
}
