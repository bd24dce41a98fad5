package form_test

import (
	"reflect"
	"testing"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/wire"
)

var goodReferences = []string{"CBM/NORTH/26/0010/F25/O", "X/A-1/00/9999/F-1/A", "HOTLINE/SOUTH/99/10000/TEXT/C", "CBM/NORTH/26/999999/F25/T"}

var badReferences = []string{"", "CBM/NORTH/26/0010/F25", "CBM/NORTH/26/0010/F25/O/", "CBM/north/26/0010/F25/O", "cbm/NORTH/26/0010/F25/O", "CBM/NORTH/2026/0010/F25/O",
	"CBM/NORTH/26/010/F25/O", "CBM/NORTH/26/00010/F25/O", "CBM/NORTH/26/0000/F25/O", "CBM/NORTH/26/1000000/F25/O", "CBM/NORTH/26/+010/F25/O", "CBM/NORTH/26/0010/F25/X",
	"CBM/NORTH/26/0010/F25/OA", "CBM/NORTH/26/0010//O", "/NORTH/26/0010/F25/O", "CBM/NO/26/0010/F25/O", "CBM/NÖRTH/26/0010/F25/O", "CBM/NORTH/6/0010/F25/O", "1CBM/NORTH/26/0010/F25/O",
	"ABCDEFGHIJKLMNOPQ/NORTH/26/0010/F25/O"}

// [FORM-14] A human reference MUST be REGIME/PARTY/YY/NUMBER/FORMAT/STATUS: the regime of the charter, the originator's id in capitals, the last two digits of the year, the number with four digits at least, the short name of the form, and O, A, C or T.
func TestReference(t *testing.T) {
	for _, s := range goodReferences {
		if r, err := form.ParseReference(s); err != nil || r.String() != s {
			t.Errorf("%s is read as %+v, %v", s, r, err)
		}
	}
	for _, s := range badReferences {
		_, err := form.ParseReference(s)
		refuses(t, s, err, parley.CodeBadMessage, `"`+s+`" is no reference like CBM/NORTH/26/0010/F25/O: regime, party, year, number, format, status`)
	}
}

// [FORM-15] A message in a form with a short name, under a charter with a regime, MUST begin its body with the reference that fits it: regime, originator, year of its time, short name of its form, and C where it cancels, else A where it corrects, else T where it translates, else O; a reader MUST flag what does not fit, and refuse nothing.
func TestCheckReference(t *testing.T) {
	f, id := sampleForm(), parley.Hash{1}
	for _, c := range []struct {
		refers wire.Refers
		status string
	}{{wire.Refers{}, "O"}, {wire.Refers{ReplyTo: &id}, "O"}, {wire.Refers{Corrects: &id}, "A"}, {wire.Refers{Cancels: &id, Corrects: &id}, "C"}, {wire.Refers{Translates: &id}, "T"}} {
		r := f.NewReference(nil, "north", noon, c.refers)
		if r.String() != "CBM/NORTH/26/0001/F25/"+c.status {
			t.Errorf("%+v gives %s", c.refers, r)
		}
		if flags := f.CheckReference(form.Body{Reference: r}, "north", noon, c.refers); flags != nil {
			t.Errorf("%s raises %+v", r, flags)
		}
	}
	if r := form.Of(sampleCharter(), form.FormTranslation).NewReference(nil, "north", noon, wire.Refers{}); r != nil {
		t.Errorf("a form without a short name gives %s", r)
	}
	const newYear = parley.Millis(1798761600000) // 2027-01-01T00:00:00Z
	if r := f.NewReference(nil, "north", newYear-1, wire.Refers{}); r.Year != 26 {
		t.Errorf("the last millisecond of 2026 is of the year %d", r.Year)
	}
	for _, c := range []struct {
		name   string
		change func(*form.Reference)
	}{
		{"regime", func(r *form.Reference) { r.Regime = "CFE" }}, {"party", func(r *form.Reference) { r.Party = "south" }}, {"year", func(r *form.Reference) { r.Year = 27 }},
		{"format", func(r *form.Reference) { r.Format = "F26" }}, {"status", func(r *form.Reference) { r.Status = "A" }},
	} {
		b := smallBody()
		c.change(b.Reference)
		flags := f.CheckReference(b, "north", noon, wire.Refers{})
		if len(flags) != 1 || flags[0].Level != charter.LevelNote || flags[0].Sentence["en"] != "The reference "+b.Reference.String()+" does not fit the message, which would have CBM/NORTH/26/0011/F25/O." {
			t.Errorf("another %s raises %+v", c.name, flags)
		}
		if _, err := f.Decode(mustEncode(t, f, b)); err != nil {
			t.Errorf("another %s: %v", c.name, err)
		}
	}
	none := f.CheckReference(form.Body{}, "north", noon, wire.Refers{})
	if len(none) != 1 || none[0].Sentence["fr"] != "Le message n'a pas de référence, que son formulaire exige." {
		t.Errorf("no reference raises %+v", none)
	}
}

