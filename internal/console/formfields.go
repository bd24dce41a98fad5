package console

import (
	"net/url"
	"strconv"
	"strings"

	"parley"
	"parley/charter"
	"parley/form"
)

// FormFields is a form of the charter as it is filled in; the part "form-fields" of the templates draws it. Whatever uses
// it goes the same way:
//
//	values := formInput(r.PostForm)             // what was typed, to be kept with a draft
//	if formRows(c, name, values) { ... }        // a row was added or taken out: draw again
//	body, faults := readForm(c, name, values)   // faults by input
//	fields := formFields(c, lang, name, values, faults, flags)
//
// The element <form> begins with the part "main-button", so that the key Enter does what its main button does, and not what
// the first button of a table does. Rules flag and never block: flags stand beside the field that their rule names first (formflags.go).
type FormFields struct {
	Form, Title string
	Notes       []FlagLine // flags that name no field
	Fields      []FormField
	Faults      []FieldFault // in the order of the form; each stands beside its field as well
	Reference   string       // human one, that came with a text from elsewhere
	Taken       Taken        // what became of such a text
}

// A FormField is one field, or one cell of a table.
type FormField struct {
	Input    string // name of the input
	ID       string // of the element
	Title    string
	Kind     string // of the charter's kinds, and "long" for a text of several lines
	Required bool
	Unit     string
	From, To string // range of a number
	Most     int    // bytes of a text, rows of a table
	Value    string
	Read     Instant // a time as it was understood
	Options  []FormOption
	Place    *PlaceInput
	Rows     []FormRow
	Fault    *FieldFault
	Notes    []FlagLine
}

// A FormOption is one of several.
type FormOption struct {
	Value, Word string
	Chosen      bool
}

// A FormRow is a row of a table. Remove is the value of the button that takes it out.
type FormRow struct {
	Number int
	Remove string
	Cells  []FormField
}

// A FieldFault is why a field cannot be sent as it is. Sentence is the node's, in English; none where the field is missing.
type FieldFault struct {
	ID, Title string // of its field, with the row
	Kind      string // of the charter's kinds
	Missing   bool
	Sentence  string
}

// fieldFaults are by the name of the input.
type fieldFaults map[string]FieldFault

// inputPrefix begins the names of all inputs of a form: f.start, f.units.0.name, f.area.points.
const inputPrefix = "f."

// formInput returns what was typed into the inputs of a form.
func formInput(all url.Values) url.Values {
	out := url.Values{}
	for name, v := range all {
		if strings.HasPrefix(name, inputPrefix) && len(v) > 0 {
			out[name] = []string{strings.ReplaceAll(v[0], "\r\n", "\n")}
		}
	}
	return out
}

// formFields draws a form of a charter with what was typed; nil where the form has no fields.
func formFields(h *heldCharter, lang, name string, values url.Values, faults fieldFaults, flags []form.Flag) *FormFields {
	schema := h.text.Schema(name)
	if schema == nil {
		return nil
	}
	out := &FormFields{Form: name, Title: h.form(lang, name)}
	d := drawing{h, lang, values, faults, fieldNotes(h, lang, schema, flags), out}
	out.Notes = d.notes[""]
	for i := range schema.Fields {
		field := &schema.Fields[i]
		out.Fields = append(out.Fields, d.field(field, inputPrefix+field.Name, ""))
	}
	return out
}

// A drawing is what fields are drawn from.
type drawing struct {
	*heldCharter
	lang   string
	values url.Values
	faults fieldFaults
	notes  map[string][]FlagLine
	out    *FormFields
}

// field draws one field; row stands before its title where faults are listed.
func (d *drawing) field(field *charter.Field, input, row string) FormField {
	f := FormField{Input: input, ID: strings.ReplaceAll(input, ".", "-"), Title: d.titled(d.lang, field.Title), Kind: field.Kind, Required: field.Required,
		Unit: field.Unit, Most: field.Max, Value: d.values.Get(input), Notes: d.notes[strings.TrimPrefix(input, inputPrefix)]}
	if fault, ok := d.faults[input]; ok {
		fault.ID, fault.Title, fault.Kind = f.ID, row+f.Title, field.Kind
		f.Fault = &fault
		d.out.Faults = append(d.out.Faults, fault)
	}
	switch field.Kind {
	case charter.KindText:
		if field.Max > shortText {
			f.Kind = "long"
		}
	case charter.KindNumber:
		f.From, f.To = written(field.Min, field.Decimals), written(field.Max, field.Decimals)
	case charter.KindTime:
		if t, ok := timeTyped(f.Value); ok {
			f.Read = instantOf(t)
		}
	case charter.KindChoice:
		for _, c := range field.Choices {
			f.option(c.Value, d.titled(d.lang, c.Title))
		}
	case charter.KindParty:
		for _, p := range d.text.Parties {
			f.option(string(p.ID), oneLine(p.Name))
		}
	case charter.KindPlace:
		f.Place = d.place(input)
	case charter.KindTable:
		d.table(field, &f)
	}
	return f
}

// shortText is up to how many bytes a text has one line.
const shortText = 200

// written writes a number of a field, in units of its last decimal.
func written(n, decimals int) string {
	digits := strconv.Itoa(n)
	if decimals == 0 {
		return digits
	}
	return strconv.FormatFloat(float64(n)/pow10[decimals], 'f', -1, 64)
}

var pow10 = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6}

func (f *FormField) option(value, word string) {
	f.Options = append(f.Options, FormOption{value, word, value == f.Value})
}

// table draws the rows of a table, and one empty one where it has to have some.
func (d *drawing) table(field *charter.Field, f *FormField) {
	rows := rowsTyped(d.values, f.Input, field.Max)
	if rows == 0 && field.Required {
		rows = 1
	}
	for i := range rows {
		row := FormRow{Number: i + 1, Remove: removeRow + f.Input + "." + strconv.Itoa(i)}
		for c := range field.Columns {
			cell := &field.Columns[c]
			row.Cells = append(row.Cells, d.field(cell, cellInput(f.Input, i, cell.Name), f.Title+" "+strconv.Itoa(i+1)+": "))
		}
		f.Rows = append(f.Rows, row)
	}
}

func cellInput(table string, row int, column string) string {
	return table + "." + strconv.Itoa(row) + "." + column
}

// valuesOf are the inputs that give a body, for a notice that begins with an earlier one.
func valuesOf(schema *charter.Schema, b form.Body) url.Values {
	out := url.Values{}
	setValues(out, inputPrefix, schema.Fields, b.Fields)
	return out
}

func setValues(out url.Values, prefix string, fields []charter.Field, values form.Fields) {
	for i := range fields {
		field := &fields[i]
		input := prefix + field.Name
		switch v := values[field.Name].(type) {
		case nil:
		case form.Place:
			setPlace(out, input, v)
		case form.Table:
			for row := range v {
				setValues(out, input+"."+strconv.Itoa(row)+".", field.Columns, v[row])
			}
		case form.Number:
			out.Set(input, written(int(v), field.Decimals))
		case form.Text:
			out.Set(input, string(v))
		case form.Choice:
			out.Set(input, string(v))
		case form.Party:
			out.Set(input, string(v))
		case form.Time:
			out.Set(input, timeText(parley.Millis(v)))
		case form.Duration:
			out.Set(input, v.String())
		case form.Citation:
			out.Set(input, v.String())
		}
	}
}
