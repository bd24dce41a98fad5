package form

import (
	"parley/charter"
	"parley/wire"
)

// refName is the name of the human reference in a body. No field has it: the names of fields are in small letters.
const refName = "REF"

// Encode returns the one encoding of b [FORM-1], or an error that names the field that does not fit the schema.
func (f *Form) Encode(b Body) ([]byte, error) {
	if err := f.Check(b); err != nil {
		return nil, err
	}
	items := []any{}
	if b.Reference != nil {
		items = append(items, []any{refName, b.Reference.String()})
	}
	for i := range f.schema.Fields {
		field := &f.schema.Fields[i]
		if v, ok := b.Fields[field.Name]; ok {
			items = append(items, []any{field.Name, item(field, v)})
		}
	}
	out := wire.Marshal(items)
	if len(out) > MaxBody {
		return nil, tooLarge("the body has %d bytes, more than %d", len(out), MaxBody)
	}
	return out, nil
}

// item returns v as package wire encodes it.
func item(field *charter.Field, v Value) any {
	if s, ok := asString(v); ok {
		return s
	}
	switch v := v.(type) {
	case Number:
		return int64(v)
	case Time:
		return int64(v)
	case Duration:
		return int64(v)
	case Citation:
		if v.ID != nil {
			return v.ID[:]
		}
		return v.Reference.String()
	case Place:
		return placeItem(v)
	}
	return tableItem(field, v.(Table))
}

// placeItem is [kind, precision, [latitude, longitude, ...], metres, words].
func placeItem(p Place) any {
	points := make([]any, 0, 2*len(p.Points))
	for _, at := range p.Points {
		points = append(points, at.Lat, at.Lon)
	}
	return []any{p.Kind, p.Precision, points, p.Metres, p.Words}
}

// tableItem is the names of all columns, then each row with one element for each, null where it is absent.
func tableItem(field *charter.Field, rows Table) any {
	head := make([]any, len(field.Columns))
	out := []any{head}
	for i := range field.Columns {
		head[i] = field.Columns[i].Name
	}
	for _, row := range rows {
		cells := make([]any, len(field.Columns))
		for i := range field.Columns {
			if v, ok := row[field.Columns[i].Name]; ok {
				cells[i] = item(&field.Columns[i], v)
			}
		}
		out = append(out, cells)
	}
	return out
}
