package form

import (
	"slices"
	"strconv"
	"strings"

	"parley/charter"
)

// Set puts one value into b, as the command line writes it: "field=value", "table[0].column=value", or
// "table=[{...}, ...]" with the rows as JSON. Without a value the field is taken out. A row that does not exist yet is
// added if it is the next one. Values are written as FromJSON takes them in strings; a place may be a JSON object. What
// is missing or out of range is left to Check, so that fields may be set one by one.
func (f *Form) Set(b *Body, assignment string) error {
	if err := f.fit(); err != nil {
		return err
	}
	path, value, ok := strings.Cut(assignment, "=")
	if !ok {
		return bad("%.80q sets nothing; write field=value", assignment)
	}
	if b.Fields == nil {
		b.Fields = Fields{}
	}
	name, rest, inTable := strings.Cut(path, "[")
	field, err := fieldNamed(f.schema.Fields, name, name)
	if err != nil {
		return err
	}
	if inTable {
		return setCell(b, field, path, rest, value)
	}
	return setValue(b.Fields, field, path, value)
}

func fieldNamed(fields []charter.Field, path, name string) (*charter.Field, error) {
	i := slices.IndexFunc(fields, func(f charter.Field) bool { return f.Name == name })
	if i < 0 {
		return nil, bad("there is no field %.80q here; there is %s", path, names(fields))
	}
	return &fields[i], nil
}

// setCell sets a value in a row; rest is the path after the table's name and its bracket.
func setCell(b *Body, field *charter.Field, path, rest, value string) error {
	index, column, ok := strings.Cut(rest, "].")
	row, err := strconv.Atoi(index)
	rows, _ := Get[Table](b.Fields, field.Name)
	switch {
	case field.Kind != charter.KindTable:
		return bad("the field %q is a %s and has no rows", field.Name, field.Kind)
	case !ok || err != nil || row < 0 || strconv.Itoa(row) != index:
		return bad("%.80q names no cell; write %s[0].%s=...", path, field.Name, field.Columns[0].Name)
	case row > len(rows) || row >= field.Max:
		return bad("the table %q has %d rows, and may have %d; row %d cannot be the next (rows count from 0)", field.Name, len(rows), field.Max, row)
	}
	cell, err := fieldNamed(field.Columns, path, column)
	if err != nil {
		return err
	}
	if row == len(rows) {
		rows = append(rows, Fields{})
	}
	b.Fields[field.Name] = rows
	return setValue(rows[row], cell, path, value)
}

func setValue(fields Fields, field *charter.Field, path, value string) error {
	if value == "" {
		delete(fields, field.Name)
		return nil
	}
	var it any = value
	if field.Kind == charter.KindTable || field.Kind == charter.KindPlace && strings.HasPrefix(value, "{") {
		tree, err := readJSON([]byte(value))
		if err != nil {
			return err
		}
		it = tree
	}
	v, err := fromAny(path, field, it)
	if err != nil {
		return err
	}
	fields[field.Name] = v
	return nil
}
