package chart

import (
	_ "embed"
	"encoding/json"
	"math"
	"sync"
)

//go:embed data/land-110m.json
var coarseLand []byte

//go:embed data/land-50m.json
var fineLand []byte

// The coast in two scales, read when a map is drawn for the first time: for the whole earth, and for less of it.
var (
	coarse = sync.OnceValue(func() []line { return mustLand(coarseLand) })
	fine   = sync.OnceValue(func() []line { return mustLand(fineLand) })
)

func mustLand(b []byte) []line {
	land, err := readLand(b)
	if err != nil {
		panic(err)
	}
	return land
}

// A vec is a longitude and a latitude in degrees, the longitude beyond ±180 where a line goes on around the earth.
type vec struct{ x, y float64 }

// A line is points in order; a ring does not repeat its first one.
type line []vec

// readLand returns the rings of a topology's land. What is read is part of this package, so it is held to nothing.
func readLand(b []byte) ([]line, error) {
	var t struct {
		Objects struct {
			Land struct {
				Geometries []struct{ Arcs [][][]int }
			}
		}
		Arcs      [][][2]float64
		Transform struct{ Scale, Translate [2]float64 }
	}
	if err := json.Unmarshal(b, &t); err != nil {
		return nil, err
	}
	arcs := make([]line, len(t.Arcs))
	for i, arc := range t.Arcs {
		var at vec
		for _, d := range arc { // each point is what is added to the one before
			at = vec{at.x + d[0], at.y + d[1]}
			arcs[i] = append(arcs[i], vec{at.x*t.Transform.Scale[0] + t.Transform.Translate[0], at.y*t.Transform.Scale[1] + t.Transform.Translate[1]})
		}
	}
	var out []line
	for _, g := range t.Objects.Land.Geometries {
		for _, polygon := range g.Arcs {
			for _, ring := range polygon {
				out = append(out, unbroken(joined(arcs, ring)))
			}
		}
	}
	return out, nil
}

// joined puts arcs together to a ring; the number below 0 is that of an arc which is gone through from its end.
func joined(arcs []line, ring []int) (out line) {
	for _, n := range ring {
		arc := arcs[max(n, ^n)]
		for i := range arc[:len(arc)-1] { // its last point is the first of the next
			if n < 0 {
				out = append(out, arc[len(arc)-1-i])
			} else {
				out = append(out, arc[i])
			}
		}
	}
	return out
}

// unbroken returns a ring whose longitudes go on where it passes longitude 180, and which goes by way of the pole where it
// goes around the earth.
func unbroken(ring line) line {
	out := make(line, 0, len(ring)+3)
	for i, p := range ring {
		if i > 0 {
			p.x += 360 * math.Round((out[i-1].x-p.x)/360)
		}
		out = append(out, p)
	}
	first, last := out[0], out[len(out)-1]
	turn := 360 * math.Round((last.x-first.x)/360)
	if turn == 0 {
		return out
	}
	pole := math.Copysign(90, first.y)
	return append(out, vec{first.x + turn, first.y}, vec{first.x + turn, pole}, vec{first.x, pole})
}
