package form_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/width"

	"parley"
	"parley/charter"
	"parley/form"
)

// fits holds that no line of a text is wider than a page or ends in a space.
func fits(t *testing.T, text string) {
	t.Helper()
	for l := range strings.Lines(text) {
		n := 0
		for _, r := range strings.TrimSuffix(l, "\n") {
			n++
			if width.LookupRune(r).Kind() == width.EastAsianWide {
				n++
			}
		}
		if n > 78 || strings.HasSuffix(l, " \n") || !strings.HasSuffix(l, "\n") {
			t.Errorf("a line of %d columns: %q", n, l)
		}
	}
}

// The golden texts: one body in every language, a table in columns, one as items, and bodies that do not fit.
func TestTexts(t *testing.T) {
	f := sampleForm()
	raw := mustEncode(t, f, fullBody())
	columns := table(form.Fields{"name": form.Text("1st Brigade"), "troops": form.Number(9_500)}, form.Fields{"name": form.Text("大队"), "troops": form.Number(50), "of": form.Party("south")})
	long := set(smallBody(), "purpose", form.Text(strings.Repeat("A sentence that goes on. ", 9)+"\n\n"+strings.Repeat("x", 90)))
	long.Fields["area"] = drawPlace(rand.New(rand.NewPCG(7, 7)))
	translation := form.Body{Fields: form.Fields{"lang": form.Text("fr"), "status": form.Choice("machine"), "text": form.Text("Bonjour.\nDeuxième ligne.")}}
	translated := form.Of(sampleCharter(), form.FormTranslation)
	var b strings.Builder
	for _, c := range []struct{ name, text string }{
		{"English", f.Show("en", raw)},
		{"French", f.Show("fr", raw)},
		{"Russian words around English titles", f.Show("ru", raw)},
		{"Ukrainian words", f.Show("uk", raw)},
		{"German words", f.Show("de-CH", raw)},
		{"a table in columns", f.Text("en", columns)},
		{"wrapped", f.Text("en", long)},
		{"a text that looks like fields", f.Text("en", set(smallBody(), "purpose", form.Text("Nothing.\nHost: Southmark (south)\n\nTroops: 1")))},
		{"a translation", translated.Text("en", translation)},
		{"a body that breaks off", f.Show("en", raw[:80])},
		{"a body with a field that does not fit", f.Show("en", crude(set(smallBody(), "host", form.Party("east"))))},
		{"a form that nobody knows", form.Of(sampleCharter(), "unheard-of").Show("en", raw)},
		{"a form without fields", form.Of(sampleCharter(), "text").Show("en", []byte("Good morning.\r\n\tAll quiet.\x1b[2J\u202e\n"))},
	} {
		fits(t, c.text)
		b.WriteString("== " + c.name + "\n" + c.text)
	}
	golden(t, "texts.txt", b.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what the code makes; run go test ./form -update and read the difference:\n%s", path, got)
	}
}

// [FORM-12] The text of a body for people MUST show every value that is there, times in UTC, in whichever language.
func TestTextShowsEveryValue(t *testing.T) {
	f, r := sampleForm(), rand.New(rand.NewPCG(3, 4))
	for range 800 {
		b := draw(r)
		name, before := "", form.Value(nil)
		for _, field := range noticeSchema().Fields {
			if v, ok := b.Fields[field.Name]; ok && r.IntN(3) == 0 {
				name, before = field.Name, v
			}
		}
		if name == "" {
			continue
		}
		changed := set(form.Body{Reference: b.Reference, Fields: copied(b.Fields)}, name, drawValue(r, *noticeSchemaField(name)))
		same := string(mustEncode(t, f, b)) == string(mustEncode(t, f, changed))
		for _, lang := range []string{"en", "fr", "ru"} {
			if got := flat(f.Text(lang, b)) == flat(f.Text(lang, changed)); got != same {
				t.Fatalf("%s: %+v and %+v: text alike: %v, bytes alike: %v\n%s", name, before, changed.Fields[name], got, same, f.Text(lang, b))
			}
		}
	}
	away := form.Body{Reference: fullBody().Reference, Fields: fullBody().Fields}
	for name := range fullBody().Fields {
		if f.Text("en", set(form.Body{Reference: away.Reference, Fields: copied(away.Fields)}, name, nil)) == f.Text("en", away) {
			t.Errorf("the text does not show %s", name)
		}
	}
	if !strings.Contains(f.Text("fr", fullBody()), "Début: 111200Z JAN 27\n") {
		t.Errorf("the start is not shown as a date-time group:\n%s", f.Text("fr", fullBody()))
	}
}

// flat returns a text without the spaces and line ends that wrapping makes.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

func copied(f form.Fields) form.Fields {
	out := form.Fields{}
	for k, v := range f {
		out[k] = v
	}
	return out
}

