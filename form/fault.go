package form

import "slices"

// A Fault is a field that keeps a body from being one of its form.
type Fault struct {
	Path    string // of the field, and in a table of its row from 0 and column: "units[2].troops"
	Missing bool   // it is required and not there
	Err     error
}

// Faults returns every field of b at fault, in the order of the schema, so that a screen can say it beside each. There is
// none exactly where Check finds nothing in the fields; the reference is left to Check.
func (f *Form) Faults(b Body) []Fault {
	if f.schema == nil {
		return nil
	}
	return slices.Collect(f.faults("", f.schema.Fields, b.Fields))
}
