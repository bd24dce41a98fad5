package overlap

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// round is a ring of n corners around a point of the equator.
func round(n int, lon float64) Area {
	var b strings.Builder
	b.WriteString("polygon")
	for i := range n {
		angle := 2 * math.Pi * float64(i) / float64(n)
		fmt.Fprintf(&b, " %.5f,%.5f", math.Sin(angle)/2, lon+math.Cos(angle)/2)
	}
	a, _ := areaOf(b.String())
	return a
}

// BenchmarkCorners compares rings of as many corners as a form takes.
func BenchmarkCorners(b *testing.B) {
	for _, c := range []struct {
		name string
		lon  float64
	}{{"crossing", 0.7}, {"apart", 1.01}, {"within", 0}} {
		p, q := round(256, 0), round(255, c.lon)
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				gap(&p, &q, 10_000)
			}
		})
	}
}
