package form_test

import (
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/wire"
)

// A badValue is a body that Encode and Decode refuse with the same sentence.
type badValue struct {
	name string
	body form.Body
	code parley.Code
	want string
}

func circle(change func(*form.Place)) form.Body {
	p := form.Place{Kind: form.PlaceCircle, Points: []charter.Point{{Lat: 1, Lon: 2}}, Metres: 3}
	change(&p)
	return set(smallBody(), "area", p)
}

func polygon(points ...charter.Point) form.Body {
	return set(smallBody(), "area", form.Place{Kind: form.PlacePolygon, Points: points})
}

func table(rows ...form.Fields) form.Body { return set(smallBody(), "units", form.Table(rows)) }

func badValues() []badValue {
	const bad, large = parley.CodeBadMessage, parley.CodeTooLarge
	small := smallBody
	return []badValue{
		// [FORM-3] A body MUST hold each field that the schema requires.
		{"required field missing", set(small(), "start", nil), bad, `the field "start" is missing`},
		{"required column missing", table(form.Fields{"troops": form.Number(1)}), bad, `the field "units[0].name" is missing`},
		// [FORM-4] A text MUST be 1 byte to `max` bytes of UTF-8 without control characters but LF, and without U+2028, U+2029, U+FEFF and characters that turn the reading direction.
		{"text empty", set(small(), "purpose", form.Text("")), bad, `the field "purpose" is empty; leave it out`},
		{"text too long", set(small(), "designation", form.Text(strings.Repeat("é", 41))), large, `the field "designation" has 82 bytes, more than 80`},
		{"text with a tab", set(small(), "purpose", form.Text("a\tb")), bad, `the field "purpose" holds the character U+0009, which it may not`},
		{"text that turns", set(small(), "purpose", form.Text("a\u202eb")), bad, `the field "purpose" holds the character U+202E, which it may not`},
		{"text with a line separator", set(small(), "purpose", form.Text("a\u2028b")), bad, `the field "purpose" holds the character U+2028, which it may not`},
		// [FORM-5] A number MUST be an integer of `min` to `max` in the unit of its last decimal.
		{"number too large", set(small(), "troops", form.Number(1_000_001)), bad, `the field "troops" is 1000001 persons, not 0 to 1000000`},
		{"number too small", set(small(), "length", form.Number(-501)), bad, `the field "length" is -5.01 km, not -5.00 to 999.99`},
		// [FORM-6] A time MUST be 0 to 253402300799999, and a duration 0 to 3155760000000.
		{"time before 1970", set(small(), "end", form.Time(-1)), bad, `the field "end" is before 1970 or after the year 9999`},
		{"time after 9999", set(small(), "end", form.Time(form.MaxTime+1)), bad, `the field "end" is before 1970 or after the year 9999`},
		{"duration below 0", set(small(), "warning", form.Duration(-1)), bad, `the field "warning" is below 0 or over a hundred years`},
		{"duration too long", set(small(), "warning", form.Duration(form.MaxDuration+1)), bad, `the field "warning" is below 0 or over a hundred years`},
		// [FORM-7] A choice MUST be one of the values of its field, and a party the id of a party of the edition under which the message was made.
		{"no such choice", set(small(), "level", form.Choice("Brigade")), bad, `the field "level" is "Brigade", which is none of brigade, DIV-1`},
		{"no such party", set(small(), "host", form.Party("east")), bad, `the field "host" names "east", which is no party of the charter`},
		// [FORM-9] A place MUST be an array of kind, precision, points, metres and words as the table of 5.3 says of its kind.
		{"circle without radius", circle(func(p *form.Place) { p.Metres = 0 }), bad, `the circle "area" has no radius`},
		{"circle with two centres", circle(func(p *form.Place) { p.Points = append(p.Points, p.Points[0]) }), bad, `the circle "area" has 2 points, not 1 to 1`},
		{"circle too large", circle(func(p *form.Place) { p.Metres = 20_000_001 }), bad, `the place "area" has a precision, radius or width of less than 0 or more than 20000000 metres`},
		{"precision below 0", circle(func(p *form.Place) { p.Precision = -1 }), bad, `the place "area" has a precision, radius or width of less than 0 or more than 20000000 metres`},
		{"north of the pole", circle(func(p *form.Place) { p.Points[0].Lat = 9_000_001 }), bad, `point 0 of the place "area" is not on the sphere: latitude -90 to 90, longitude -180 to below 180`},
		{"longitude 180", circle(func(p *form.Place) { p.Points[0].Lon = 18_000_000 }), bad, `point 0 of the place "area" is not on the sphere: latitude -90 to 90, longitude -180 to below 180`},
		{"another kind", circle(func(p *form.Place) { p.Kind = "box" }), bad, `the place "area" is a "box"; a place is a polygon, circle, route, area or words`},
		{"words of two lines", circle(func(p *form.Place) { p.Words = "a\nb" }), bad, `the words of the place "area" holds the character U+000A, which it may not`},
		{"polygon of two", polygon(charter.Point{Lat: 1}, charter.Point{Lat: 2}), bad, `the polygon "area" has 2 points, not 3 to 256`},
		{"polygon closed", polygon(charter.Point{Lat: 1}, charter.Point{Lat: 2}, charter.Point{Lon: 3}, charter.Point{Lat: 1}), bad, `point 3 of the place "area" repeats an earlier one`},
		{"polygon with a radius", after(polygon(charter.Point{Lat: 1}, charter.Point{Lat: 2}, charter.Point{Lon: 3}), func(b *form.Body) {
			p, _ := form.Get[form.Place](b.Fields, "area")
			p.Metres = 1
			b.Fields["area"] = p
		}), bad, `the place "area" has a radius or width, which only a circle or a route has`},
		{"route that stands still", set(small(), "area", form.Place{Kind: form.PlaceRoute, Points: []charter.Point{{Lat: 1}, {Lat: 1}}}), bad, `point 1 of the place "area" repeats an earlier one`},
		{"no such area", set(small(), "area", form.Place{Kind: form.PlaceArea, Words: "bay"}), bad, `the place "area" names "bay", which is no area of the charter`},
		{"area with a precision", set(small(), "area", form.Place{Kind: form.PlaceArea, Words: "strait", Precision: 5}), bad, `the place "area" has a precision and no points`},
		{"words without words", set(small(), "area", form.Place{Kind: form.PlaceWords}), bad, `the place "area" has no words`},
		{"words too long", set(small(), "area", form.Place{Kind: form.PlaceWords, Words: strings.Repeat("x", 1001)}), large, `the words of the place "area" has 1001 bytes, more than 1000`},
		// [FORM-10] A table MUST be the names of all its columns in the order of the schema, then 1 to `max` rows of one element for each column, null where the value is absent.
		{"table without rows", table(), bad, `the table "units" has 0 rows, not 1 to 3`},
		{"table too long", table(make([]form.Fields, 4)...), bad, `the table "units" has 4 rows, not 1 to 3`},
		{"a cell out of range", table(form.Fields{"name": form.Text("a")}, form.Fields{"name": form.Text("b"), "troops": form.Number(-1)}), bad, `the field "units[1].troops" is -1 persons, not 0 to 1000000`},
	}
}

