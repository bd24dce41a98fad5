package chart

import (
	"slices"
	"testing"

	"parley/charter"
)

// The corners of an area are turned so that its inside, the smaller side, is on the left; also across the antimeridian.
func TestInside(t *testing.T) {
	left := []charter.Point{at(0, 0), at(0, 100), at(100, 100), at(100, 0)}
	across := []charter.Point{at(0, 17_900_000), at(0, -17_900_000), at(100_000, -17_900_000), at(100_000, 17_900_000)}
	pole := []charter.Point{at(8_000_000, 0), at(8_000_000, 12_000_000), at(8_000_000, -12_000_000)}
	for _, want := range [][]charter.Point{left, across} {
		turned := slices.Clone(want)
		slices.Reverse(turned[1:])
		for _, in := range [][]charter.Point{want, turned, append(slices.Clone(turned), turned[0])} {
			if got := Inside(in); !slices.Equal(got, want) {
				t.Errorf("%v is turned to %v", in, got)
			}
		}
	}
	if got := Inside(pole); !slices.Equal(got, pole) {
		t.Errorf("corners around the pole became %v", got)
	}
	if got := Inside(nil); got != nil {
		t.Errorf("nothing became %v", got)
	}
}
