package form_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"parley/charter"
	"parley/form"
)

// sampled are the ready charters of which each form has a filled sample.
var sampled = []string{"ceasefire", "humanitarian", "launch-notification", "vienna-document-2011"}

func ready(t testing.TB, name string) *charter.Charter {
	t.Helper()
	text, err := os.ReadFile("../charters/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, err := charter.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func sampleOf(t testing.TB, c *charter.Charter, name, formName string) (form.Body, []byte) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../charters/samples", name, formName+".json"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := form.Of(c, formName).FromJSON(text)
	if err != nil {
		t.Fatalf("%s: %v", formName, err)
	}
	return b, text
}

// [FORM-11] [FORM-12] Each form of these charters has a sample with every field filled, which is read and written without
// loss, encodes and decodes to itself, and shows every field in each language of the charter.
func TestSamples(t *testing.T) {
	for _, name := range sampled {
		c := ready(t, name)
		for _, s := range c.Schemas {
			if s.Form == form.FormTranslation {
				continue
			}
			b, text := sampleOf(t, c, name, s.Form)
			f := form.Of(c, s.Form)
			raw, err := f.Encode(b)
			if err != nil {
				t.Fatal(err)
			}
			again, err := f.Decode(raw)
			if err != nil || !reflect.DeepEqual(again, b) {
				t.Errorf("%s: decoded to something else: %v", s.Form, err)
			}
			if out, err := f.JSON(b); err != nil || !sameJSON(out, text) {
				t.Errorf("%s: written as %s, %v", s.Form, out, err)
			}
			filled(t, s.Form+".", s.Fields, b.Fields)
			for lang := range c.Title {
				shown := strings.Join(strings.Fields(f.Text(lang, b)), " ")
				for _, x := range s.Fields {
					if !strings.Contains(shown, x.Title[lang]) {
						t.Errorf("%s in %s: the field %s is not shown", s.Form, lang, x.Name)
					}
				}
			}
		}
	}
}

// sameJSON compares values: places may stand with fewer decimals.
func sameJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

// filled holds that every field is there, and every column in some row.
func filled(t *testing.T, path string, fields []charter.Field, values form.Fields) {
	t.Helper()
	for _, x := range fields {
		v, ok := values[x.Name]
		if !ok {
			t.Errorf("%s%s is not filled", path, x.Name)
		}
		if rows, ok := v.(form.Table); ok {
			all := form.Fields{}
			for _, row := range rows {
				for k, v := range row {
					all[k] = v
				}
			}
			filled(t, path+x.Name+".", x.Columns, all)
		}
	}
}
