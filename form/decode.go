package form

import (
	"fmt"
	"math"
	"slices"

	"parley"
	"parley/charter"
	"parley/wire"
)

// Decode reads the body of a message in the form. It refuses what is over MaxBody, not in the one encoding, or does not
// fit the schema; the sentence names the field. What it accepts encodes again to the same bytes [FORM-1].
func (f *Form) Decode(raw []byte) (Body, error) {
	b := Body{Fields: Fields{}}
	if err := f.fit(); err != nil {
		return b, err
	}
	var items []any
	if err := wire.Unmarshal("body", raw, MaxBody, &items); err != nil {
		return b, err
	}
	next := 0 // the fields from here on may follow
	for i, it := range items {
		name, v, err := pair(it)
		if err != nil {
			return b, err
		}
		if i == 0 && name == refName {
			if b.Reference, err = referenceOf(v); err != nil {
				return b, err
			}
			continue
		}
		at := slices.IndexFunc(f.schema.Fields, func(field charter.Field) bool { return field.Name == name })
		if at < next {
			return b, bad("the field %.80q is unknown, stands twice or out of the schema's order", name)
		}
		next = at + 1
		if b.Fields[name], err = valueOf(name, &f.schema.Fields[at], v); err != nil {
			return b, err
		}
	}
	return b, f.Check(b)
}

// pair splits [name, value].
func pair(it any) (string, any, error) {
	if p, ok := it.([]any); ok && len(p) == 2 {
		if name, ok := p[0].(string); ok {
			return name, p[1], nil
		}
	}
	return "", nil, bad("the body is not a list of pairs of a name and a value")
}

func referenceOf(v any) (*Reference, error) {
	s, _ := v.(string)
	r, err := ParseReference(s)
	return &r, err
}

// ReferenceIn returns the human reference that a body begins with, also where the body does not fit its form or the form is
// not known; nil where there is none. A number counts whatever else is wrong with its message.
func ReferenceIn(raw []byte) *Reference {
	var items []any
	if wire.Unmarshal("body", raw, MaxBody, &items) != nil || len(items) == 0 {
		return nil
	}
	name, v, err := pair(items[0])
	if err != nil || name != refName {
		return nil
	}
	r, err := referenceOf(v)
	if err != nil {
		return nil
	}
	return r
}

// valueOf reads the value of a field from its decoded item. The ranges are left to checkValue.
func valueOf(path string, field *charter.Field, it any) (Value, error) {
	switch it := it.(type) {
	case uint64, int64:
		if n, ok := integer(it); ok {
			return numberOf(path, field, n)
		}
	case string:
		return textOf(path, field, it)
	case []byte:
		if field.Kind == charter.KindReference && len(it) == len(parley.Hash{}) {
			return Citation{ID: new(parley.Hash(it))}, nil
		}
	case []any:
		switch field.Kind {
		case charter.KindPlace:
			return placeOf(path, it)
		case charter.KindTable:
			return tableOf(path, field, it)
		}
	}
	return nil, wrongKind(path, field)
}

func wrongKind(path string, field *charter.Field) error {
	return bad("the field %q does not hold a %s", path, field.Kind)
}

// integer returns an integer that a body may hold.
func integer(it any) (int64, bool) {
	switch n := it.(type) {
	case uint64:
		return int64(n), n <= math.MaxInt64
	case int64:
		return n, true
	}
	return 0, false
}

func numberOf(path string, field *charter.Field, n int64) (Value, error) {
	switch field.Kind {
	case charter.KindNumber:
		return Number(n), nil
	case charter.KindTime:
		return Time(n), nil
	case charter.KindDuration:
		return Duration(n), nil
	}
	return nil, wrongKind(path, field)
}

func textOf(path string, field *charter.Field, s string) (Value, error) {
	if v, ok := fromString(field.Kind, s); ok {
		return v, nil
	}
	if field.Kind != charter.KindReference {
		return nil, wrongKind(path, field)
	}
	r, err := ParseReference(s)
	if err != nil {
		return nil, bad("the field %q holds %.90q, which is no human reference", path, s)
	}
	return Citation{Reference: &r}, nil
}

func placeOf(path string, it []any) (Value, error) {
	broken := bad("the place %q is not [kind, precision, points, metres, words]", path)
	if len(it) != 5 {
		return nil, broken
	}
	kind, ok1 := it[0].(string)
	precision, ok2 := integer(it[1])
	list, ok3 := it[2].([]any)
	metres, ok4 := integer(it[3])
	words, ok5 := it[4].(string)
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || len(list)%2 != 0 || len(list) > 2*MaxCorners {
		return nil, broken
	}
	p := Place{Kind: kind, Precision: narrow(precision), Metres: narrow(metres), Words: words}
	for i := 0; i < len(list); i += 2 {
		lat, ok1 := integer(list[i])
		lon, ok2 := integer(list[i+1])
		if !ok1 || !ok2 {
			return nil, broken
		}
		p.Points = append(p.Points, charter.Point{Lat: narrow(lat), Lon: narrow(lon)})
	}
	return p, nil
}

// narrow returns n, or -MaxInt32 where it does not fit what a place holds, which no place allows.
func narrow(n int64) int {
	if n < math.MinInt32 || n > math.MaxInt32 {
		return -math.MaxInt32
	}
	return int(n)
}

func tableOf(path string, field *charter.Field, it []any) (Value, error) {
	if len(it) == 0 || !isHead(it[0], field.Columns) {
		return nil, bad("the table %q does not begin with the names of its columns: %s", path, names(field.Columns))
	}
	var rows Table
	for r, cells := range it[1:] {
		list, ok := cells.([]any)
		if !ok || len(list) != len(field.Columns) {
			return nil, bad("row %d of the table %q has not one element for each column", r, path)
		}
		row := Fields{}
		for i, cell := range list {
			if cell == nil {
				continue
			}
			column := &field.Columns[i]
			v, err := valueOf(fmt.Sprintf("%s[%d].%s", path, r, column.Name), column, cell)
			if err != nil {
				return nil, err
			}
			row[column.Name] = v
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func isHead(it any, columns []charter.Field) bool {
	head, ok := it.([]any)
	return ok && slices.EqualFunc(head, columns, func(name any, c charter.Field) bool { return name == c.Name })
}
