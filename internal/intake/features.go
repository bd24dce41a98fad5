package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"parley"
	"parley/form"
)

// A feature is one of GeoJSON (RFC 7946), or a collection of them.
type feature struct {
	Type       string          `json:"type"`
	Features   []feature       `json:"features"`
	Geometry   *geometry       `json:"geometry"`
	Properties json.RawMessage `json:"properties"`
}

// Properties that say what a geometry cannot, in whole metres. A form may have fields of these names; then they are that.
const (
	radius    = "radius_m"    // of the circle around a point
	width     = "width_m"     // of a line
	precision = "precision_m" // to how many metres the points are meant to be right
)

// features reads a collection of features, or one. Properties have the names of fields, and values as JSON of a body has them.
func features(f *form.Form, text []byte, place string) (bodies []form.Body, faults []Fault, err error) {
	var c feature
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, nil, parley.Wrap(err, parley.CodeBadEncoding, "the file is no GeoJSON")
	}
	list := c.Features
	switch {
	case c.Type == "Feature":
		list = []feature{c}
	case c.Type != "FeatureCollection":
		return nil, nil, parley.Errorf(parley.CodeBadEncoding, "the file is a %.40q and no FeatureCollection", c.Type)
	}
	if err := tooMany(len(list)); err != nil {
		return nil, nil, err
	}
	if place, err = placeField(f.Schema(), place); err != nil {
		return nil, nil, err
	}
	for i := range list {
		b, err := list[i].body(f, place)
		if err != nil {
			faults = append(faults, Fault{i + 1, err})
			continue
		}
		bodies, faults = append(bodies, b), append(faults, faultsOf(f, i+1, b)...)
	}
	return bodies, faults, nil
}

// body is what one feature says.
func (x *feature) body(f *form.Form, place string) (b form.Body, err error) {
	if x.Type != "Feature" {
		return b, bad("it is a %.40q and no Feature", x.Type)
	}
	names, values, err := members(x.Properties)
	if err != nil {
		return b, err
	}
	metres := map[string]int{}
	for _, name := range []string{radius, width, precision} {
		if raw, there := values[name]; there && f.Schema().Field(name) == nil && string(raw) != "null" {
			var n int
			if err := json.Unmarshal(raw, &n); err != nil || n < 1 || n > form.MaxMetres {
				return b, bad("the property %q is %.40s; it is whole metres, 1 to %d", name, raw, form.MaxMetres)
			}
			metres[name] = n
		}
	}
	for _, name := range names {
		if f.Schema().Field(name) == nil && (name == radius || name == width || name == precision) || string(values[name]) == "null" {
			continue
		}
		if name == place && x.Geometry != nil {
			return b, bad("the field %q stands in the properties, and there is a geometry for it", place)
		}
		if err := f.Set(&b, name+"="+written(values[name])); err != nil {
			return b, err
		}
	}
	if x.Geometry == nil {
		return b, nil
	}
	p, err := x.Geometry.place(metres)
	if err != nil {
		return b, bad("the place %q: %s", place, parley.SentenceOf(err))
	}
	return b, f.Set(&b, place+"="+p.String())
}

// written is a value as the command line writes it: a string without its quotes, what else there is as JSON.
func written(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// members are the names and values of an object, in their order. No name stands twice.
func members(raw json.RawMessage) (names []string, values map[string]json.RawMessage, err error) {
	values = map[string]json.RawMessage{}
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err == nil && t != json.Delim('{') || errors.Is(err, io.EOF) {
		return nil, values, nil // null, or none
	}
	for d.More() {
		t, err := d.Token()
		name, ok := t.(string)
		var value json.RawMessage
		if err != nil || !ok || d.Decode(&value) != nil {
			return nil, nil, bad("its properties are no object")
		}
		if _, twice := values[name]; twice {
			return nil, nil, bad("the property %.60q stands twice", name)
		}
		names, values[name] = append(names, name), value
	}
	return names, values, nil
}