// A reference is found in a body that does not fit.
func TestReferenceIn(t *testing.T) {
	raw := mustEncode(t, sampleForm(), smallBody())
	for _, c := range []struct {
		name string
		raw  []byte
		want string
	}{
		{"a body", raw, "CBM/NORTH/26/0011/F25/O"},
		{"a body that does not fit", crude(set(smallBody(), "host", form.Party("east"))), "CBM/NORTH/26/0011/F25/O"},
		{"a body without one", mustEncode(t, sampleForm(), after(smallBody(), func(b *form.Body) { b.Reference = nil })), ""},
		{"another text in its place", wire.Marshal([]any{[]any{"REF", "CBM"}}), ""}, {"a number in its place", wire.Marshal([]any{[]any{"REF", 1}}), ""},
		{"no pairs", wire.Marshal([]any{1}), ""}, {"no elements", wire.Marshal([]any{}), ""}, {"a text", []byte("Good morning."), ""}, {"nothing", nil, ""},
	} {
		got := ""
		if r := form.ReferenceIn(c.raw); r != nil {
			got = r.String()
		}
		if got != c.want {
			t.Errorf("in %s there is %q, want %q", c.name, got, c.want)
		}
	}
}

func numbers(party parley.PartyID, year int, of ...int) (out []form.Reference) {
	for _, n := range of {
		out = append(out, form.Reference{Regime: "CBM", Party: party, Year: year, Number: n, Format: "F25", Status: "O"})
	}
	return out
}

// [FORM-16] A party MUST count its messages with a reference under a charter without a gap, from 1 in each year, whatever their form, status and addressees.
func TestNext(t *testing.T) {
	held := append(numbers("north", 26, 1, 2, 7, 3), append(numbers("south", 26, 20), numbers("north", 25, 90)...)...)
	for _, c := range []struct {
		party parley.PartyID
		year  int
		want  int
	}{{"north", 26, 8}, {"south", 26, 21}, {"north", 25, 91}, {"north", 27, 1}} {
		if got := form.Next(held, c.party, c.year); got != c.want {
			t.Errorf("after these %s has the number %d in %d, want %d", c.party, got, c.year, c.want)
		}
	}
	if r := sampleForm().NewReference(held, "north", noon, wire.Refers{}); r.Number != 8 {
		t.Errorf("the next reference is %s", r)
	}
}

// [FORM-17] A reader that lacks a number, or holds one twice, MUST flag it and MUST NOT refuse, hold back or discard a message for it.
func TestGaps(t *testing.T) {
	held := append(numbers("south", 26, 2, 2, 2, 3), append(numbers("north", 26, 9, 4, 5, 10), numbers("north", 25, 1, 2)...)...)
	want := []form.Gap{{Party: "north", Year: 26, First: 1, Last: 3}, {Party: "north", Year: 26, First: 6, Last: 8},
		{Party: "south", Year: 26, First: 1, Last: 1}, {Party: "south", Year: 26, First: 2, Last: 2, Twice: true}}
	got := form.Gaps(held)
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("the gaps are %+v, want %+v", got, want)
	}
	for i, sentence := range []string{"No messages with the numbers CBM/NORTH/26/0001 to CBM/NORTH/26/0003 are here. They may be under way, or addressed to others.",
		"No messages with the numbers CBM/NORTH/26/0006 to CBM/NORTH/26/0008 are here. They may be under way, or addressed to others.",
		"No message with the number CBM/SOUTH/26/0001 is here. It may be under way, or addressed to others.", "More than one message has the number CBM/SOUTH/26/0002."} {
		if f := sampleForm().Flag(got[i]); f.Sentence["en"] != sentence || f.Level != charter.LevelNote || f.Sentence["fr"] == "" {
			t.Errorf("a gap is said as %+v", f)
		}
	}
	if got := form.Gaps(append(numbers("north", 26, 3, 1, 2), numbers("south", 26, 1)...)); got != nil {
		t.Errorf("without a gap there are %+v", got)
	}
}

// [FORM-18] A message of the form `translation` MUST name in `refers` the message that it translates; a reader MUST flag one that does not.
func TestTranslation(t *testing.T) {
	f, id := form.Of(sampleCharter(), form.FormTranslation), parley.Hash{1}
	if flags := f.CheckTranslation(wire.Refers{Translates: &id}); flags != nil {
		t.Errorf("a translation raises %+v", flags)
	}
	if flags := f.CheckTranslation(wire.Refers{ReplyTo: &id}); len(flags) != 1 || flags[0].Sentence["en"] != "The message does not say what it translates." {
		t.Errorf("a translation of nothing raises %+v", flags)
	}
	if flags := sampleForm().CheckTranslation(wire.Refers{}); flags != nil {
		t.Errorf("another form raises %+v", flags)
	}
	var b form.Body
	for _, s := range []string{"lang=uk", "status=checked", "text=Добрий ранок."} {
		if err := f.Set(&b, s); err != nil {
			t.Fatal(err)
		}
	}
	if again, err := f.Decode(mustEncode(t, f, b)); err != nil || !reflect.DeepEqual(again, b) {
		t.Errorf("%+v was read as %+v, %v", b, again, err)
	}
	for _, languages := range [][]string{{"en"}, {"de", "fr", "ru", "uk", "ko"}} {
		form, schema := form.Translation(languages)
		for _, title := range []map[string]string{form.Title, schema.Fields[0].Title, schema.Fields[1].Choices[3].Title} {
			if len(title) != len(languages) || title[languages[len(languages)-1]] == "" {
				t.Errorf("in %v the titles are %v", languages, title)
			}
		}
	}
}
