package form_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"parley"
	"parley/form"
)

// Faults names every field at fault, cells by row and column, in the order of the schema; the first is the one of Check.
func TestFaults(t *testing.T) {
	f := sampleForm()
	b := set(set(fullBody(), "troops", form.Number(1_000_001)), "designation", nil)
	b.Fields["zeal"] = form.Text("much")
	b.Fields["units"] = form.Table{{"name": form.Text("1st"), "of": form.Party("west")}, {"troops": form.Number(-1)}}
	want := []string{"zeal", "designation", "troops", "units[0].of", "units[1].name", "units[1].troops"}
	var got []string
	for _, fault := range f.Faults(b) {
		got = append(got, fault.Path)
		if missing := fault.Path == "designation" || fault.Path == "units[1].name"; fault.Missing != missing || fault.Err == nil {
			t.Errorf("%s: missing %v, %v", fault.Path, fault.Missing, fault.Err)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the faults are %q, want %q", got, want)
	}
	if got, want := parley.SentenceOf(f.Faults(b)[0].Err), parley.SentenceOf(f.Check(b)); got != want {
		t.Errorf("the first fault is %q, Check says %q", got, want)
	}
	for _, rows := range []form.Table{{}, make(form.Table, 4)} {
		if got := f.Faults(set(smallBody(), "units", rows)); len(got) != 1 || got[0].Path != "units" {
			t.Errorf("a table of %d rows has the faults %v", len(rows), got)
		}
	}
	if got := f.Faults(set(smallBody(), "units", form.Text("x"))); len(got) != 1 || got[0].Path != "units" {
		t.Errorf("a text for a table has the faults %v", got)
	}
}

// A body has faults exactly where Check refuses it.
func TestFaultsAreThoseOfCheck(t *testing.T) {
	f, r := sampleForm(), rand.New(rand.NewPCG(3, 4))
	refused := 0
	for range 500 {
		b := draw(r)
		fields := noticeSchema().Fields
		if i := r.IntN(2 * len(fields)); i < len(fields) {
			delete(b.Fields, fields[i].Name)
		}
		err, faults := f.Check(b), f.Faults(b)
		if (err != nil) != (len(faults) > 0) {
			t.Fatalf("%+v: Check says %v, the faults are %v", b, err, faults)
		}
		if err != nil {
			refused++
		}
	}
	if refused < 20 || refused > 400 {
		t.Errorf("%d of 500 bodies were refused", refused)
	}
}
