package form_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/form"
)

// [FORM-11] JSON of a body MUST be read and written without loss: numbers with all decimals of their field and never through floating point, and no name twice.
func TestJSON(t *testing.T) {
	f := sampleForm()
	got, err := f.JSON(fullBody())
	if err != nil || !json.Valid(got) {
		t.Fatalf("%s: %v", got, err)
	}
	var indented bytes.Buffer
	json.Indent(&indented, got, "", "  ")
	golden(t, "body.json", indented.String()+"\n")
	for _, c := range readJSON() {
		if b, err := f.FromJSON([]byte(c.text)); err != nil || !reflect.DeepEqual(b, c.body) {
			t.Errorf("%s: %s was read as %+v, %v", c.name, c.text, b, err)
		}
	}
	if b, err := f.FromJSON(got); err != nil || !reflect.DeepEqual(b, fullBody()) {
		t.Errorf("%s was read as %+v, %v", got, b, err)
	}
}

// A readable JSON is not as JSON writes it, but says body.
type readable struct {
	name, text string
	body       form.Body
}

func readJSON() []readable {
	text, err := sampleForm().JSON(fullBody())
	if err != nil {
		panic(err)
	}
	put := func(old, put string) string { return strings.Replace(string(text), old, put, 1) }
	const start, circle = "2027-01-11T12:00:00.000Z", `{"kind":"circle","precision":1000,"points":[[59.33000,-18.06000]],"metres":25000}`
	return []readable{
		{"a number as a string", put("-2.50", `"-2.50"`), fullBody()},
		{"a decimal fewer", put("-2.50", "-2.5"), fullBody()},
		{"hours", put(`"42d"`, `"1008h"`), fullBody()},
		{"without milliseconds", put(start, "2027-01-11T12:00:00Z"), fullBody()},
		{"without seconds", put(start, "2027-01-11T12:00Z"), fullBody()},
		{"a date-time group", put(start, "111200Z JAN 27"), fullBody()},
		{"null", put("-2.50", "null"), set(fullBody(), "length", nil)},
		{"a place on one line", put(circle, `"circle 59.33,-18.06 radius 25000 precision 1000"`), fullBody()},
		{"a point of strings", put("[[59.33000,-18.06000]]", `[["59.33","-18.06"]]`), fullBody()},
		{"spaces", " " + strings.ReplaceAll(string(text), `":`, "\" :\n") + "\n", fullBody()},
	}
}

func TestBadJSON(t *testing.T) {
	for _, c := range badJSON() {
		_, err := sampleForm().FromJSON([]byte(c.text))
		refuses(t, c.name, err, c.code, c.want)
	}
}

// A badText is JSON that is refused with the sentence.
type badText struct {
	name, text string
	code       parley.Code
	want       string
}

