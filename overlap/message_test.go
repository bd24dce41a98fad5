package overlap

import (
	"os"
	"testing"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/wire"
)

func ready(t *testing.T, name string) *charter.Charter {
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

func place(t *testing.T, text string) form.Place {
	t.Helper()
	p, err := form.ParsePlace(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// [OVL-12] A message goes on with the one that it cancels, else corrects, else that its `of` names by an id, else with the opening of
// its proceeding; where there is none of these it stands by itself.
func TestTies(t *testing.T) {
	c := ready(t, "launch-notification")
	cancels, corrects, cites, opening := idOf(1), idOf(2), idOf(3), idOf(4)
	n := form.Notice{ID: idOf(9), Party: "north", Refers: wire.Refers{Cancels: &cancels, Corrects: &corrects}, Body: form.Body{Fields: form.Fields{"launch": form.Citation{ID: &cites}}}}
	for _, want := range []parley.Hash{cancels, corrects, cites, opening, idOf(9)} {
		m, ok := Read(c, "launch-extension", n, 7, opening)
		if !ok || m.Of != want || m.At != 7 || m.Ends != (want == cancels) {
			t.Errorf("%v: %+v", want, m)
		}
		switch want {
		case cancels:
			n.Refers.Cancels = nil
		case corrects:
			n.Refers.Corrects = nil
		case cites:
			n.Body.Fields["launch"] = form.Citation{Reference: &form.Reference{Regime: "PLN"}}
		case opening:
			opening = parley.Hash{}
		}
	}
	if m, ok := Read(c, "launch-done", n, 7, opening); !ok || !m.Ends {
		t.Error("what was launched is not over")
	}
	for _, name := range []string{"text", "translation", "none"} {
		if _, ok := Read(c, name, n, 7, opening); ok {
			t.Errorf("%s is a notice", name)
		}
	}
}

// [OVL-13] The areas are taken from the last message whose `notice` has areas, heights and times each from the last that has them: an
// extension changes the window and no place.
func TestExtension(t *testing.T) {
	c := ready(t, "launch-notification")
	fields := form.Fields{"window_start": form.Time(1000), "window_end": form.Time(2000), "launch_area": place(t, "circle 10,20 radius 100"), "impact_area": place(t, "words the far sea")}
	first, _ := Read(c, "launch", form.Notice{ID: idOf(1), Party: "north", Body: form.Body{Fields: fields}}, 3, idOf(1))
	later, _ := Read(c, "launch-extension", form.Notice{ID: idOf(2), Party: "north", Body: form.Body{Fields: form.Fields{"window_start": form.Time(1500), "window_end": form.Time(9000)}}}, 5, idOf(1))
	x := NewPlot(c.Conflicts, Margins{})
	x.Put(later)
	if len(x.Notices(Span{OpenFrom, OpenTo})) != 0 {
		t.Error("an extension of what is not here stands")
	}
	x.Put(first)
	all := x.Notices(Span{OpenFrom, OpenTo})
	if len(all) != 1 || all[0].Notice != idOf(1) || all[0].Message != idOf(2) || all[0].Said != idOf(1) || all[0].Time != (Span{1500, 9000}) ||
		len(all[0].Areas) != 1 || all[0].Unfit != 1 || all[0].Form != "launch" || all[0].Height != (Span{OpenFrom, OpenTo}) {
		t.Fatalf("%+v", all)
	}
	if m, ok := MarginsOf(c); !ok || m != (Margins{50_000, 0, 3_600_000}) {
		t.Errorf("%+v", m)
	}
}

// [OVL-14] A height of n units of 10^-decimals MUST be 100 n centimetres where its unit is `m` and 3048 n hundredths of one where it is
// `ft`, by that power of ten; a floor rounded down, a ceiling up. What is left out is open.
func TestHeights(t *testing.T) {
	c := ready(t, "vienna-document-2011")
	s := c.Schema("activity")
	for _, x := range []struct {
		unit     string
		decimals int
		n        int64
		from, to int64
	}{{"m", 0, 3, 300, 300}, {"ft", 0, 10_000, 304_800, 304_800}, {"ft", 0, 1, 30, 31}, {"ft", 0, -1, -31, -30}, {"m", 3, 12_345, 1234, 1235}, {"m", 3, -12_345, -1235, -1234}, {"ft", 1, 5, 15, 16}} {
		for _, name := range []string{"floor", "ceiling"} {
			s.Field(name).Unit, s.Field(name).Decimals = x.unit, x.decimals
		}
		m, _ := Read(c, "activity", form.Notice{Body: form.Body{Fields: form.Fields{"floor": form.Number(x.n), "ceiling": form.Number(x.n)}}}, 0, parley.Hash{})
		if m.Height != (Span{x.from, x.to}) {
			t.Errorf("%d %s with %d decimals: %v", x.n, x.unit, x.decimals, m.Height)
		}
	}
	if m, ok := Read(c, "activity", form.Notice{}, 0, parley.Hash{}); !ok || m.Height != (Span{OpenFrom, OpenTo}) || m.Time != (Span{OpenFrom, OpenTo}) {
		t.Errorf("%+v", m)
	}
}