func noticeSchemaField(name string) *charter.Field {
	s := noticeSchema()
	return s.Field(name)
}

// [FORM-13] A body that does not fit its form, or whose form is not known, MUST be shown as far as it can be read, with a sentence that says so, and MUST NOT keep the message from being stored, shown and receipted.
func TestShowNeverFails(t *testing.T) {
	f, r := sampleForm(), rand.New(rand.NewPCG(5, 6))
	raw := mustEncode(t, f, fullBody())
	for range 1500 {
		bent := append([]byte(nil), raw...)
		for range 1 + r.IntN(4) {
			bent[r.IntN(len(bent))] = byte(r.Int())
		}
		bent = bent[:r.IntN(len(bent)+1)]
		for _, form := range []*form.Form{f, form.Of(sampleCharter(), "unheard-of")} {
			shown := form.Show("fr", bent)
			if shown == "" && len(bent) > 0 {
				t.Fatalf("%x shows nothing", bent)
			}
			if len(bent) > 0 && bent[0] >= 0x80 { // else it may be a text
				fits(t, shown)
			}
			for _, c := range shown {
				if c < ' ' && c != '\n' || c == 0x202e || c == 0x9b {
					t.Fatalf("%x shows the character U+%04X", bent, c)
				}
			}
		}
	}
	for _, c := range badBodies() {
		if shown := f.Show("en", c.raw); !strings.HasPrefix(shown, "The body does not fit its form: "+c.want[:min(20, len(c.want))]) {
			t.Errorf("%s is shown as %q", c.name, shown[:min(len(shown), 200)])
		}
	}
	unknown := form.Of(sampleCharter(), "unheard-of").Show("en", raw)
	for _, want := range []string{"This node does not know the form.", "designation: NORTH WIND 26", "troops: 14000", "invitation:", "[circle, 1000, [5933000, -1806000], 25000, ]"} {
		if !strings.Contains(unknown, want) {
			t.Errorf("an unknown form does not show %q:\n%s", want, unknown)
		}
	}
	if got := form.Of(sampleCharter(), "ack").Show("en", nil); got != "" {
		t.Errorf("a body of nothing is shown as %q", got)
	}
	if got := form.Of(&charter.Charter{Language: 2, Unread: []string{"x"}}, "exercise-notice").Show("en", raw); !strings.Contains(got, "designation: NORTH WIND 26") {
		t.Errorf("under a language that this version does not read, the body is shown as %q", got)
	}
}

// A coarse place says no more than its precision, and stays a place.
func TestCoarsen(t *testing.T) {
	f, r := sampleForm(), rand.New(rand.NewPCG(8, 9))
	for range 2000 {
		p, metres := drawPlace(r), 1+r.IntN(3_000_000)
		got := p.Coarsen(metres)
		if _, err := f.Encode(set(smallBody(), "area", got)); err != nil {
			t.Fatalf("%v to %d metres is %v: %v", p, metres, got, err)
		}
		step := max(1, metres*100_000/111_320)
		for _, at := range got.Points {
			if p.Precision < metres && (at.Lat%step != 0 || at.Lon%step != 0) {
				t.Fatalf("%v to %d metres is %v, off the grid of %d", p, metres, got, step)
			}
		}
		if len(p.Points) > 0 && got.Precision < min(metres, max(p.Precision, metres)) {
			t.Fatalf("%v to %d metres says a precision of %d", p, metres, got.Precision)
		}
	}
	small := form.Place{Kind: form.PlacePolygon, Points: []charter.Point{{Lat: 100_000, Lon: 100_000}, {Lat: 100_900, Lon: 100_000}, {Lat: 100_000, Lon: 100_900}}}
	if got := small.Coarsen(10_000).String(); got != "circle 0.98813,0.98813 radius 10000 precision 10000" {
		t.Errorf("a polygon of a kilometre to ten is %s", got)
	}
}

// Instants are shown in full where a date-time group does not say it all.
func TestInstants(t *testing.T) {
	f := sampleForm()
	for at, want := range map[parley.Millis]string{
		noon:              "221200Z NOV 26",
		noon + 1:          "221200Z NOV 26 (2026-11-22T12:00:00.001Z)",
		0:                 "010000Z JAN 70 (1970-01-01T00:00:00.000Z)",
		4102444800000:     "010000Z JAN 00 (2100-01-01T00:00:00.000Z)",
		form.MaxTime:      "312359Z DEC 99 (9999-12-31T23:59:59.999Z)",
		4102444800000 - 1: "312359Z DEC 99 (2099-12-31T23:59:59.999Z)",
	} {
		if got := f.Text("en", form.Body{Fields: form.Fields{"end": form.Time(at)}}); got != "End: "+want+"\n" {
			t.Errorf("%d is shown as %q, want %q", at, got, want)
		}
	}
}