func badJSON() []badText {
	const bad, large = parley.CodeBadMessage, parley.CodeTooLarge
	const begin = `{"designation":"SNOW","start":"2027-01-04T12:00Z","troops":9000`
	place := `the place "area" has a %s that no place has; a place has kind, precision, points as [latitude, longitude], metres, words`
	return []badText{
		{"nothing", "", bad, "the body is not JSON: EOF"},
		{"breaks off", begin, bad, "the body is not JSON: EOF"},
		{"not JSON", begin + ",}", bad, "the body is not JSON: invalid character '}' looking for beginning of object key string"},
		{"an array", "[]", bad, "the body is not a JSON object"},
		{"two values", begin + "} {}", bad, "after the body stands something else"},
		{"twice", begin + `,"troops":1}`, bad, `the field "troops" stands twice`},
		{"twice in a place", begin + `,"area":{"kind":"words","words":"a","words":"b"}}`, bad, `the field "words" stands twice`},
		{"unknown", begin + `,"strength":1}`, bad, `there is no field "strength" here; there is designation, purpose, start, end, warning, troops, length, level, host, invitation, area, units`},
		{"missing", `{"designation":"SNOW"}`, bad, `the field "start" is missing`},
		{"not UTF-8", begin + ",\"purpose\":\"\xff\"}", bad, "the JSON is not UTF-8"},
		{"too deep", begin + `,"units":[[[[[[[1]]]]]]]}`, bad, "the JSON nests deeper than any body"},
		{"too large", strings.Repeat(" ", form.MaxJSON+1), large, "the JSON has 1048577 bytes, more than 1048576"},
		{"a decimal too many", begin + `,"length":1.234}`, bad, `the field "length" is "1.234"; it is a number with 2 decimals at most, such as 999.99`},
		{"an exponent", begin + `,"length":1e2}`, bad, `the field "length" is "1e2"; it is a number with 2 decimals at most, such as 999.99`},
		{"out of range", begin + `,"length":"1000"}`, bad, `the field "length" is 1000.00 km, not -5.00 to 999.99`},
		{"beyond 64 bits", begin + `,"length":99999999999999999999}`, bad, `the field "length" is "99999999999999999999"; it is a number with 2 decimals at most, such as 999.99`},
		{"a number for a text", begin + `,"purpose":1}`, bad, `the field "purpose" does not hold a text`},
		{"a time of another zone", begin + `,"end":"2027-01-04T12:00:00+01:00"}`, bad, `the field "end" is "2027-01-04T12:00:00+01:00"; write a time in UTC like 2026-11-22T14:30Z or "221430Z NOV 26"`},
		{"a time without zone", begin + `,"end":"2027-01-04T12:00:00"}`, bad, `the field "end" is "2027-01-04T12:00:00"; write a time in UTC like 2026-11-22T14:30Z or "221430Z NOV 26"`},
		{"a duration without unit", begin + `,"warning":"48"}`, bad, `the field "warning" is "48"; write a duration like 14d, 48h or 1h30m`},
		{"a duration out of order", begin + `,"warning":"1m1h"}`, bad, `the field "warning" is "1m1h"; write a duration like 14d, 48h or 1h30m`},
		{"a unit twice", begin + `,"warning":"1h1h"}`, bad, `the field "warning" is "1h1h"; write a duration like 14d, 48h or 1h30m`},
		{"a citation of nothing", begin + `,"invitation":"CBM"}`, bad, `the field "invitation": "CBM" is not an id: an id is 64 lower-case hexadecimal digits`},
		{"a bad reference", `{"REF":"CBM/NORTH/26/11/F25/O"}`, bad, `"CBM/NORTH/26/11/F25/O" is no reference like CBM/NORTH/26/0010/F25/O: regime, party, year, number, format, status`},
		{"rows that are none", begin + `,"units":[1]}`, bad, `row 0 of the table "units" is not a JSON object`},
		{"too many rows", begin + `,"units":[{},{},{},{}]}`, bad, `the table "units" has 4 rows, not 1 to 3`},
		{"an unknown column", begin + `,"units":[{"name":"a"},{"nom":"b"}]}`, bad, `there is no field "units[1].nom" here; there is name, troops, area, since, of`},
		{"a place of more", begin + `,"area":{"kind":"words","words":"a","height":1}}`, bad, strings.Replace(place, "%s", `"height"`, 1)},
		{"points that are none", begin + `,"area":{"kind":"circle","points":[1]}}`, bad, strings.Replace(place, "%s", `"points"`, 1)},
		{"a latitude of six decimals", begin + `,"area":{"kind":"circle","points":[[1.123456,1]]}}`, bad, strings.Replace(place, "%s", `"points"`, 1)},
		{"half metres", begin + `,"area":{"kind":"circle","points":[[1,1]],"metres":1.5}}`, bad, strings.Replace(place, "%s", `"metres"`, 1)},
	}
}

