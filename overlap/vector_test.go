package overlap

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"parley/charter"
)

var (
	update = flag.Bool("update", false, "write the vectors anew")
	out    = flag.String("out", "", "write here what each of -pairs random pairs comes to")
	many   = flag.Int("pairs", 100_000, "how many pairs -out takes")
)

const (
	pointsFile = "../spec/vectors/overlap/points.txt"
	pairsFile  = "../spec/vectors/overlap/pairs.txt"
)

// The vectors of 10.10 are what this implementation computes: [OVL-1] to [OVL-9].
func TestVectorFiles(t *testing.T) {
	for _, f := range []struct{ path, text string }{{pointsFile, pointVectors()}, {pairsFile, "# Pairs of areas, height bands and times: chapter 10.10\n\n" + pairs(240)}} {
		if *update {
			if err := os.WriteFile(f.path, []byte(f.text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		b, err := os.ReadFile(f.path)
		if err != nil || string(b) != f.text {
			t.Errorf("%s differs from what is computed (%v)", f.path, err)
		}
	}
	if *out != "" {
		if err := os.WriteFile(*out, []byte(pairs(*many)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func pointVectors() string {
	var b strings.Builder
	b.WriteString("# Points and their vectors in centimetres, and chords of half metres: chapter 10.10\n\n")
	r := rand.New(rand.NewPCG(2, 10))
	for i := range len(spots) + 60 {
		p := charter.Point{Lat: r.IntN(18_000_001) - 9_000_000, Lon: r.IntN(36_000_000) - 18_000_000}
		if i < len(spots) {
			p = spots[i]
		}
		v := vectorOf(p)
		fmt.Fprintf(&b, "point: %d %d\nvector: %d %d %d\n\n", p.Lat, p.Lon, v.x, v.y, v.z)
	}
	for _, u := range []int64{0, 1, 2, 1000, 123_457, 9_999_999, half - 1, half, 80_000_000} {
		fmt.Fprintf(&b, "half-metres: %d\nchord: %d\n\n", u, chord(u))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// pairs are random pairs, each with its margins and how near they come.
func pairs(n int) string {
	var b strings.Builder
	for i := range n {
		d := newDrawing(rand.New(rand.NewPCG(uint64(i), 13)))
		m := d.margins()
		fmt.Fprintf(&b, "name: %d\nmargins: %d %d %d\n", i+1, m.Metres, m.Height, m.Time)
		var pair [2]Notice
		for k := range pair {
			a, text := d.area()
			pair[k] = Notice{Area: a, Height: d.span(3048), Time: d.span(1_800_000)}
			fmt.Fprintf(&b, "area: %s\nheight: %s\ntime: %s\n", text, pair[k].Height.text(), pair[k].Time.text())
		}
		if c, ok := Compare(&pair[0], &pair[1], m); ok {
			fmt.Fprintf(&b, "apart: %d %d %d\nshared: %s\n\n", c.Metres, c.Height, c.Apart, c.Time.text())
		} else {
			b.WriteString("apart: beyond\n\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (s Span) text() string {
	from, to := fmt.Sprint(s.From), fmt.Sprint(s.To)
	if s.From == OpenFrom {
		from = "open"
	}
	if s.To == OpenTo {
		to = "open"
	}
	return from + " " + to
}