func TestBadValues(t *testing.T) {
	f := sampleForm()
	for _, c := range badValues() {
		_, err := f.Encode(c.body)
		refuses(t, c.name, err, c.code, c.want)
		_, err = f.Decode(crude(c.body))
		refuses(t, c.name+", decoded", err, c.code, c.want)
	}
	for _, c := range []badValue{
		{"of another kind", set(smallBody(), "troops", form.Text("many")), parley.CodeBadMessage, `the field "troops" is not a number`},
		{"unknown", set(smallBody(), "strength", form.Number(1)), parley.CodeBadMessage, `there is no field "strength" here; there is designation, purpose, start, end, warning, troops, length, level, host, invitation, area, units`},
		{"unknown column", table(form.Fields{"name": form.Text("a"), "x": form.Number(1)}), parley.CodeBadMessage, `there is no field "units[0].x" here; there is name, troops, area, since, of`},
		{"text that is not UTF-8", set(smallBody(), "purpose", form.Text("\xff")), parley.CodeBadMessage, `the field "purpose" is not UTF-8`},
		{"a citation of nothing", set(smallBody(), "invitation", form.Citation{}), parley.CodeBadMessage, `the field "invitation" names no message, or one in two ways`},
		{"nothing at all", set(smallBody(), "host", form.Value(form.Party(""))), parley.CodeBadMessage, `the field "host" names "", which is no party of the charter`},
	} {
		_, err := f.Encode(c.body)
		refuses(t, c.name, err, c.code, c.want)
	}
	_, err := form.Of(sampleCharter(), "text").Encode(form.Body{})
	refuses(t, "a form without fields", err, parley.CodeBadMessage, `the form "text" has no fields under edition 1 of the charter; its body is text`)
}