// What the command line sets.
func TestSet(t *testing.T) {
	f := sampleForm()
	b := form.Body{}
	for _, s := range []string{"designation=NORTH WIND 26", "purpose=Movement by road.\nNo live fire.", "start=2027-01-11T12:00Z", "end=2027-01-21T12:00:15.250Z", "warning=1000h",
		"warning=42d", "troops=14000", "length=-2.5", "level=DIV-1", "host=south", "invitation=b18204ff44e9b4c8c71ef7135572b0683ddf132c066af45d87f7610f20135509",
		"area=circle 59.33,-18.06 radius 25000 precision 1000", "units[0].name=1st Brigade", "units[0].troops=9500", "units[0].of=north", "units[1].name=x=y",
		"units[1].name=2nd Brigade", "units[1].troops=4500", `units[1].area={"kind":"area","words":"strait"}`, "units[1].since=221200Z NOV 26"} {
		if err := f.Set(&b, s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	b.Reference = fullBody().Reference
	if !reflect.DeepEqual(b, fullBody()) {
		t.Errorf("set %+v", b)
	}
	for _, s := range []string{"length=", `units=[{"name":"a","troops":"5"}]`, "units[0].troops="} {
		if err := f.Set(&b, s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	if want := set(set(fullBody(), "length", nil), "units", form.Table{{"name": form.Text("a")}}); !reflect.DeepEqual(b, want) {
		t.Errorf("set %+v", b)
	}
	for _, c := range []struct{ set, want string }{
		{"designation", `"designation" sets nothing; write field=value`},
		{"strength=1", `there is no field "strength" here; there is designation, purpose, start, end, warning, troops, length, level, host, invitation, area, units`},
		{"troops=many", `the field "troops" is "many"; it is a number with 0 decimals at most, such as 1000000`},
		{"troops[0].x=1", `the field "troops" is a number and has no rows`},
		{"units[5].name=x", `the table "units" has 1 rows, and may have 3; row 5 cannot be the next (rows count from 0)`},
		{"units[x].name=x", `"units[x].name" names no cell; write units[0].name=...`},
		{"units[00].name=x", `"units[00].name" names no cell; write units[0].name=...`},
		{"units[0].nom=x", `there is no field "units[0].nom" here; there is name, troops, area, since, of`},
		{"units[0].troops=x", `the field "units[0].troops" is "x"; it is a number with 0 decimals at most, such as 1000000`},
		{"units=1", `the field "units" does not hold a table`},
		{"units=[", `the body is not JSON: EOF`},
		{"area=circle 59.33", `the place "area": "59.33" is no point like 59.33,18.06 (latitude,longitude in degrees), nor radius, width, precision or called; an area is written area NAME, words are written words TEXT`},
		{"area=circle 59.33,18.06 radius 5km", `the place "area": after radius stand whole metres, 1 to 20000000`},
		{"area=circle 59.33,18.06 width 5", `the place "area": "width" is no point like 59.33,18.06 (latitude,longitude in degrees), nor radius, width, precision or called; an area is written area NAME, words are written words TEXT`},
	} {
		refuses(t, c.set, f.Set(&b, c.set), parley.CodeBadMessage, c.want)
	}
	if b.Fields["units"].(form.Table)[0]["troops"] != nil {
		t.Error("a refused value was set")
	}
	refuses(t, "no form", form.Of(sampleCharter(), "text").Set(&b, "a=b"), parley.CodeBadMessage, `the form "text" has no fields under edition 1 of the charter; its body is text`)
}

// A place written on one line is read as itself.
func TestPlaceText(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 11))
	for range 1000 {
		p := drawPlace(r)
		if again, err := form.ParsePlace(p.String()); err != nil || !reflect.DeepEqual(again, p) {
			t.Fatalf("%v was read as %v, %v", p, again, err)
		}
	}
	if _, err := form.ParsePlace("route" + strings.Repeat(" 1,1 2,2", 129)); parley.CodeOf(err) != parley.CodeTooLarge {
		t.Errorf("258 points: %v", err)
	}
}

// A duration written is read as itself.
func TestDurationText(t *testing.T) {
	f := form.Of(&charter.Charter{Schemas: []charter.Schema{{Form: "d", Fields: []charter.Field{field("d", "d", "d", charter.KindDuration)}}}}, "d")
	for _, c := range []struct{ text, written, shown string }{
		{"0s", "0s", "0 s"}, {"48h", "2d", "48 h"}, {"96h", "4d", "96 h"}, {"97h", "4d1h", "4 d 1 h"}, {"14d", "14d", "14 d"}, {"90m", "1h30m", "1 h 30 min"},
		{"1d1h1m1s1ms", "1d1h1m1s1ms", "1 d 1 h 1 min 1 s 1 ms"}, {"1500ms", "1s500ms", "1 s 500 ms"}, {"36525d", "36525d", "36525 d"},
	} {
		var b form.Body
		if err := f.Set(&b, "d="+c.text); err != nil {
			t.Fatal(err)
		}
		d, _ := form.Get[form.Duration](b.Fields, "d")
		if got := f.Text("en", b); d.String() != c.written || got != "d: "+c.shown+"\n" {
			t.Errorf("%s is written %s and shown as %q", c.text, d, got)
		}
	}
	for _, s := range []string{"", "h", "1", "1H", "-1h", "1.5h", "36525d1ms", "99999999999999d", "1h ", "1x"} {
		var b form.Body
		if err := f.Set(&b, "d="+s); err == nil && s != "" {
			t.Errorf("%q was read as %v", s, b.Fields["d"])
		}
	}
}

func FuzzFromJSON(f *testing.F) {
	form := sampleForm()
	text, _ := form.JSON(fullBody())
	f.Add(text)
	f.Add([]byte(`{"designation":"SNOW","start":"111200Z JAN 27","troops":9000,"area":"polygon 1,1 2,2 3,1 called x"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := form.FromJSON(text)
		if err != nil {
			return
		}
		again, err := form.JSON(b)
		if err != nil {
			t.Fatalf("%s is read and not written: %v", text, err)
		}
		if back, err := form.FromJSON(again); err != nil || !reflect.DeepEqual(back, b) {
			t.Errorf("%s is read as %+v, then %+v, %v", text, b, back, err)
		}
	})
}
