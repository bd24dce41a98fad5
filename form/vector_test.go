package form_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/form"
)

var update = flag.Bool("update", false, "write the vectors and golden texts again")

// A vectorFile is blocks of "name: value" lines with an empty line between them.
type vectorFile struct{ b bytes.Buffer }

func newVectors(about string) *vectorFile {
	v := new(vectorFile)
	v.b.WriteString("# " + about + "\n")
	return v
}

// block begins a block with one line.
func (v *vectorFile) block(name, value string) {
	v.b.WriteByte('\n')
	v.word(name, value)
}

func (v *vectorFile) word(name, value string) {
	v.b.WriteString(strings.TrimSuffix(name+": "+value, " ") + "\n")
}

func (v *vectorFile) hex(name string, b []byte) { v.word(name, hex.EncodeToString(b)) }

// quoted writes s as a JSON string.
func (v *vectorFile) quoted(name, s string) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(s)
	v.word(name, strings.TrimSpace(b.String()))
}

// check compares v with the file of that name, or writes it.
func (v *vectorFile) check(t *testing.T, name string) {
	t.Helper()
	path := filepath.Join("..", "spec", "vectors", "form", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, v.b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, v.b.Bytes()) {
		t.Errorf("%s is not what the tests make; run go test ./form -update and read the difference", path)
	}
}

// The schema of all vectors.
func TestVectorSchema(t *testing.T) {
	c := sampleCharter()
	v := newVectors("The charter, then each field of the form of all bodies here.")
	v.block("form", c.Schemas[0].Form)
	v.word("short", c.Schemas[0].Short)
	v.word("regime", c.Regime)
	v.word("exercise", strconv.FormatBool(c.Exercise))
	for _, lang := range c.Languages() {
		v.word("lang", lang)
	}
	for _, p := range c.Parties {
		v.word("party", string(p.ID))
		v.word("party-name", p.Name)
	}
	for _, a := range c.Areas {
		v.word("area", a.Name)
	}
	for _, f := range c.Schemas[0].Fields {
		v.field(f, "")
		for _, column := range f.Columns {
			v.field(column, f.Name)
		}
	}
	v.check(t, "schema.txt")
}

func (v *vectorFile) field(f charter.Field, of string) {
	v.block("name", f.Name)
	for _, lang := range []string{"en", "fr"} {
		v.word("title-"+lang, f.Title[lang])
	}
	v.word("kind", f.Kind)
	v.word("required", strconv.FormatBool(f.Required))
	switch f.Kind {
	case charter.KindNumber:
		v.word("min", strconv.Itoa(f.Min))
		v.word("max", strconv.Itoa(f.Max))
		v.word("decimals", strconv.Itoa(f.Decimals))
		v.word("unit", f.Unit)
	case charter.KindText, charter.KindTable:
		v.word("max", strconv.Itoa(f.Max))
	}
	for _, c := range f.Choices {
		v.word("choice", c.Value)
		for _, lang := range []string{"en", "fr"} {
			v.word("choice-"+lang, c.Title[lang])
		}
	}
	if of != "" {
		v.word("of", of)
	}
}

// vectorBodies are the bodies of the vectors.
func vectorBodies() map[string]form.Body {
	place := func(s string) form.Body {
		p, err := form.ParsePlace(s)
		if err != nil {
			panic(err)
		}
		return set(smallBody(), "area", p)
	}
	return map[string]form.Body{
		"small": smallBody(), "full": fullBody(), "without reference": after(smallBody(), func(b *form.Body) { b.Reference = nil }),
		"least": {Fields: form.Fields{"designation": form.Text("x"), "start": form.Time(0), "troops": form.Number(0)}},
		"most": {Fields: form.Fields{"designation": form.Text(strings.Repeat("é", 40)), "start": form.Time(form.MaxTime), "warning": form.Duration(form.MaxDuration),
			"troops": form.Number(1_000_000), "length": form.Number(99_999), "purpose": form.Text("\"quoted\" <&> \\ \u00a0\u2011 大")}},
		"a reference cited":   set(smallBody(), "invitation", form.Citation{Reference: reference(123_456, "C")}),
		"less than nothing":   set(smallBody(), "length", form.Number(-5)),
		"an hour and a bit":   set(smallBody(), "warning", form.Duration(3_601_001)),
		"polygon":             place("polygon 59.10000,18.00000 59.20000,18.10000 -0.00001,-180.00000 precision 500 called the strait"),
		"route":               place("route 90.00000,0.00000 -90.00000,179.99999 width 2000"),
		"route, width unsaid": place("route 1,1 2,2"),
		"area":                place("area strait"), "words": place("words east of the strait"), "circle called": place("circle 0,0 radius 1 called the point"),
	}
}

