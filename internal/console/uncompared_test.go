package console

import (
	"slices"
	"testing"

	"parley/charter"
	"parley/form"
	"parley/wire"
)

// "Words are no area: the notice is named as one that cannot be compared": its page names each field that should say where it is and gives
// nothing to compare, words or nothing at all; an area drawn, or agreed in the charter, is compared.
func TestUncompared(t *testing.T) {
	h := storyCharter()
	s := h.text.Schema("exercise-notice")
	said := func(place string) []string {
		t.Helper()
		b := storyBody()
		p, err := form.ParsePlace(place)
		if b.Fields["area"] = p; place == "" {
			delete(b.Fields, "area")
		} else if err != nil {
			t.Fatal(err)
		}
		s.Field("area").Required = place != ""
		raw, err := form.Of(h.text, "exercise-notice").Encode(b)
		if err != nil {
			t.Fatal(err)
		}
		return h.uncompared("en", &wire.Payload{Form: "exercise-notice", Body: raw})
	}
	if got := said("words the far sea"); got != nil {
		t.Errorf("a charter that compares nothing names %q", got)
	}
	h.text.Conflicts, s.Notice = &charter.Conflicts{}, &charter.Notice{Areas: []string{"area"}}
	for place, want := range map[string][]string{"words the far sea": {"Area"}, "": {"Area"}, "circle 1.00000,1.00000 radius 5": nil, "area strait": nil} {
		if got := said(place); !slices.Equal(got, want) {
			t.Errorf("%q: %q, not %q", place, got, want)
		}
	}
}
