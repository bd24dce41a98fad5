package chart

import (
	"slices"
	"testing"

	"parley/charter"
)

func at(lat, lon int) charter.Point { return charter.Point{Lat: lat, Lon: lon} }

// Points are read as people write them: signed degrees, letters, degrees with minutes and seconds, and packed figures.
func TestParsePoints(t *testing.T) {
	one := []charter.Point{at(5_934_167, 1_806_000)}
	for in, want := range map[string][]charter.Point{
		"":                               nil,
		"59.33, 18.06":                   {at(5_933_000, 1_806_000)},
		"59.33 18.06":                    {at(5_933_000, 1_806_000)},
		"59.33,18.06 59.2,18.1":          {at(5_933_000, 1_806_000), at(5_920_000, 1_810_000)},
		"59.33,18.06\n59.2S 18.1W;\n1 2": {at(5_933_000, 1_806_000), at(-5_920_000, -1_810_000), at(100_000, 200_000)},
		"59,18":                          {at(5_900_000, 1_800_000)},
		"0.5,180":                        {at(50_000, -18_000_000)},
		"−0.5,−180":                      {at(-50_000, -18_000_000)},
		"59.33000N 018.06000E":           {at(5_933_000, 1_806_000)},
		"592030N 0180336E":               one,
		"592030N0180336E":                one,
		"59°20'30\"N, 018°03'36\"E":      one,
		"59 20 30 n 18 3 36 e":           one,
		"59 20.5 N 018 03.6 E":           one,
		"5920.5N 01803.6E":               one,
		"5920N 01803E, 5921S 01804W":     {at(5_933_333, 1_805_000), at(-5_935_000, -1_806_667)},
		"9N 8E":                          {at(900_000, 800_000)},
	} {
		if got, err := ParsePoints(in, 3); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q is read as %v, %v, want %v", in, got, err, want)
		}
	}
}

// What could be read in two ways is refused, as are angles that are none.
func TestParsePointsRefuses(t *testing.T) {
	for _, in := range []string{"59,33 18,06", "59,33N 18,06E", "59.33", "x", "91,0", "0,180.1", "59 61 N 18 0 E", "18E 59N", "59N 18N", "59N", "59N 18E 60",
		"59.5 20 N 18 E", "1 2 3 4 N 5 E", "59.33,18.06 x", "1,1 2.5,2", "NaN,1", "1e3,1", "1,1\n2,2\n3,3\n4,4", "-59N 18E", "59NN 18E", "\x00N 1E"} {
		if got, err := ParsePoints(in, 3); err == nil {
			t.Errorf("%q is read as %v", in, got)
		}
	}
}

func FuzzParsePoints(f *testing.F) {
	f.Add("59°20'30\"N, 018°03'36\"E")
	f.Add("59.33,18.06 59.2,18.1")
	f.Fuzz(func(t *testing.T, text string) {
		points, err := ParsePoints(text, 256)
		if err != nil && points != nil || len(points) > 256 {
			t.Errorf("%d points and %v", len(points), err)
		}
		for _, p := range points {
			if p.Lat < -9_000_000 || p.Lat > 9_000_000 || p.Lon < -18_000_000 || p.Lon >= 18_000_000 {
				t.Errorf("%q gives %v", text, p)
			}
		}
	})
}
