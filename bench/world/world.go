// Package world makes synthetic notices: exercises, firing, flights and launches of invented states, drawn from a seed, for
// benchmarks and tests.
package world

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/overlap"
)

// A World is what four invented states do in a year, as far as they give notice of it: drawn from a seed, and clustered as real
// notices are. A few training areas and air routes see most of it.
type World struct {
	*rand.Rand
	ranges, sites, fields []charter.Point
	made                  uint64
}

// A Filed is a notice with its place in words, as its form has it.
type Filed struct {
	overlap.Notice
	Place form.Place
}

// Times in milliseconds. Start is the first instant of the year, in 2026.
const (
	Minute = int64(60_000)            // milliseconds
	Hour   = 60 * Minute              // milliseconds
	Day    = 24 * Hour                // milliseconds
	Start  = int64(1_780_000_000_000) // milliseconds since 1970
	foot   = 30.48                    // centimetres
)

// States are the parties.
var States = []parley.PartyID{"northland", "southmark", "eastmarch", "westvale"}

// New returns the world of a seed.
func New(seed uint64) *World {
	w := &World{Rand: rand.New(rand.NewPCG(seed, 66))}
	var regions []charter.Point
	for range 40 {
		regions = append(regions, charter.Point{Lat: w.IntN(15_000_000) - 7_000_000, Lon: w.IntN(36_000_000) - 18_000_000})
	}
	for range 600 {
		w.ranges = append(w.ranges, w.beside(regions[w.IntN(len(regions))], 600_000))
	}
	for range 24 {
		w.sites = append(w.sites, w.beside(regions[w.IntN(len(regions))], 300_000))
	}
	for range 150 {
		w.fields = append(w.fields, w.beside(regions[w.IntN(len(regions))], 800_000))
	}
	return w
}

// beside is a point within so many metres north or south, and east or west.
func (w *World) beside(p charter.Point, metres int) charter.Point {
	return moved(p, w.IntN(2*metres+1)-metres, w.IntN(2*metres+1)-metres)
}

func moved(p charter.Point, north, east int) charter.Point {
	lat := min(8_900_000, max(-8_900_000, p.Lat+int(float64(north)/1.112)))
	lon := p.Lon + int(float64(east)/1.112/math.Cos(float64(lat)/1e5*math.Pi/180))
	return charter.Point{Lat: lat, Lon: ((lon+18_000_000)%36_000_000+36_000_000)%36_000_000 - 18_000_000}
}

// often picks one of a list: the first ones far more often than the last.
func (w *World) often(list []charter.Point) charter.Point {
	return list[int(float64(len(list))*math.Pow(w.Float64(), 2.5))]
}

// Notice draws the next notice.
func (w *World) Notice() Filed {
	f := Filed{Notice: overlap.Notice{ID: w.id(), Party: States[w.IntN(len(States))], Version: 1}}
	from := Start + w.Int64N(365*24)*Hour
	switch n := w.IntN(100); {
	case n < 40: // firing and other closures, hours to days
		f.Place = form.Place{Kind: form.PlaceCircle, Points: []charter.Point{w.beside(w.often(w.ranges), 15_000)}, Metres: 2_000 + w.IntN(18_000)}
		f.Time, f.Height = overlap.Span{From: from, To: from + (1+w.Int64N(36))*Hour}, w.band(0, 25_000)
	case n < 65: // exercises, days to weeks
		f.Place = form.Place{Kind: form.PlacePolygon, Points: w.ring(w.beside(w.often(w.ranges), 20_000), 8_000+w.IntN(35_000))}
		f.Time, f.Height = overlap.Span{From: from, To: from + (1+w.Int64N(10))*Day}, w.band(0, 40_000)
	case n < 95: // flights
		f.Place = form.Place{Kind: form.PlaceRoute, Points: w.route(), Metres: 4_000 + w.IntN(14_000)}
		f.Time, f.Height = overlap.Span{From: from, To: from + (1+w.Int64N(6))*Hour}, w.band(5_000, 45_000)
	case n < 99: // launches: where stages fall
		f.Place = form.Place{Kind: form.PlacePolygon, Points: w.ring(w.beside(w.often(w.sites), 400_000), 20_000+w.IntN(60_000))}
		f.Time, f.Height = overlap.Span{From: from, To: from + 4*Hour}, overlap.Span{From: 0, To: overlap.OpenTo}
	default: // wrecks, and waters closed until further notice
		f.Place = form.Place{Kind: form.PlaceCircle, Points: []charter.Point{w.beside(w.often(w.ranges), 100_000)}, Metres: 500 + w.IntN(3_000)}
		f.Time, f.Height = overlap.Span{From: from, To: overlap.OpenTo}, overlap.Span{From: 0, To: 0}
	}
	return f
}

// Located returns the notice with the area of its Place; an error where that has none.
func (f Filed) Located() (overlap.Notice, error) {
	area, ok := overlap.AreaOf(f.Place, nil)
	if !ok {
		return f.Notice, fmt.Errorf("a Place without an area: %v", f.Place)
	}
	f.Area = area
	return f.Notice, nil
}

func (w *World) id() parley.Hash {
	w.made++
	return parley.Sum(binary.BigEndian.AppendUint64(nil, w.made))
}

func (w *World) band(least, most int) overlap.Span {
	low := least + w.IntN((most-least)/1000)*1000
	high := low + (1+w.IntN(15))*1000
	return overlap.Span{From: int64(float64(low) * foot), To: int64(float64(high) * foot)}
}

// ring is an area of four to eight corners around a point, as wide as that either way.
func (w *World) ring(at charter.Point, metres int) []charter.Point {
	var out []charter.Point
	n := 4 + w.IntN(5)
	for i := range n {
		far := float64(metres) * (0.6 + 0.4*w.Float64())
		angle := 2 * math.Pi * float64(i) / float64(n)
		out = append(out, moved(at, int(far*math.Sin(angle)), int(far*math.Cos(angle))))
	}
	return out
}

// route is a way between two airfields, or from one over a training area and back.
func (w *World) route() []charter.Point {
	from, to := w.often(w.fields), w.often(w.fields)
	for from == to {
		to = w.fields[w.IntN(len(w.fields))]
	}
	if w.IntN(2) == 0 {
		to = from
	}
	over := w.beside(from, 300_000)
	return []charter.Point{from, over, w.beside(over, 80_000), w.beside(to, 20_000)}
}

// Crowd are exercises in one training area, all within one week.
func (w *World) Crowd(n int) []Filed {
	out := make([]Filed, n)
	at := charter.Point{Lat: 5_800_000, Lon: 2_000_000}
	for i := range out {
		f := Filed{Notice: overlap.Notice{ID: w.id(), Party: States[w.IntN(len(States))], Version: 1}}
		f.Place = form.Place{Kind: form.PlacePolygon, Points: w.ring(w.beside(at, 10_000), 15_000+w.IntN(15_000))}
		f.Time, f.Height = overlap.Span{From: Start + w.Int64N(24)*Hour, To: Start + 3*Day + w.Int64N(24)*Hour}, overlap.Span{From: 0, To: 300_000}
		out[i] = f
	}
	return out
}
