package form_test

import (
	"maps"
	"math/rand/v2"
	"strings"

	"parley"
	"parley/charter"
	"parley/form"
)

// draw returns a random body of the sample form.
func draw(r *rand.Rand) form.Body {
	b := form.Body{Fields: drawFields(r, noticeSchema().Fields)}
	if r.IntN(4) > 0 {
		b.Reference = reference(1+r.IntN(999_999), []string{"O", "A", "C", "T"}[r.IntN(4)])
	}
	return b
}

func drawFields(r *rand.Rand, fields []charter.Field) form.Fields {
	out := form.Fields{}
	for _, f := range fields {
		if f.Required || r.IntN(2) == 0 {
			out[f.Name] = drawValue(r, f)
		}
	}
	return out
}

func drawValue(r *rand.Rand, f charter.Field) form.Value {
	switch f.Kind {
	case charter.KindText:
		texts := []string{"x", "two words", "several\nlines\n\nof text", "Учение «Север»", "大 演 习", strings.Repeat("word ", 11) + "end", "a  b"}
		return form.Text(texts[r.IntN(len(texts))])
	case charter.KindNumber:
		return form.Number(f.Min + r.IntN(f.Max-f.Min+1))
	case charter.KindTime:
		return form.Time(r.Int64N(form.MaxTime+1) / []int64{1, 1000, 60_000}[r.IntN(3)])
	case charter.KindDuration:
		return form.Duration(r.Int64N(form.MaxDuration+1) / []int64{1, 1000, 60_000_000}[r.IntN(3)])
	case charter.KindChoice:
		return form.Choice(f.Choices[r.IntN(len(f.Choices))].Value)
	case charter.KindParty:
		return form.Party([]string{"north", "south"}[r.IntN(2)])
	case charter.KindReference:
		if r.IntN(2) == 0 {
			return form.Citation{Reference: reference(1+r.IntN(9_999), "O")}
		}
		return form.Citation{ID: new(parley.Sum([]byte{byte(r.Int())}))}
	case charter.KindPlace:
		return drawPlace(r)
	}
	var rows form.Table
	for range 1 + r.IntN(f.Max) {
		rows = append(rows, drawFields(r, f.Columns))
	}
	return rows
}

func drawPlace(r *rand.Rand) form.Place {
	p := form.Place{Precision: r.IntN(3) * 500, Words: []string{"", "the bay"}[r.IntN(2)]}
	points := map[charter.Point]bool{}
	for range 3 + r.IntN(8) {
		points[charter.Point{Lat: r.IntN(18_000_001) - 9_000_000, Lon: r.IntN(36_000_000) - 18_000_000}] = true
	}
	for at := range maps.Keys(points) {
		p.Points = append(p.Points, at)
	}
	switch r.IntN(5) {
	case 0:
		return form.Place{Kind: form.PlaceArea, Words: "strait"}
	case 1:
		return form.Place{Kind: form.PlaceWords, Words: "east of the strait"}
	case 2:
		p.Kind, p.Points, p.Metres = form.PlaceCircle, p.Points[:1], 1+r.IntN(form.MaxMetres)
	case 3:
		p.Kind, p.Metres = form.PlaceRoute, r.IntN(3)*1234
	default:
		p.Kind = form.PlacePolygon
	}
	return p
}
