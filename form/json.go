package form

import (
	"bytes"
	"encoding/json"
	"strconv"

	"parley/charter"
)

// JSON writes b as one JSON object: the fields by their names in the order of the schema, and the human reference as
// "REF". Numbers are written with all decimals of their field, times in RFC 3339, durations like "1d12h", places as
// objects, tables as arrays of objects [FORM-11].
func (f *Form) JSON(b Body) ([]byte, error) {
	if err := f.Check(b); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteByte('{')
	if b.Reference != nil {
		out.WriteString(quote(refName) + ":" + quote(b.Reference.String()))
	}
	for i := range f.schema.Fields {
		field := &f.schema.Fields[i]
		if v, ok := b.Fields[field.Name]; ok {
			member(&out, field, v)
		}
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// member writes "name":value, after a comma where it is not the first.
func member(out *bytes.Buffer, field *charter.Field, v Value) {
	if out.Bytes()[out.Len()-1] != '{' {
		out.WriteByte(',')
	}
	out.WriteString(quote(field.Name) + ":")
	switch v := v.(type) {
	case Number:
		out.WriteString(decimal(int64(v), field.Decimals))
	case Place:
		out.WriteString(placeJSON(v))
	case Table:
		out.WriteByte('[')
		for i, row := range v {
			if i > 0 {
				out.WriteByte(',')
			}
			out.WriteByte('{')
			for c := range field.Columns {
				if cell, ok := row[field.Columns[c].Name]; ok {
					member(out, &field.Columns[c], cell)
				}
			}
			out.WriteByte('}')
		}
		out.WriteByte(']')
	default:
		out.WriteString(quote(valueText(field, v)))
	}
}

// placeJSON leaves out what p does not have. A point is [latitude, longitude] in degrees with five decimals.
func placeJSON(p Place) string {
	s := `{"kind":` + quote(p.Kind)
	if p.Precision != 0 {
		s += `,"precision":` + strconv.Itoa(p.Precision)
	}
	for i, at := range p.Points {
		if i == 0 {
			s += `,"points":[`
		} else {
			s += ","
		}
		s += "[" + coordinate(at.Lat) + "," + coordinate(at.Lon) + "]"
	}
	if len(p.Points) > 0 {
		s += "]"
	}
	if p.Metres != 0 {
		s += `,"metres":` + strconv.Itoa(p.Metres)
	}
	if p.Words != "" {
		s += `,"words":` + quote(p.Words)
	}
	return s + "}"
}

func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(s)
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}
