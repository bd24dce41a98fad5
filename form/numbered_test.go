package form_test

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/form"
)

func mustNumber(t testing.TB, f *form.Form, lang string, b form.Body) string {
	t.Helper()
	text, err := f.Numbered(lang, b, false)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const fullNumbered = `FORM F25 exercise-notice en
REF CBM/NORTH/26/0010/F25/O
EXERCISE
1. Designation: NORTH WIND 26
2. Purpose: Movement by road.
| No live fire.
3. Start: 111200Z JAN 27
4. End: 2027-01-21T12:00:15.250Z
5. Warning time: 42d
6. Troops: 14000 persons
7. Length: -2.50 km
8. Level of command: Division (DIV-1)
9. Host: Southmark (south)
10. Invitation of observers: b18204ff44e9b4c8c71ef7135572b0683ddf132c066af45d87f7610f20135509
11. Area: circle 59.33000,-18.06000 radius 25000 precision 1000
12. Units: 2
12.1.1. Unit: 1st Brigade
12.1.2. Troops: 9500 persons
12.1.5. Of: Northland (north)
12.2.1. Unit: 2nd Brigade
12.2.2. Troops: 4500 persons
12.2.3. Area: area strait
12.2.4. Since: 221200Z NOV 26
EXERCISE
END
`

// [FORM-40] Numbered text MUST be lines of UTF-8, each ended by one LF: the line FORM with the short name of the form where it has one, the name of the form and a language of the charter; the line REF with the human reference where the body has one; in an exercise the line EXERCISE; the items; in an exercise the line EXERCISE again; and the line END.
// [FORM-42] An item MUST begin with the number of its field, counted from 1 in the order of the schema, or for a cell with the numbers of its table, row and column, then ". ", the title of the field in the language of the text and ":"; items MUST stand in ascending order, none for a field that is absent.
func TestNumbered(t *testing.T) {
	f := sampleForm()
	if got := mustNumber(t, f, "en", fullBody()); got != fullNumbered {
		t.Errorf("written as\n%s", got)
	}
	french := mustNumber(t, f, "fr", fullBody())
	for _, want := range []string{"FORM F25 exercise-notice fr\n", "\n3. Début: 111200Z JAN 27\n", "\n8. Niveau de commandement: Division (DIV-1)\n", "\n12. Unités: 2\n12.1.1. Unité: 1st Brigade\n"} {
		if !strings.Contains(french, want) {
			t.Errorf("the French text lacks %q:\n%s", want, french)
		}
	}
	live := sampleCharter()
	live.Exercise, live.Regime, live.Schemas[0].Short = false, "", ""
	b := smallBody()
	b.Reference = nil
	if got := mustNumber(t, form.Of(live, "exercise-notice"), "en", b); got != "FORM exercise-notice en\n1. Designation: SNOW\n3. Start: 041200Z JAN 27\n6. Troops: 9000 persons\nEND\n" {
		t.Errorf("a real notice without reference is\n%s", got)
	}
	if _, err := f.Numbered("ru", fullBody(), false); err == nil || !strings.Contains(parley.SentenceOf(err), `the charter has no language "ru"; it has en, fr`) {
		t.Errorf("in a language that the charter does not have: %v", err)
	}
}

// [FORM-46] Numbered text that a reader accepts MUST be the one text of its body in that language: written again, it is the same bytes.
func TestNumberedIsReadBack(t *testing.T) {
	f, r := sampleForm(), rand.New(rand.NewPCG(20, 21))
	for range 600 {
		b := draw(r)
		for _, lang := range []string{"en", "fr"} {
			text := mustNumber(t, f, lang, b)
			again, exercise, err := f.FromNumbered([]byte(text))
			if err != nil || !exercise || !reflect.DeepEqual(again, b) {
				t.Fatalf("%s\nis read as %+v, %v, want %+v", text, again, err, b)
			}
		}
	}
	for _, s := range []string{"\na\n\nb \n", " a", "|", "1. Designation: x\nEND", "END", "a:"} {
		b := set(smallBody(), "purpose", form.Text(s))
		if again, _, err := f.FromNumbered([]byte(mustNumber(t, f, "en", b))); err != nil || !reflect.DeepEqual(again, b) {
			t.Errorf("the text %q is read as %+v, %v", s, again, err)
		}
	}
}

// [FORM-45] A reader MUST take the whole body or nothing of it, and MUST name the number of the item and the field that it refuses.
// [FORM-41] A reader MUST refuse numbered text of more than 1,048,576 bytes before it allocates memory for what is in it.
// [FORM-43] A value MUST be written as the table says; a reader MUST refuse it written otherwise.
// [FORM-44] The item of a table MUST hold the number of its rows, and the items of its cells MUST follow it.
func TestBadNumbered(t *testing.T) {
	for _, c := range badNumbered() {
		b, _, err := sampleForm().FromNumbered([]byte(c.text))
		refuses(t, c.name, err, c.code, c.want)
		if len(b.Fields) > 0 || b.Reference != nil {
			t.Errorf("%s: refused, and %v was taken", c.name, b)
		}
	}
	f := sampleForm()
	huge := bytes.Repeat([]byte("1. Designation: x\n"), form.MaxNumbered/10)
	if got := testing.AllocsPerRun(10, func() { f.FromNumbered(huge) }); got > 50 {
		t.Errorf("a text that is too large took %v allocations", got)
	}
}

func badNumbered() []badText {
	const bad, large = parley.CodeBadMessage, parley.CodeTooLarge
	small := mustNumbered()
	put := func(old, put string) string { return strings.Replace(small, old, put, 1) }
	item := func(l string) string { return put("6. Troops", l+"\n6. Troops") }
	last := func(lines ...string) string { return put("EXERCISE\nEND", strings.Join(lines, "\n")+"\nEXERCISE\nEND") }
	return []badText{
		{"nothing", "", bad, `the numbered text does not begin with a line like "FORM F25 exercise-notice en"`},
		{"JSON", "{}", bad, `the numbered text does not begin with a line like "FORM F25 exercise-notice en"`},
		{"another form", put("exercise-notice", "text"), bad, `the numbered text is of the form "text", not "exercise-notice"`},
		{"another short name", put("F25 ex", "F26 ex"), bad, `the first line is "FORM F26 exercise-notice en"; it is to be like "FORM F25 exercise-notice en"`},
		{"another language", put("notice en", "notice ru"), bad, `the charter has no language "ru"; it has en, fr`},
		{"two spaces", put("FORM ", "FORM  "), bad, `the first line is "FORM  F25 exercise-notice en"; it is to be like "FORM F25 exercise-notice en"`},
		{"not UTF-8", put("SNOW", "\xff"), bad, "the numbered text is not UTF-8"},
		{"too large", strings.Repeat(" ", form.MaxNumbered+1), large, "the numbered text has 1048577 bytes, more than 1048576"},
		{"no reference", put("/0011/", "/11/"), bad, `"CBM/NORTH/26/11/F25/O" is no reference like CBM/NORTH/26/0010/F25/O: regime, party, year, number, format, status`},
		{"no exercise", put("EXERCISE\n", ""), bad, "the charter is an exercise and the line EXERCISE is missing before the first item"},
		{"an exercise without end", put("EXERCISE\nEND", "END"), bad, `line 7 is "END"; an item like "3. Title: value", a line of a text after "|", or EXERCISE was expected`},
		{"breaks off in an item", small[:strings.Index(small, "6. ")], bad, "the numbered text breaks off: the line EXERCISE is missing"},
		{"breaks off at the end", put("END\n", ""), bad, "the numbered text breaks off: the line END is missing"},
		{"no last line end", strings.TrimSuffix(small, "\n"), bad, "after the line END stands something else, or its line does not end"},
		{"more after the end", small + "7. Length: 1.00 km\n", bad, "after the line END stands something else, or its line does not end"},
		{"CR LF", strings.ReplaceAll(small, "\n", "\r\n"), bad, "the charter has no language \"en\\r\"; it has en, fr"},
		{"an empty line", put("3. Start", "\n3. Start"), bad, `line 5 is ""; an item like "3. Title: value", a line of a text after "|", or EXERCISE was expected`},
		{"twice", item("3. Start: 041200Z JAN 27"), bad, "item 3 stands after a later one, or twice"},
		{"out of order", item("2. Purpose: x"), bad, "item 2 stands after a later one, or twice"},
		{"no such item", last("13. More: x"), bad, `item 13: the form "exercise-notice" has the items 1 to 12`},
		{"a number with a nought", item("05. Warning time: 42d"), bad, `line 6 is "05. Warning time: 42d"; an item like "3. Title: value", a line of a text after "|", or EXERCISE was expected`},
		{"another title", item("5. Warning: 42d"), bad, `item 5: the field "warning" begins with "5. Warning time:"`},
		{"the title of another language", item("5. Préavis: 42d"), bad, `item 5: the field "warning" begins with "5. Warning time:"`},
		{"no space", item("5. Warning time:42d"), bad, `item 5: in the field "warning" a value or a line of it stands after one space, or is empty`},
		{"a space and nothing", item("5. Warning time: "), bad, `item 5: in the field "warning" a value or a line of it stands after one space, or is empty`},
		{"nothing", item("5. Warning time:"), bad, `item 5: the field "warning" is empty; leave it out`},
		{"a bar and nothing", put("SNOW", "SNOW\n|x"), bad, `item 1: in the field "designation" a value or a line of it stands after one space, or is empty`},
		{"a bar before the items", put("1. ", "| x\n1. "), bad, `line 4 is "| x"; an item like "3. Title: value", a line of a text after "|", or EXERCISE was expected`},
		{"a duration in other units", item("5. Warning time: 1008h"), bad, `item 5: the field "warning" is "1008h"; write it as "42d"`},
		{"a time in full", put("041200Z JAN 27", "2027-01-04T12:00Z"), bad, `item 3: the field "start" is "2027-01-04T12:00Z"; write it as "041200Z JAN 27"`},
		{"a time of two lines", put("041200Z JAN 27", "041200Z JAN 27\n| x"), bad, `item 3: the field "start" is "041200Z JAN 27\nx"; write a time in UTC like 2026-11-22T14:30Z or "221430Z NOV 26"`},
		{"no time", put("041200Z JAN 27", "soon"), bad, `item 3: the field "start" is "soon"; write a time in UTC like 2026-11-22T14:30Z or "221430Z NOV 26"`},
		{"without the unit", put("9000 persons", "9000"), bad, `item 6: the field "troops" is "9000"; write it as "9000 persons"`},
		{"another unit", last("7. Length: 12.00 nm"), bad, `item 7: the field "length" is "12.00 nm"; it is a number with 2 decimals at most, such as 999.99`},
		{"a decimal fewer", last("7. Length: 12.5 km"), bad, `item 7: the field "length" is "12.5 km"; write it as "12.50 km"`},
		{"out of range", put("9000 persons", "1000001 persons"), bad, `item 6: the field "troops" is 1000001 persons, not 0 to 1000000`},
		{"a choice by its value", last("8. Level of command: DIV-1"), bad, `item 8: the field "level" is "DIV-1", which is none of Brigade (brigade), Division (DIV-1)`},
		{"a party by its id", last("9. Host: south"), bad, `item 9: the field "host" is "south", which is none of Northland (north), Southmark (south)`},
		{"no reference cited", last("10. Invitation of observers: yesterday's"), bad, `item 10: the field "invitation": "yesterday's" is not an id: an id is 64 lower-case hexadecimal digits`},
		{"no place", last("11. Area: circle 59.33"), bad, `item 11: the place "area": "59.33" is no point like 59.33,18.06 (latitude,longitude in degrees), nor radius, width, precision or called; an area is written area NAME, words are written words TEXT`},
		{"a place with fewer decimals", last("11. Area: circle 59.33,18.06 radius 5"), bad, `item 11: the field "area" is "circle 59.33,18.06 radius 5"; write it as "circle 59.33000,18.06000 radius 5"`},
		{"a circle of nothing", last("11. Area: circle 59.33000,18.06000"), bad, `item 11: the circle "area" has no radius`},
		{"missing", put("3. Start: 041200Z JAN 27\n", ""), bad, `item 3: the field "start" is missing`},
		{"too many rows", last("12. Units: 4"), bad, `item 12: the table "units" has "4" rows, not 1 to 3`},
		{"no rows", last("12. Units: 0"), bad, `item 12: the table "units" has "0" rows, not 1 to 3`},
		{"rows in words", last("12. Units: two"), bad, `item 12: the table "units" has "two" rows, not 1 to 3`},
		{"a cell without its table", last("12.1.1. Unit: x"), bad, `item 12.1.1: the field "units" has no such cell; its own line says how many rows it has`},
		{"a row too many", last("12. Units: 1", "12.1.1. Unit: x", "12.2.1. Unit: y"), bad, `item 12.2.1: the field "units" has no such cell; its own line says how many rows it has`},
		{"a cell of a field", last("11.1.1. Area: x"), bad, `item 11.1.1: the field "area" has no such cell; its own line says how many rows it has`},
		{"a column too many", last("12. Units: 1", "12.1.6. Unit: x"), bad, `item 12.1.6: the field "units" has no such cell; its own line says how many rows it has`},
		{"a cell missing", last("12. Units: 2", "12.1.1. Unit: x"), bad, `item 12.2.1: the field "units[1].name" is missing`},
		{"a cell at fault", last("12. Units: 1", "12.1.1. Unit: x", "12.1.2. Troops: many"), bad, `item 12.1.2: the field "units[0].troops" is "many"; it is a number with 0 decimals at most, such as 1000000`},
	}
}

func mustNumbered() string {
	text, err := sampleForm().Numbered("en", smallBody(), false)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// What people and their programs leave in a text is taken out before it is read, and nothing else.
func TestStraighten(t *testing.T) {
	f := sampleForm()
	for name, text := range map[string]string{
		"as it is": fullNumbered, "CR LF": strings.ReplaceAll(fullNumbered, "\n", "\r\n"), "a byte order mark": "\ufeff" + fullNumbered,
		"empty lines around it": "\n\n" + fullNumbered + "\n\n", "no last line end": strings.TrimSuffix(fullNumbered, "\n"),
	} {
		if b, err := f.Read([]byte(text)); err != nil || !reflect.DeepEqual(b, fullBody()) || !form.IsNumbered([]byte(text)) {
			t.Errorf("%s: %+v, %v", name, b, err)
		}
	}
	blank := strings.Replace(mustNumbered(), "6. Troops", "4. End:\n5. Warning time:\n6. Troops", 1)
	if b, err := f.Read([]byte(blank)); err != nil || !reflect.DeepEqual(b, smallBody()) {
		t.Errorf("with items that were not filled in: %+v, %v", b, err)
	}
	text, err := f.JSON(fullBody())
	if err != nil {
		t.Fatal(err)
	}
	if b, err := f.Read(text); err != nil || !reflect.DeepEqual(b, fullBody()) || form.IsNumbered(text) {
		t.Errorf("JSON: %+v, %v", b, err)
	}
}

// A blank names every item with what it may hold, and filled in it is read.
func TestBlank(t *testing.T) {
	f := sampleForm()
	blank, err := f.Blank("fr")
	if err != nil {
		t.Fatal(err)
	}
	const want = "FORM F25 exercise-notice fr\nEXERCISE\n# obligatoire\n1. Désignation:\n2. But:\n# obligatoire: 221430Z NOV 26\n3. Début:\n"
	if !strings.HasPrefix(string(blank), want) || !strings.Contains(string(blank), "\n# Brigade (brigade); Division (DIV-1)\n8. Niveau") || !strings.Contains(string(blank), "\n12.1.1. Unité:\n") {
		t.Errorf("the blank is\n%s", blank)
	}
	_, err = f.Read(blank)
	refuses(t, "an empty blank", err, parley.CodeBadMessage, `item 1: the field "designation" is missing`)
	filled := string(blank)
	for title, value := range map[string]string{"1. Désignation:": "SNOW", "3. Début:": "041200Z JAN 27", "6. Effectif:": "9000 persons", "12. Unités:": "1", "12.1.1. Unité:": "1st"} {
		filled = strings.Replace(filled, "\n"+title, "\n"+title+" "+value, 1)
	}
	want2 := set(smallBody(), "units", form.Table{{"name": form.Text("1st")}})
	want2.Reference = nil
	if b, err := f.Read([]byte(filled)); err != nil || !reflect.DeepEqual(b, want2) {
		t.Errorf("filled in it is read as %+v, %v", b, err)
	}
	if _, err := form.Of(sampleCharter(), "text").Blank("en"); err == nil {
		t.Error("a form without fields has a blank")
	}
}

// An exercise never becomes a real notice: "an exercise charter never becomes a live one".
func TestNumberedExercise(t *testing.T) {
	c := sampleCharter()
	c.Exercise = false
	f := form.Of(c, "exercise-notice")
	text, err := f.Numbered("en", smallBody(), true)
	if err != nil || !bytes.Equal(text, []byte(mustNumbered())) {
		t.Fatalf("an exercise under another charter is written as %s, %v", text, err)
	}
	if _, exercise, err := f.FromNumbered(text); err != nil || !exercise {
		t.Errorf("it is read as exercise %v, %v", exercise, err)
	}
	_, err = f.Read(text)
	refuses(t, "an exercise for a real notice", err, parley.CodeBadMessage, "the text is marked EXERCISE and the charter is no exercise; take the two lines out if the notice is to be a real one")
}

// Each form of the ready charters is written as numbered text in every language with all its fields, and read again.
func TestNumberedSamples(t *testing.T) {
	for _, name := range sampled {
		c := ready(t, name)
		for _, s := range c.Schemas {
			if s.Form == form.FormTranslation {
				continue
			}
			b, _ := sampleOf(t, c, name, s.Form)
			f := form.Of(c, s.Form)
			for lang := range c.Title {
				text := mustNumber(t, f, lang, b)
				again, _, err := f.FromNumbered([]byte(text))
				if err != nil || !reflect.DeepEqual(again, b) {
					t.Errorf("%s in %s: %v\n%s", s.Form, lang, err, text)
				}
				holdsTitles(t, s.Fields, lang, text)
			}
		}
	}
}

func holdsTitles(t *testing.T, fields []charter.Field, lang, text string) {
	for _, x := range fields {
		if !strings.Contains(text, ". "+x.Title[lang]+":") {
			t.Errorf("in %s there is no item %s", lang, x.Title[lang])
		}
		holdsTitles(t, x.Columns, lang, text)
	}
}

func FuzzFromNumbered(f *testing.F) {
	form := sampleForm()
	f.Add([]byte(fullNumbered))
	f.Add([]byte(mustNumbered()))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, exercise, err := form.FromNumbered(text)
		if err != nil {
			form.Read(text)
			return
		}
		lang := strings.Fields(string(text))[3]
		if again, err := form.Numbered(lang, b, exercise); err != nil || !bytes.Equal(again, text) {
			t.Errorf("%q is read and written as %q, %v", text, again, err)
		}
	})
}
