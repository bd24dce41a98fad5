package console

import (
	"bytes"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"parley/charter"
	"parley/form"
)

func drawnFields(t *testing.T, lang string, f *FormFields) string {
	t.Helper()
	drawn, err := parseTemplates()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := drawn.pages[lang]["compose"].ExecuteTemplate(&b, "form-fields", f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// "every charter form drawn from its definition": what is typed into a form with a field of every kind is a body of it, and
// a body gives the inputs that give it again.
func TestFormIsReadBack(t *testing.T) {
	h := storyCharter()
	body, faults := readForm(h.text, "exercise-notice", storyTyped())
	if len(faults) > 0 {
		t.Fatalf("the faults are %v", faults)
	}
	f := form.Of(h.text, "exercise-notice")
	if _, err := f.Encode(body); err != nil {
		t.Fatal(err)
	}
	if rows := body.Fields["units"].(form.Table); len(rows) != 2 || rows[1]["troops"] != form.Number(4500) {
		t.Errorf("the rows are %v", rows)
	}
	area := body.Fields["area"].(form.Place)
	want := []charter.Point{{Lat: 5_910_000, Lon: 1_800_000}, {Lat: 5_933_333, Lon: 1_850_000}, {Lat: 5_933_333, Lon: 1_800_000}}
	if area.Precision != 1000 || area.Words != "north of the strait" || !reflect.DeepEqual(area.Points, want) {
		t.Errorf("the place is %+v", area)
	}
	if body.Fields["height"] != form.Number(125) || body.Fields["warning"] != form.Duration(28*24*3600*1000) {
		t.Errorf("the fields are %v", body.Fields)
	}
	again, faults := readForm(h.text, "exercise-notice", valuesOf(h.text.Schema("exercise-notice"), body))
	if len(faults) > 0 || !reflect.DeepEqual(again, body) {
		t.Errorf("the inputs of a body give %+v, %v", again, faults)
	}
	for _, p := range []form.Place{{Kind: form.PlaceCircle, Points: want[:1], Metres: 5000}, {Kind: form.PlaceRoute, Points: want, Metres: 200, Precision: 50},
		{Kind: form.PlaceArea, Words: "strait"}, {Kind: form.PlaceWords, Words: "east of the strait"}} {
		body.Fields["area"] = p
		if again, faults := readForm(h.text, "exercise-notice", valuesOf(h.text.Schema("exercise-notice"), body)); len(faults) > 0 || !reflect.DeepEqual(again, body) {
			t.Errorf("%v is read again as %v, %v", p, again.Fields["area"], faults)
		}
	}
}

// Faults stand beside their field, in a table beside their cell, and nothing that was typed is lost.
func TestFormFaults(t *testing.T) {
	h, v := storyCharter(), storyTyped()
	for name, value := range map[string]string{"designation": "  ", "start": "tomorrow", "end": "2026-02-31 10:00", "troops": "12,5", "warning": "soon", "host": "west", "area.points": "59,1 18,0",
		"units.2.troops": "many"} {
		v.Set(inputPrefix+name, value)
	}
	_, faults := readForm(h.text, "exercise-notice", v)
	for input, missing := range map[string]bool{"f.designation": true, "f.start": false, "f.end": false, "f.troops": false, "f.warning": false, "f.host": false, "f.area": false,
		"f.units.2.name": true, "f.units.2.troops": false} {
		if f, ok := faults[input]; !ok || f.Missing != missing || f.Sentence == "" {
			t.Errorf("%s: %+v, %v", input, f, ok)
		}
		delete(faults, input)
	}
	if len(faults) > 0 {
		t.Errorf("there are faults besides: %v", faults)
	}
	_, faults = readForm(h.text, "exercise-notice", v)
	page := drawnFields(t, "en", formFields(h, "en", "exercise-notice", v, faults, nil))
	for _, want := range []string{`id="f-start-fault"`, `aria-invalid="true"`, `value="tomorrow"`, "59,1 18,0", `href="#f-units-2-troops">Units taking part 3: Troops</a>`, "This is required and is missing.", "9 entries cannot be sent"} {
		if !strings.Contains(page, want) {
			t.Errorf("the form does not have %q", want)
		}
	}
}

// A rule flags, and never blocks: its flag stands beside the field that it names first.
func TestFormFlags(t *testing.T) {
	h := storyCharter()
	flags := []form.Flag{{Rule: "late", Level: "warn", Sentence: map[string]string{"en": "Too <b>late</b>."}, Paragraph: "41", Unchecked: []string{"notify_days"}}, {Rule: "body", Level: "note", Sentence: map[string]string{"en": "On the whole."}}}
	f := formFields(h, "en", "exercise-notice", storyTyped(), nil, flags)
	if len(f.Notes) != 1 || len(f.Fields[2].Notes) != 1 || f.Fields[2].Title != "Start" {
		t.Errorf("the notes are %v and %v", f.Notes, f.Fields[2].Notes)
	}
	page := drawnFields(t, "de", f)
	if !strings.Contains(page, "Too &lt;b&gt;late&lt;/b&gt;.") || !strings.Contains(page, "Nicht mit der Quelle verglichen: notify_days.") {
		t.Errorf("the flag reads %s", page)
	}
}

// "Works without JavaScript": the buttons of a table add rows and take them out.
func TestFormRows(t *testing.T) {
	h, v := storyCharter(), url.Values{}
	press := func(asked string) bool { return formRows(h.text, "exercise-notice", asked, v) }
	rows := func() int {
		f := formFields(h, "en", "exercise-notice", v, nil, nil)
		return len(f.Fields[len(f.Fields)-1].Rows)
	}
	if press("") || rows() != 0 {
		t.Errorf("%d rows at the beginning", rows())
	}
	for i, name := range []string{"first", "second", "third"} {
		if !press("add:f.units") || rows() != i+1 {
			t.Fatalf("%d rows after the button was pressed %d times", rows(), i+1)
		}
		v.Set(cellInput("f.units", i, "name"), name)
	}
	if !press("remove:f.units.1") || rows() != 2 || v.Get("f.units.1.name") != "third" || v.Get("f.units.0.name") != "first" {
		t.Errorf("after a row was taken out there is %v", v)
	}
	for range 50 {
		press("add:f.units")
	}
	if rows() != 40 {
		t.Errorf("a table of at most 40 rows has %d", rows())
	}
	for _, hostile := range []string{"remove:f.units.-1", "remove:f.units.99999999999999999999", "add:f.area", "add:f.nothing", "remove:f.units.x"} {
		press(hostile)
	}
	v.Set("f.units.1000000000.name", "x")
	v.Set("f.units.-5.name", "x")
	if rows() != 40 {
		t.Errorf("hostile names of inputs make %d rows", rows())
	}
}

// Times and numbers are read as people write them; what could be read in two ways is left as it is, to be a fault.
func TestTyped(t *testing.T) {
	for in, want := range map[string]string{"221430Z NOV 26": "2026-11-22T14:30:00.000Z", "221430znov26": "2026-11-22T14:30:00.000Z", "2026-11-22 14:30": "2026-11-22T14:30:00.000Z",
		"2026-11-22T14:30:05Z": "2026-11-22T14:30:05.000Z", "2026-11-22T14:30:05.250Z": "2026-11-22T14:30:05.250Z", "2026-02-30 10:00": "", "321430Z NOV 26": "", "22/11/2026": "", "221430A NOV 26": "", "": ""} {
		got, ok := timeTyped(in)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("%q is read as %v, %v", in, got, ok)
		}
	}
	for in, want := range map[string]string{"14 000": "14000", "14\u00a0000\u202f000": "14000000", "1'000.5": "1000.5", "12,5": "12.5", "1,250": "1,250", "−3": "-3", "12 3": "12 3", "1,2,3": "1,2,3"} {
		if got := numberTyped(in, 2); got != want {
			t.Errorf("%q is read as %q, want %q", in, got, want)
		}
	}
	if got := numberTyped("12,5", 0); got != "12,5" {
		t.Errorf("a whole number is read from %q", got)
	}
	for in, want := range map[string]string{"12,800": "12800", "1,000,000": "1000000", "12,80": "12,80", "1,2,800": "1,2,800"} {
		if got := numberTyped(in, 0); got != want {
			t.Errorf("the whole number %q is read as %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]int{"": 0, "5000": 5000, "5 km": 5000, "2.5km": 2500, "3 nm": 5556, "3NM": 5556, "200 m": 200, "5 км": 5000} {
		if got, err := metresTyped("radius", in); err != nil || got != want {
			t.Errorf("%q is %d metres, %v", in, got, err)
		}
	}
	for _, in := range []string{"-1", "x", "1e9", "NaN", "Inf", "30000 km"} {
		if got, err := metresTyped("radius", in); err == nil {
			t.Errorf("%q is %d metres", in, got)
		}
	}
}