// crude encodes a body as Encode does, without any check.
func crude(b form.Body) []byte {
	s := noticeSchema()
	items := []any{}
	if b.Reference != nil {
		items = append(items, []any{"REF", b.Reference.String()})
	}
	for _, field := range s.Fields {
		if v, ok := b.Fields[field.Name]; ok {
			items = append(items, []any{field.Name, crudeItem(field, v)})
		}
	}
	return wire.Marshal(items)
}

func crudeItem(field charter.Field, v form.Value) any {
	switch v := v.(type) {
	case form.Place:
		points := []any{}
		for _, p := range v.Points {
			points = append(points, p.Lat, p.Lon)
		}
		return []any{v.Kind, v.Precision, points, v.Metres, v.Words}
	case form.Table:
		head := []any{}
		for _, c := range field.Columns {
			head = append(head, c.Name)
		}
		out := []any{head}
		for _, row := range v {
			cells := []any{}
			for _, c := range field.Columns {
				if cell, ok := row[c.Name]; ok {
					cells = append(cells, crudeItem(c, cell))
				} else {
					cells = append(cells, nil)
				}
			}
			out = append(out, cells)
		}
		return out
	case form.Citation:
		return v.ID[:]
	}
	return v
}

// A badBytes is bytes that are no body of the sample form.
type badBytes struct {
	name string
	raw  []byte
	code parley.Code
	want string
}

