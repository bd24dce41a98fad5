//go:build linux

package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A figure is a row of the table: what the runs of one case say together.
type figure struct {
	title, name, on     string
	value               // of the first run: everything but x
	median, least, most float64
	n                   int
}

// figures returns the rows of the trials, in their order.
func figures(all []*trial) (out []figure) {
	at := map[string]int{}
	by := map[string][]float64{}
	for _, t := range all {
		for _, v := range t.values {
			key := strings.Join([]string{t.title, t.on, v.what, v.lang}, "\x00")
			if _, ok := at[key]; !ok {
				at[key] = len(out)
				out = append(out, figure{title: t.title, name: t.name, on: t.on, value: v})
			}
			by[key] = append(by[key], v.x)
		}
	}
	for key, i := range at {
		out[i].sum(by[key])
	}
	return out
}

// sum takes the median, or the 99th percentile, and the ends.
func (f *figure) sum(all []float64) {
	slices.Sort(all)
	f.n, f.least, f.most, f.median = len(all), all[0], all[len(all)-1], all[len(all)/2]
	if f.worst {
		f.median = all[(len(all)*99+99)/100-1]
	}
}

// met reports whether the aim is reached.
func (f figure) met() bool {
	if f.value.least {
		return f.median >= f.aim
	}
	return f.median <= f.aim
}

// label names the row below its title.
func (f figure) label() string {
	what := f.what
	if f.lang != "" && f.lang != languages[0] {
		what += ", " + f.lang
	}
	if f.worst {
		what += ", 99th percentile"
	}
	return what
}

// verdict is what stands beside the figure.
func (f figure) verdict() string {
	if f.aim == 0 {
		return ""
	}
	word, met := "at most", "met"
	if f.value.least {
		word = "at least"
	}
	if !f.met() {
		met = "missed"
	}
	return fmt.Sprintf("aim %s %s: %s", word, f.number(f.aim), met)
}

// ratio is the figure over the limit.
func (f figure) ratio() string {
	if f.limit == 0 || math.IsInf(f.median, 1) {
		return ""
	}
	return fmt.Sprintf("%.2f x the limit of %s", f.median/f.limit, f.number(f.limit))
}

func (f figure) number(x float64) string {
	switch {
	case math.IsInf(x, 1):
		return fmt.Sprintf("not within %.0f s", patience.Seconds())
	case f.unit == "s":
		return fmt.Sprintf("%.2f s", x)
	case f.unit == "x":
		return fmt.Sprintf("%.3f x", x)
	default:
		return fmt.Sprintf("%.0f %s", x, f.unit)
	}
}

func (f figure) spread() string {
	if f.n == 1 {
		return ""
	}
	return "(" + f.number(f.least) + ".." + f.number(f.most) + ")"
}
