//go:build linux

package main

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strings"

	"parley/bench/peers"
)

// The picture: for each case a band, in it a line for each program, on a logarithmic scale of seconds.
const (
	plotWidth           = 920
	plotLeft, plotRight = 230, 850
	plotLine            = 22
	plotFirst, plotLast = 0.1, 400.0 // seconds
)

// across is where a time stands; what did not come stands at the end.
func across(seconds float64) float64 {
	s := min(max(seconds, plotFirst), plotLast)
	return plotLeft + (plotRight-plotLeft)*math.Log(s/plotFirst)/math.Log(plotLast/plotFirst)
}

// A drawing is an SVG that grows downwards.
type drawing struct {
	strings.Builder
	y int
}

func (d *drawing) text(x float64, anchor, style, text string) {
	fmt.Fprintf(d, `<text x="%.1f" y="%d" text-anchor="%s" style="%s">%s</text>`+"\n", x, d.y+5, anchor, style, html.EscapeString(text))
}

func (d *drawing) line(x1, y1, x2, y2 float64, style string) {
	fmt.Fprintf(d, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" style="%s"/>`+"\n", x1, y1, x2, y2, style)
}

// plot returns the picture: what stands in it is how long each program took to deliver the English text.
func (r *result) plot() string {
	d := &drawing{y: 24}
	d.text(20, "start", "font-weight:bold", "Delivery of a text of 200 characters, seconds, logarithmic scale")
	d.y += plotLine
	top := d.y
	for _, band := range bands(r.figures) {
		d.band(band)
	}
	grid := &drawing{}
	for _, s := range []float64{0.1, 0.3, 1, 3, 10, 30, 100, 300} {
		grid.line(across(s), float64(top), across(s), float64(d.y), "stroke:#ddd")
		grid.y = d.y + 10
		grid.text(across(s), "middle", "fill:#555", fmt.Sprintf("%g", s))
	}
	d.y += 2 * plotLine
	d.key()
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img" aria-label="Delivery times of Parley and of other programs on an emulated bad line" style="font:13px sans-serif;fill:#111">`+"\n"+
		`<rect width="100%%" height="100%%" style="fill:#fff"/>`+"\n%s%s</svg>\n", plotWidth, d.y+plotLine, grid.String(), d.String())
}

// bands returns the figures of the picture, those of one case together.
func bands(all []figure) (out [][]figure) {
	at := map[string]int{}
	for _, f := range all {
		if f.unit != "s" || f.what != delivered || f.lang != "" && f.lang != languages[0] || f.limit == 0 {
			continue
		}
		i, ok := at[f.title]
		if !ok {
			i = len(out)
			at[f.title] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], f)
	}
	return out
}

// band draws a case.
func (d *drawing) band(rows []figure) {
	d.y += plotLine / 2
	d.text(20, "start", "font-weight:bold", rows[0].title)
	d.y += plotLine
	top := d.y
	for _, f := range rows {
		d.text(plotLeft-12, "end", "", who(f.on))
		d.figure(f)
		d.y += plotLine
	}
	x := across(rows[0].limit)
	d.line(x, float64(top-plotLine/2), x, float64(d.y-plotLine/2), "stroke:#111;stroke-width:2;stroke-dasharray:2 3")
}

// figure draws the spread, the mark and the number of one program: Parley's mark is filled, the others' are not.
func (d *drawing) figure(f figure) {
	y, x := float64(d.y), across(f.median)
	d.line(across(f.least), y, across(f.most), y, "stroke:#777;stroke-width:2")
	fill := "#fff"
	if !slices.Contains(peers.Names, f.on) {
		fill = "#111"
	}
	if math.IsInf(f.median, 1) {
		d.line(plotRight-14, y-5, plotRight, y, "stroke:#111")
		d.line(plotRight-14, y+5, plotRight, y, "stroke:#111")
		d.text(plotRight-22, "end", "", f.number(f.median))
		return
	}
	fmt.Fprintf(d, `<circle cx="%.1f" cy="%.1f" r="5" style="fill:%s;stroke:#111;stroke-width:1.5"/>`+"\n", x, y, fill)
	d.text(max(x, across(f.most))+12, "start", "", f.number(f.median))
}

// key says what the marks mean.
func (d *drawing) key() {
	d.text(20, "start", "fill:#333", "Filled: Parley, signed and recorded by both sides. Open: others, none of which signs the text but NNCP. Line: least to most of the runs.")
	d.y += plotLine
	d.text(20, "start", "fill:#333", "Dashed: the physical limit, bits of the text / rate + one-way delay. Arrow: not delivered in that time.")
}
