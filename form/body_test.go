package form_test

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"testing"

	"parley/form"
	"parley/wire"
)

// [FORM-1] A body MUST be an array, in the encoding of chapter 1, of pairs of a name and a value: one for each field that is there, in the order of the schema, and none else.
func TestBody(t *testing.T) {
	f := sampleForm()
	for _, b := range []form.Body{fullBody(), smallBody(), set(smallBody(), "length", form.Number(99_999)), after(smallBody(), func(b *form.Body) { b.Reference = nil })} {
		raw := mustEncode(t, f, b)
		again, err := f.Decode(raw)
		if err != nil || !reflect.DeepEqual(again, b) {
			t.Errorf("%+v was read as %+v, %v", b, again, err)
		}
		if back := mustEncode(t, f, again); !bytes.Equal(back, raw) {
			t.Errorf("%x encodes again to %x", raw, back)
		}
	}
	want := wire.Marshal([]any{[]any{"REF", "CBM/NORTH/26/0011/F25/O"}, []any{"designation", "SNOW"}, []any{"start", noon + 43*86_400_000}, []any{"troops", 9000}})
	if got := mustEncode(t, f, smallBody()); !bytes.Equal(got, want) {
		t.Errorf("the small body is %x, want %x", got, want)
	}
}

// Whatever a body of the form says comes back from its bytes and from its JSON, and its text is no wider than a page.
func TestRandomBodies(t *testing.T) {
	f, r := sampleForm(), rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		b := draw(r)
		raw := mustEncode(t, f, b)
		again, err := f.Decode(raw)
		if err != nil || !reflect.DeepEqual(again, b) {
			t.Fatalf("%+v was read as %+v, %v", b, again, err)
		}
		text, err := f.JSON(b)
		if err != nil {
			t.Fatal(err)
		}
		if again, err = f.FromJSON(text); err != nil || !reflect.DeepEqual(again, b) {
			t.Fatalf("%s was read as %+v, %v", text, again, err)
		}
		fits(t, f.Text("en", b))
	}
}

func FuzzDecode(f *testing.F) {
	form := sampleForm()
	f.Add(mustEncode(f, form, fullBody()))
	f.Add(mustEncode(f, form, smallBody()))
	for _, c := range badBodies() {
		f.Add(c.raw[:min(len(c.raw), 4096)])
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		shown := form.Show("en", raw)
		b, err := form.Decode(raw)
		if err != nil {
			if len(raw) > 0 && shown == "" {
				t.Errorf("%x shows nothing", raw)
			}
			return
		}
		if again, err := form.Encode(b); err != nil || !bytes.Equal(again, raw) {
			t.Errorf("accepted %x, encodes to %x, %v", raw, again, err)
		}
	})
}
