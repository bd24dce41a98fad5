//go:build linux

package main

import (
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"
)

// The picture is well-formed, has a line for each program, and shows what never came as such.
func TestPlot(t *testing.T) {
	row := value{what: delivered, lang: "en", unit: "s", limit: 0.47}
	all := trials("warm", row, 0.6)
	for _, x := range trials("warm", row, math.Inf(1)) {
		x.on = "nncp"
		all = append(all, x)
	}
	r := &result{figures: figures(all)}
	text := r.plot()
	in := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := in.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
	}
	for _, want := range []string{"Parley, TLS", "0.60 s", "NNCP", "not within 360 s"} {
		if !strings.Contains(text, ">"+want+"<") {
			t.Errorf("the picture has no %q", want)
		}
	}
	if across(0.3) <= across(0.1) || across(1000) != plotRight {
		t.Error("the scale does not go from left to right up to its end")
	}
}

// The page has every row, the failed runs, and nothing of the template's marks.
func TestPage(t *testing.T) {
	r := &result{figures: figures(trials("warm", value{what: delivered, unit: "s", limit: 0.5, aim: 1}, 2)), failed: []string{"warm, run 2: the line is not up\nlog"}}
	page := r.page(order{jobs: 8})
	for _, want := range []string{"| Parley, TLS | delivered | 2.00 s |", "4.00 x the limit of 0.50 s", "aim at most 1.00 s: missed", "- warm, run 2: the line is not up\n"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q: %s", want, page)
		}
	}
	if strings.Contains(page, "{{") {
		t.Error("a mark of the template is left")
	}
}
