package accounts

import (
	"slices"
	"strings"
	"testing"

	"parley/examples"
)

// Each claim names its account, each disagreement has values of both sides, and after a request the move is with the one
// who was asked, whoever asks.
func TestChapterIII(t *testing.T) {
	f := read(t, string(examples.ChapterIII))
	for _, d := range f.Disagreements {
		var by []string
		for _, v := range d.Values {
			by = append(by, v.By)
		}
		if by = slices.Compact(slices.Sorted(slices.Values(by))); len(by) < 2 || slices.Contains(by, "") {
			t.Errorf("%s: values of %v", d.What, by)
		}
	}
	for _, c := range []struct{ channel, day, move, last string }{
		{"baltic-request", "2022-02-10", "belarus", "asked"},
		{"baltic-request", "2022-02-12", "", "contested"},
		{"baltic-request", "2022-02-15", "", "offered"},
		{"ukrainian-request", "2022-02-12", "russia", "statement"},
		{"ukrainian-request", "2022-02-14", "russia", "asked"},
	} {
		for _, s := range At(f, day(t, c.day)) {
			if s.Channel == c.channel && (strings.Join(s.Together.Move, " ") != c.move || s.Together.Last.Act != c.last) {
				t.Errorf("%s on %s: the move is with %v, last %s", c.channel, c.day, s.Together.Move, s.Together.Last.Act)
			}
		}
	}
	other := read(t, string(examples.ChapterIIIReversed))
	if s := At(other, day(t, "2000-01-01")); len(s) != 1 || !slices.Equal(s[0].Together.Move, []string{"those-asked"}) {
		t.Errorf("with the other side asking: %+v", s)
	}
	for _, e := range other.Events {
		if e.By != "belarus" || len(e.Source) == 0 {
			t.Errorf("a claim of nobody: %+v", e)
		}
	}
}
