package form

import (
	"slices"
	"strconv"
	"strings"

	"parley/charter"
)

// item reads the item that begins with the line l.
func (r *numberedReader) item(l string) error {
	at, _, _ := itemNumber(l)
	number := l[:strings.Index(l, ". ")]
	if slices.Compare(at[:], r.last[:]) <= 0 {
		return bad("item %s stands after a later one, or twice", number)
	}
	r.last = at
	if at[0] > len(r.schema.Fields) {
		return bad("item %s: the form %q has the items 1 to %d", number, r.name, len(r.schema.Fields))
	}
	field, values, path := &r.schema.Fields[at[0]-1], r.body.Fields, ""
	if at[1] > 0 {
		rows, _ := Get[Table](r.body.Fields, field.Name)
		if at[1] > len(rows) || at[2] > len(field.Columns) {
			return bad("item %s: the field %q has no such cell; its own line says how many rows it has", number, field.Name)
		}
		field, values, path = &field.Columns[at[2]-1], rows[at[1]-1], rowPath(field.Name, at[1]-1)
	}
	path += field.Name
	value, err := r.value(l, number, path, field)
	if err != nil {
		return err
	}
	v, err := r.parse(path, field, value)
	if err != nil {
		return inItem(number, err)
	}
	values[field.Name] = v
	return nil
}

// value returns what an item holds, with the lines that follow its first one.
func (r *numberedReader) value(l, number, path string, field *charter.Field) (string, error) {
	first, ok := strings.CutPrefix(l, r.label(number, field))
	if !ok {
		return "", bad("item %s: the field %q begins with %q", number, path, r.label(number, field))
	}
	lines := []string{first}
	for {
		l, ok := r.take(begins(numberedMore))
		if !ok {
			break
		}
		lines = append(lines, l[len(numberedMore):])
	}
	for i, l := range lines {
		if l != "" && (l[0] != ' ' || len(l) == 1) {
			return "", bad("item %s: in the field %q a value or a line of it stands after one space, or is empty", number, path)
		}
		lines[i] = strings.TrimPrefix(l, " ")
	}
	return strings.Join(lines, "\n"), nil
}

// parse reads the value of an item, which is to be written as Numbered writes it [FORM-43].
func (r *numberedReader) parse(path string, field *charter.Field, s string) (v Value, err error) {
	if s == "" {
		return nil, bad("the field %q is empty; leave it out", path)
	}
	switch field.Kind {
	case charter.KindTable:
		rows, err := strconv.Atoi(s)
		if err != nil || rows < 1 || rows > field.Max || strconv.Itoa(rows) != s {
			return nil, bad("the table %q has %.20q rows, not 1 to %d", path, s, field.Max)
		}
		table := make(Table, rows)
		for i := range table {
			table[i] = Fields{}
		}
		return table, nil
	case charter.KindChoice, charter.KindParty:
		return r.choose(path, field, s)
	case charter.KindNumber:
		v, err = parseValue(path, field, strings.TrimSuffix(s, " "+field.Unit))
	default:
		v, err = parseValue(path, field, s)
	}
	if err != nil {
		return nil, err
	}
	if want := r.written(field, v); want != s {
		return nil, bad("the field %q is %.80q; write it as %.120q", path, s, want)
	}
	return v, nil
}

// choose reads a choice or a party by its name.
func (r *numberedReader) choose(path string, field *charter.Field, s string) (Value, error) {
	var names []string
	for _, v := range r.named(field) {
		w := r.written(field, v)
		if w == s {
			return v, nil
		}
		names = append(names, w)
	}
	return nil, bad("the field %q is %.80q, which is none of %s", path, s, strings.Join(names, ", "))
}