func badBodies() []badBytes {
	pairs := func(more ...any) []byte {
		return wire.Marshal(append([]any{[]any{"designation", "SNOW"}, []any{"start", 1}, []any{"troops", 1}}, more...))
	}
	only := func(v any) []byte { return wire.Marshal(v) }
	const bad, enc, large = parley.CodeBadMessage, parley.CodeBadEncoding, parley.CodeTooLarge
	pair := "the body is not a list of pairs of a name and a value"
	order := func(name string) string {
		return `the field "` + name + `" is unknown, stands twice or out of the schema's order`
	}
	place := `the place "area" is not [kind, precision, points, metres, words]`
	head := `the table "units" does not begin with the names of its columns: name, troops, area, since, of`
	columns := []any{"name", "troops", "area", "since", "of"}
	area := func(v any) []byte { return pairs([]any{"area", v}) }
	units := func(v ...any) []byte { return pairs([]any{"units", v}) }
	return []badBytes{
		{"nothing", nil, enc, "the body is not readable"},
		{"no array", only("SNOW"), enc, "the body is not readable"},
		{"null", []byte{0xf6}, enc, "the body is not in its one canonical encoding"},
		{"a byte after the end", append(pairs(), 0), enc, "the body is not readable"},
		{"an integer that is not the shortest", []byte{0x81, 0x82, 0x61, 'a', 0x18, 0x01}, enc, "the body is not in its one canonical encoding"},
		{"an indefinite length", []byte{0x9f, 0xff}, enc, "the body is not readable"},
		{"a tag", []byte{0x81, 0xc1, 0x01}, enc, "the body is not readable"},
		{"a map", []byte{0xa0}, enc, "the body is not readable"},
		{"a floating-point number", append([]byte{0x81, 0x82, 0x66}, append([]byte("troops"), 0xf9, 0x3c, 0x00)...), bad, `the field "troops" does not hold a number`},
		{"a map as a value", append([]byte{0x81, 0x82, 0x66}, append([]byte("troops"), 0xa0)...), bad, `the field "troops" does not hold a number`},
		{"an integer beyond 64 bits signed", pairs([]any{"length", uint64(1) << 63}), bad, `the field "length" does not hold a number`},
		{"no pair", only([]any{"designation"}), bad, pair},
		{"three of a pair", only([]any{[]any{"designation", "SNOW", 1}}), bad, pair},
		{"a name that is no text", only([]any{[]any{1, "SNOW"}}), bad, pair},
		{"unknown", pairs([]any{"zulu", 1}), bad, order("zulu")},
		{"twice", pairs([]any{"troops", 1}), bad, order("troops")},
		{"out of order", pairs([]any{"purpose", "x"}), bad, order("purpose")},
		{"the reference second", pairs([]any{"REF", "CBM/NORTH/26/0011/F25/O"}), bad, order("REF")},
		{"null as a value", pairs([]any{"length", nil}), bad, `the field "length" does not hold a number`},
		{"a truth value", pairs([]any{"length", true}), bad, `the field "length" does not hold a number`},
		{"bytes for text", only([]any{[]any{"designation", []byte("SNOW")}}), bad, `the field "designation" does not hold a text`},
		{"text for a time", only([]any{[]any{"designation", "SNOW"}, []any{"start", "2026-11-22T12:00:00.000Z"}}), bad, `the field "start" does not hold a time`},
		// [FORM-8] A reference MUST be the id of a message as 32 bytes, or a human reference as text.
		{"31 bytes of an id", pairs([]any{"invitation", make([]byte, 31)}), bad, `the field "invitation" does not hold a reference`},
		{"no reference", pairs([]any{"invitation", "CBM/NORTH/26/10/F25/O"}), bad, `the field "invitation" holds "CBM/NORTH/26/10/F25/O", which is no human reference`},
		{"an id as text", pairs([]any{"invitation", strings.Repeat("0", 64)}), bad, `the field "invitation" holds "` + strings.Repeat("0", 64) + `", which is no human reference`},
		{"a place of four", area([]any{"circle", 0, []any{1, 2}, 3}), bad, place},
		{"a place as text", area("circle"), bad, `the field "area" does not hold a place`},
		{"points in pairs", area([]any{"circle", 0, []any{[]any{1, 2}}, 3, ""}), bad, place},
		{"half a point", area([]any{"circle", 0, []any{1}, 3, ""}), bad, place},
		{"a kind that is no text", area([]any{1, 0, []any{1, 2}, 3, ""}), bad, place},
		{"a radius beyond 32 bits", area([]any{"circle", 0, []any{1, 2}, uint64(1) << 40, ""}), bad, `the place "area" has a precision, radius or width of less than 0 or more than 20000000 metres`},
		{"a latitude beyond 32 bits", area([]any{"circle", 0, []any{uint64(1)<<32 + 1, 2}, 1, ""}), bad, `point 0 of the place "area" is not on the sphere: latitude -90 to 90, longitude -180 to below 180`},
		{"257 points", area([]any{"route", 0, make([]any, 514), 3, ""}), bad, place},
		{"a table without head", units(), bad, head},
		{"a column missing in the head", units(columns[:4]), bad, head},
		{"columns in another order", units([]any{"troops", "name", "area", "since", "of"}), bad, head},
		{"a cell too few", units(columns, []any{"a", nil, nil, nil}), bad, `row 0 of the table "units" has not one element for each column`},
		{"a row that is no array", units(columns, "a"), bad, `row 0 of the table "units" has not one element for each column`},
		{"a cell of another kind", units(columns, []any{"a", nil, nil, nil, nil}, []any{"b", "many", nil, nil, nil}), bad, `the field "units[1].troops" does not hold a number`},
		{"a head and no row", units(columns), bad, `the table "units" has 0 rows, not 1 to 3`},
		// [FORM-2] A reader MUST refuse a body of more than 98,304 bytes before it allocates memory for what is in it.
		{"too large", append([]byte{0x9a, 0, 1, 0x80, 0}, make([]byte, form.MaxBody)...), large, "the body has 98309 bytes, more than 98304"},
		{"an array longer than its bytes", []byte{0x9a, 0xff, 0xff, 0xff, 0xff}, enc, "the body is not readable"},
	}
}

func TestBadBodies(t *testing.T) {
	f := sampleForm()
	for _, c := range badBodies() {
		_, err := f.Decode(c.raw)
		refuses(t, c.name, err, c.code, c.want)
	}
	for _, n := range []int{80, 1 << 20} { // what a length claims is not allocated
		raw := append([]byte{0x9a, 0x00, 0x00, 0xff, 0xff}, make([]byte, n)...)
		if got := testing.AllocsPerRun(10, func() { f.Decode(raw) }); got > 200 {
			t.Errorf("%d bytes that claim 65,535 elements took %v allocations", n, got)
		}
	}
	large := fullBody()
	c := sampleCharter()
	c.Schemas[0].Fields[1].Max = 1 << 20
	large.Fields["purpose"] = form.Text(strings.Repeat("x", form.MaxBody))
	_, err := form.Of(c, "exercise-notice").Encode(large)
	refuses(t, "a body too large to send", err, parley.CodeTooLarge, "the body has 98644 bytes, more than 98304")
}
