package intake

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/charter"
	"parley/form"
)

// The most that is read.
const (
	MaxFile = 1 << 20 // bytes
	MaxRows = 200     // bodies
)

// maxFaults is how many rows are named that cannot be taken.
const maxFaults = 50

// A Fault is why a row cannot be taken. Rows count from 1 as the program that wrote them shows them: features from the first, lines of
// a table with its head.
type Fault struct {
	Row int
	Err error // its sentence names the field
}

// Read reads the bodies in a file, GeoJSON where it begins with a brace. place is the field that a geometry goes into; empty: the
// form's only one. Where there are faults there are no bodies; err is what is wrong with the file as a whole.
func Read(f *form.Form, text []byte, place string) (bodies []form.Body, faults []Fault, err error) {
	switch {
	case f.Schema() == nil:
		return nil, nil, bad("the form has no fields: its messages are texts")
	case len(text) > MaxFile:
		return nil, nil, parley.Errorf(parley.CodeTooLarge, "the file has %d bytes, more than %d", len(text), MaxFile)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if strings.HasPrefix(strings.TrimSpace(string(text)), "{") {
		bodies, faults, err = features(f, text, place)
	} else {
		bodies, faults, err = table(f, string(text))
	}
	if err != nil || len(faults) > 0 {
		return nil, faults[:min(len(faults), maxFaults)], err
	}
	if len(bodies) == 0 {
		return nil, nil, bad("the file has no row")
	}
	return bodies, nil, nil
}

func bad(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadMessage, format, args...)
}

// tooMany reports a row beyond the most.
func tooMany(rows int) error {
	if rows <= MaxRows {
		return nil
	}
	return parley.Errorf(parley.CodeTooLarge, "the file has %d rows or more; %d are read at once", rows, MaxRows)
}

// placeField finds the field that geometries go into.
func placeField(s *charter.Schema, name string) (string, error) {
	var places []string
	for _, f := range s.Fields {
		if f.Kind == charter.KindPlace {
			places = append(places, f.Name)
		}
	}
	switch {
	case len(places) == 0:
		return "", bad("the form has no place for a geometry")
	case name == "" && len(places) == 1:
		return places[0], nil
	case slices.Contains(places, name):
		return name, nil
	case name == "":
		return "", parley.Errorf(parley.CodeUsage, "say which place the geometries are: %s", strings.Join(places, ", "))
	}
	return "", parley.Errorf(parley.CodeUsage, "the form has no place %.40q; it has %s", name, strings.Join(places, ", "))
}

// faultsOf are all that stand against a body.
func faultsOf(f *form.Form, row int, b form.Body) (out []Fault) {
	for _, x := range f.Faults(b) {
		out = append(out, Fault{row, x.Err})
	}
	return out
}

// String is the row and the sentence.
func (x Fault) String() string { return fmt.Sprintf("row %d: %s", x.Row, parley.SentenceOf(x.Err)) }
