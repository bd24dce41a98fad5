//go:build linux

package main

import (
	"math"
	"strings"
	"testing"
)

func trials(name string, what value, all ...float64) (out []*trial) {
	for i, x := range all {
		v := what
		v.x = x
		out = append(out, &trial{benchCase: benchCase{name: name, on: tls, title: name}, run: i, values: []value{v}})
	}
	return out
}

// A row is the median of its runs with both ends; what never came counts as later than everything.
func TestFigures(t *testing.T) {
	row := value{what: delivered, unit: "s", limit: 0.5, aim: 1}
	f := figures(trials("warm", row, 3, 1, 2))
	if len(f) != 1 || f[0].median != 2 || f[0].least != 1 || f[0].most != 3 || f[0].n != 3 || f[0].met() {
		t.Errorf("of 3, 1 and 2 the row is %+v", f)
	}
	never := figures(trials("warm", row, 1, math.Inf(1), math.Inf(1)))[0]
	if got := never.number(never.median); got != "not within 360 s" || never.met() || never.ratio() != "" {
		t.Errorf("two of three that never came are printed as %q", got)
	}
	share := figures(trials("use", value{what: "share", unit: "%", aim: 85, least: true}, 84, 86, 90))[0]
	if !share.met() || !strings.Contains(share.verdict(), "at least 85 %: met") {
		t.Errorf("86 %% where at least 85 are asked for: %s", share.verdict())
	}
	row.worst = true
	var many []float64
	for i := range 200 {
		many = append(many, float64(i+1))
	}
	if got := figures(trials("loss", row, many...))[0].median; got != 198 {
		t.Errorf("the 99th percentile of 1 to 200 is %v", got)
	}
}

// A row in another language has the aim that follows from the English row of the same run and the bytes of both texts.
func TestLanguageRatio(t *testing.T) {
	all := append(trials("warm", value{what: bothWays, lang: "en", unit: "B", size: 200}, 500), trials("warm", value{what: bothWays, lang: "ru", unit: "B", size: 350}, 870)...)
	f := withRatios(figures(all))
	if f[1].aim != 875 || !f[1].met() || f[0].aim != 0 {
		t.Errorf("aims %v and %v", f[0].aim, f[1].aim)
	}
}

// A bulk item that was overtaken is held to the time of one that was not.
func TestBulkRatio(t *testing.T) {
	all := append(trials("bulk", value{what: bulkWhole, unit: "s"}, 330), trials("use", value{what: bulkWhole, unit: "s"}, 300)...)
	f := withRatios(figures(all))
	if len(f) != 3 || f[1].median != 1.1 || f[1].met() {
		t.Errorf("330 s over 300 s: %+v", f)
	}
}
