package form

import (
	"encoding/json"
	"maps"
	"slices"

	"parley/charter"
)

// FromJSON reads what JSON writes, and holds it against the schema. Numbers may be strings, times may leave out seconds
// and be date-time groups, durations may count any units, a place may be a string as Place.String writes it; null is as
// absent. The sentence of an error names the field [FORM-11].
func (f *Form) FromJSON(text []byte) (Body, error) {
	b := Body{Fields: Fields{}}
	if err := f.fit(); err != nil {
		return b, err
	}
	tree, err := readJSON(text)
	if err != nil {
		return b, err
	}
	object, ok := tree.(map[string]any)
	if !ok {
		return b, bad("the body is not a JSON object")
	}
	if s, ok := object[refName].(string); ok {
		r, err := ParseReference(s)
		if err != nil {
			return b, err
		}
		b.Reference = &r
		delete(object, refName)
	}
	if b.Fields, err = fromObject("", f.schema.Fields, object); err != nil {
		return b, err
	}
	return b, f.Check(b)
}

// fromObject reads the values of fields; path stands before their names.
func fromObject(path string, fields []charter.Field, object map[string]any) (Fields, error) {
	out := Fields{}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		at := slices.IndexFunc(fields, func(f charter.Field) bool { return f.Name == name })
		if at < 0 {
			return nil, bad("there is no field %.80q here; there is %s", path+name, names(fields))
		}
		if object[name] == nil {
			continue
		}
		v, err := fromAny(path+name, &fields[at], object[name])
		if err != nil {
			return nil, err
		}
		out[name] = v
	}
	return out, nil
}

func fromAny(path string, field *charter.Field, it any) (Value, error) {
	switch it := it.(type) {
	case string:
		if field.Kind != charter.KindTable {
			return parseValue(path, field, it)
		}
	case json.Number:
		if field.Kind == charter.KindNumber {
			return parseValue(path, field, it.String())
		}
	case map[string]any:
		if field.Kind == charter.KindPlace {
			return placeFrom(path, it)
		}
	case []any:
		if field.Kind == charter.KindTable {
			return tableFrom(path, field, it)
		}
	}
	return nil, wrongKind(path, field)
}

func tableFrom(path string, field *charter.Field, list []any) (Value, error) {
	if len(list) > field.Max {
		return nil, bad("the table %q has %d rows, not 1 to %d", path, len(list), field.Max)
	}
	var rows Table
	for i, it := range list {
		object, ok := it.(map[string]any)
		if !ok {
			return nil, bad("row %d of the table %q is not a JSON object", i, path)
		}
		row, err := fromObject(rowPath(path, i), field.Columns, object)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// placeFrom reads the object that placeJSON writes.
func placeFrom(path string, object map[string]any) (Value, error) {
	var p Place
	for _, key := range slices.Sorted(maps.Keys(object)) {
		ok := false
		switch key {
		case "kind":
			p.Kind, ok = object[key].(string)
		case "words":
			p.Words, ok = object[key].(string)
		case "precision":
			p.Precision, ok = wholeNumber(object[key])
		case "metres":
			p.Metres, ok = wholeNumber(object[key])
		case "points":
			p.Points, ok = pointsFrom(object[key])
		}
		if !ok {
			return nil, bad("the place %q has a %.40q that no place has; a place has kind, precision, points as [latitude, longitude], metres, words", path, key)
		}
	}
	return p, nil
}

func pointsFrom(it any) (points []charter.Point, ok bool) {
	list, ok := it.([]any)
	for _, it := range list {
		pair, is := it.([]any)
		if !is || len(pair) != 2 || len(points) == MaxCorners {
			return nil, false
		}
		lat, ok1 := parseDecimal(scalar(pair[0]), 5)
		lon, ok2 := parseDecimal(scalar(pair[1]), 5)
		if !ok1 || !ok2 {
			return nil, false
		}
		points = append(points, charter.Point{Lat: narrow(lat), Lon: narrow(lon)})
	}
	return points, ok
}

func wholeNumber(it any) (int, bool) {
	n, ok := parseDecimal(scalar(it), 0)
	return narrow(n), ok
}

// scalar returns a number or a string as it is written.
func scalar(it any) string {
	switch it := it.(type) {
	case json.Number:
		return it.String()
	case string:
		return it
	}
	return ""
}
