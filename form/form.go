package form

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"parley"
	"parley/charter"
)

// A Form is a form of messages under one edition of a charter.
type Form struct {
	name    string
	charter *charter.Charter
	schema  *charter.Schema // nil: its body is text or nothing
}

// Of returns the form of that name under c. A form without a schema, and one that c does not have, can be shown and
// nothing else.
func Of(c *charter.Charter, name string) *Form {
	return &Form{name, c, c.Schema(name)}
}

// Schema returns what the body of the form is made of, or nil.
func (f *Form) Schema() *charter.Schema { return f.schema }

// Referenced reports whether messages of the form carry a human reference [FORM-14].
func (f *Form) Referenced() bool {
	return f.schema != nil && f.schema.Short != "" && f.charter.Regime != ""
}

func bad(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadMessage, format, args...)
}

func tooLarge(format string, args ...any) error {
	return parley.Errorf(parley.CodeTooLarge, format, args...)
}

// fit returns an error where the form has no schema.
func (f *Form) fit() error {
	if f.schema == nil {
		return bad("the form %.70q has no fields under edition %d of the charter; its body is text", f.name, f.charter.Edition)
	}
	return nil
}

// Check reports the first field that is missing, unknown, of another kind than its schema says or out of its range. The
// sentence names the field, and in a table its row from 0 and column: "units[2].troops".
func (f *Form) Check(b Body) error {
	if err := f.fit(); err != nil {
		return err
	}
	if b.Reference != nil {
		if !f.Referenced() {
			return bad("messages of the form %q carry no human reference", f.name)
		}
		if err := b.Reference.Check(); err != nil {
			return err
		}
	}
	return f.checkFields("", f.schema.Fields, b.Fields)
}

func (f *Form) checkFields(path string, fields []charter.Field, values Fields) error {
	for fault := range f.faults(path, fields, values) {
		return fault.Err
	}
	return nil
}

// faults gives what is wrong with the values of fields; path stands before their names.
func (f *Form) faults(path string, fields []charter.Field, values Fields) iter.Seq[Fault] {
	return func(yield func(Fault) bool) {
		for _, name := range slices.Sorted(maps.Keys(values)) {
			known := slices.ContainsFunc(fields, func(field charter.Field) bool { return field.Name == name })
			if !known && !yield(Fault{path + name, false, bad("there is no field %.80q here; there is %s", path+name, names(fields))}) {
				return
			}
		}
		for i := range fields {
			for fault := range f.fieldFaults(path, &fields[i], values) {
				if !yield(fault) {
					return
				}
			}
		}
	}
}

// fieldFaults gives what is wrong with one field, in a table with each of its cells.
func (f *Form) fieldFaults(path string, field *charter.Field, values Fields) iter.Seq[Fault] {
	return func(yield func(Fault) bool) {
		v, ok := values[field.Name]
		if !ok && field.Required {
			yield(Fault{path + field.Name, true, bad("the field %q is missing", path+field.Name)})
		}
		if !ok {
			return
		}
		rows, table := v.(Table)
		if !table || len(rows) == 0 || len(rows) > field.Max || field.Kind != charter.KindTable {
			if err := f.checkValue(path+field.Name, field, v); err != nil {
				yield(Fault{path + field.Name, false, err})
			}
			return
		}
		for i, row := range rows {
			for fault := range f.faults(rowPath(path+field.Name, i), field.Columns, row) {
				if !yield(fault) {
					return
				}
			}
		}
	}
}

func rowPath(table string, row int) string { return fmt.Sprintf("%s[%d].", table, row) }

// checkValue holds v against its field; path names it in the sentence.
func (f *Form) checkValue(path string, field *charter.Field, v Value) error {
	if v == nil || v.kind() != field.Kind {
		return bad("the field %q is not a %s", path, field.Kind)
	}
	switch v := v.(type) {
	case Text:
		return checkText(path, field, string(v))
	case Number:
		return checkRange(path, field, int64(v))
	case Time:
		if v < 0 || v > MaxTime {
			return bad("the field %q is before 1970 or after the year 9999", path)
		}
	case Duration:
		if v < 0 || v > MaxDuration {
			return bad("the field %q is below 0 or over a hundred years", path)
		}
	case Choice:
		if !slices.ContainsFunc(field.Choices, func(c charter.Choice) bool { return c.Value == string(v) }) {
			return bad("the field %q is %.70q, which is none of %s", path, v, choices(field))
		}
	case Party:
		if f.charter.Party(parley.PartyID(v)) == nil {
			return bad("the field %q names %.40q, which is no party of the charter", path, v)
		}
	case Citation:
		return v.check(path)
	case Place:
		return f.checkPlace(path, v)
	case Table:
		return f.checkTable(path, field, v)
	}
	return nil
}

func (f *Form) checkTable(path string, field *charter.Field, rows Table) error {
	if len(rows) == 0 || len(rows) > field.Max {
		return bad("the table %q has %d rows, not 1 to %d", path, len(rows), field.Max)
	}
	for i, row := range rows {
		if err := f.checkFields(rowPath(path, i), field.Columns, row); err != nil {
			return err
		}
	}
	return nil
}

func names(fields []charter.Field) string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.Name
	}
	return strings.Join(out, ", ")
}

func choices(field *charter.Field) string {
	out := make([]string, len(field.Choices))
	for i, c := range field.Choices {
		out[i] = c.Value
	}
	return strings.Join(out, ", ")
}