func TestVectorBodies(t *testing.T) {
	f, v := sampleForm(), newVectors("Bodies of the form of schema.txt, and their JSON.")
	for _, name := range sortedKeys(vectorBodies()) {
		b := vectorBodies()[name]
		text, err := f.JSON(b)
		if err != nil {
			t.Fatal(err)
		}
		v.block("name", name)
		v.hex("body", mustEncode(t, f, b))
		v.quoted("json", string(text))
	}
	v.check(t, "bodies.txt")
}

func TestVectorBadBodies(t *testing.T) {
	v := newVectors("No bodies of the form of schema.txt.")
	for _, c := range badBodies() {
		if len(c.raw) > form.MaxBody { // too large to stand here
			continue
		}
		v.block("reason", c.name)
		v.hex("body", c.raw)
		v.word("sentence", c.want)
	}
	for _, c := range badValues() {
		v.block("reason", c.name)
		v.hex("body", crude(c.body))
		v.word("sentence", c.want)
	}
	v.check(t, "bad-bodies.txt")
}

func TestVectorJSON(t *testing.T) {
	f := sampleForm()
	v := newVectors("JSON that is not as it is written, and the body that it says.")
	for _, c := range readJSON() {
		b, err := f.FromJSON([]byte(c.text))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		v.block("name", c.name)
		v.quoted("json", c.text)
		v.hex("body", mustEncode(t, f, b))
	}
	v.check(t, "json.txt")
	v = newVectors("No JSON of a body of the form of schema.txt.")
	for _, c := range badJSON() {
		if len(c.text) > form.MaxJSON || c.name == "not UTF-8" { // neither can stand here
			continue
		}
		v.block("reason", c.name)
		v.quoted("json", c.text)
		v.word("sentence", strings.ReplaceAll(c.want, "\n", " "))
	}
	v.check(t, "bad-json.txt")
}

func TestVectorNumbered(t *testing.T) {
	f := sampleForm()
	v := newVectors("Bodies of the form of schema.txt as numbered text in each language.")
	for _, name := range sortedKeys(vectorBodies()) {
		for _, lang := range []string{"en", "fr"} {
			b := vectorBodies()[name]
			v.block("name", name)
			v.word("lang", lang)
			v.quoted("numbered", mustNumber(t, f, lang, b))
			v.hex("body", mustEncode(t, f, b))
		}
	}
	v.check(t, "numbered.txt")
	v = newVectors("No numbered text of a body of the form of schema.txt.")
	for _, c := range badNumbered() {
		if len(c.text) > form.MaxNumbered || c.name == "not UTF-8" { // neither can stand here
			continue
		}
		v.block("reason", c.name)
		v.quoted("numbered", c.text)
		v.quoted("sentence", c.want)
	}
	v.check(t, "bad-numbered.txt")
}

func TestVectorReferences(t *testing.T) {
	v := newVectors("Human references and their parts.")
	for _, s := range goodReferences {
		r, err := form.ParseReference(s)
		if err != nil {
			t.Fatal(err)
		}
		v.block("reference", s)
		v.word("regime", r.Regime)
		v.word("party", string(r.Party))
		v.word("year", strconv.Itoa(r.Year))
		v.word("number", strconv.Itoa(r.Number))
		v.word("format", r.Format)
		v.word("status", r.Status)
	}
	v.check(t, "references.txt")
	v = newVectors("No human references.")
	for _, s := range badReferences {
		v.b.WriteByte('\n')
		v.quoted("reference", s)
	}
	v.check(t, "bad-references.txt")
}

func TestVectorRules(t *testing.T) {
	v := newVectors("Expressions of rules, and what they come to.")
	for _, when := range append(goodRules, failingRules...) {
		for _, name := range []string{"full", "small"} {
			b := vectorBodies()[name]
			flags := compiled(t, when).Check("exercise-notice", noticeOf(b), nil)
			v.b.WriteByte('\n')
			v.quoted("when", when)
			v.word("compiles", "true")
			v.word("body", name)
			v.word("time", parley.Millis(noon).String())
			switch raised(flags) {
			case "rule-a!":
				v.word("raised", "fails")
			default:
				v.word("raised", strconv.FormatBool(len(flags) == 1))
			}
		}
	}
	for _, c := range append(badRules, restOfCEL...) {
		v.b.WriteByte('\n')
		v.quoted("when", c.when)
		v.word("compiles", "false")
	}
	v.check(t, "rules.txt")
}
