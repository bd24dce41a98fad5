package policy

import "testing"

// Missing counts the officers who are still asked for, whoever takes which place.
func TestMissing(t *testing.T) {
	three := Rule{Name: "three", Draft: 1, Review: 1, Release: 1}
	urgent := Rule{Name: "urgent", Release: 2, Emergency: 1}
	for _, c := range []struct {
		rules  []*Rule
		signed []Signature
		want   int
	}{
		{[]*Rule{&three}, nil, 3},
		{[]*Rule{&three}, signed("d ann"), 2},
		{[]*Rule{&three}, signed("d ann", "v ann", "r ann"), 2},
		{[]*Rule{&three}, signed("d ann", "d bob", "v ann", "r cid"), 0},
		{[]*Rule{&three, &urgent}, signed("r ann"), 3},
		{[]*Rule{&urgent}, signed("e ann"), 0},
	} {
		if got := Missing(c.rules, c.signed); got != c.want {
			t.Errorf("%v: %d, not %d", c.signed, got, c.want)
		}
		if (Check(c.rules, c.signed) == nil) != (c.want == 0) {
			t.Errorf("%v: Check says another thing than %d missing", c.signed, c.want)
		}
	}
}
