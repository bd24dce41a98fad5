package console

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"parley"
	"parley/charter"
	"parley/form"
)

// readForm reads what was typed into a form. What it returns can be encoded exactly where there are no faults; a field that
// cannot be read is left out of the body. Rows without anything in them are left out.
func readForm(c *charter.Charter, name string, values url.Values) (form.Body, fieldFaults) {
	schema := c.Schema(name)
	if schema == nil {
		return form.Body{}, nil
	}
	r := reading{form.Of(c, name), values, form.Body{Fields: form.Fields{}}, fieldFaults{}, map[string]string{}}
	for i := range schema.Fields {
		field := &schema.Fields[i]
		if field.Kind == charter.KindTable {
			r.table(field)
		} else {
			r.read(r.body.Fields, field, inputPrefix+field.Name, field.Name)
		}
	}
	for _, fault := range r.form.Faults(r.body) {
		input := r.inputs[fault.Path]
		if _, known := r.faults[input]; known || input == "" {
			continue
		}
		r.faults[input] = FieldFault{Missing: fault.Missing, Sentence: parley.SentenceOf(fault.Err)}
	}
	return r.body, r.faults
}

// A reading is a body that is being read. Inputs are the names of inputs by the path of what they hold.
type reading struct {
	form   *form.Form
	values url.Values
	body   form.Body
	faults fieldFaults
	inputs map[string]string
}

// read puts a value into fields.
func (r *reading) read(fields form.Fields, field *charter.Field, input, path string) {
	r.inputs[path] = input
	if field.Kind == charter.KindPlace {
		p, err := placeTyped(r.values, input)
		r.note(input, err)
		if p != nil {
			fields[field.Name] = *p
		}
		return
	}
	text := typed(field, r.values.Get(input))
	if text == "" {
		return
	}
	r.note(input, r.form.Set(&r.body, path+"="+text))
}

func (r *reading) note(input string, err error) {
	if err != nil {
		r.faults[input] = FieldFault{Sentence: parley.SentenceOf(err)}
	}
}

// table reads the rows of a table that hold anything.
func (r *reading) table(field *charter.Field) {
	input, rows := inputPrefix+field.Name, form.Table{}
	r.inputs[field.Name] = input
	for i := range rowsTyped(r.values, input, field.Max) {
		if r.empty(field, input, i) {
			continue
		}
		n := len(rows)
		rows = append(rows, form.Fields{})
		r.body.Fields[field.Name] = rows
		for c := range field.Columns {
			column := &field.Columns[c]
			r.read(rows[n], column, cellInput(input, i, column.Name), fmt.Sprintf("%s[%d].%s", field.Name, n, column.Name))
		}
	}
}

func (r *reading) empty(field *charter.Field, input string, row int) bool {
	for c := range field.Columns {
		column := &field.Columns[c]
		cell := cellInput(input, row, column.Name)
		if column.Kind == charter.KindPlace && !placeEmpty(r.values, cell) || strings.TrimSpace(r.values.Get(cell)) != "" {
			return false
		}
	}
	return true
}

// rowsTyped is how many rows of a table there are inputs for, at most so many.
func rowsTyped(values url.Values, table string, most int) (n int) {
	for name := range values {
		rest, ok := strings.CutPrefix(name, table+".")
		row, _, cell := strings.Cut(rest, ".")
		i, err := strconv.Atoi(row)
		if ok && cell && err == nil && i >= 0 && i < most {
			n = max(n, i+1)
		}
	}
	return n
}

// What the buttons of a table ask for: the input of the table, and the row that is to go. They submit rowsInput.
const (
	rowsInput = "rows"
	addRow    = "add:"
	removeRow = "remove:"
)

// formRows does what a button of a table asked for, and reports whether one did. An added row is one with an empty cell.
func formRows(c *charter.Charter, name, asked string, values url.Values) bool {
	schema := c.Schema(name)
	if schema == nil || asked == "" {
		return false
	}
	for i := range schema.Fields {
		field := &schema.Fields[i]
		input := inputPrefix + field.Name
		if field.Kind != charter.KindTable {
			continue
		}
		rows := rowsTyped(values, input, field.Max)
		if asked == addRow+input && rows < field.Max {
			if rows == 0 && field.Required {
				rows = 1 // which is drawn already
			}
			values.Set(cellInput(input, rows, field.Columns[0].Name), "")
			return true
		}
		if row, ok := strings.CutPrefix(asked, removeRow+input+"."); ok {
			if n, err := strconv.Atoi(row); err == nil && n >= 0 && n < rows {
				takeRow(values, input, n, rows)
				return true
			}
		}
	}
	return true // the button of another page, or of a table that is full
}

// takeRow takes a row out; those after it move up.
func takeRow(values url.Values, table string, row, rows int) {
	moved := url.Values{}
	for name, v := range values {
		rest, ok := strings.CutPrefix(name, table+".")
		number, cell, inRow := strings.Cut(rest, ".")
		n, err := strconv.Atoi(number)
		if !ok || !inRow || err != nil || n < row || n >= rows {
			continue
		}
		delete(values, name)
		if n > row {
			moved[cellInput(table, n-1, cell)] = v
		}
	}
	for name, v := range moved {
		values[name] = v
	}
}
