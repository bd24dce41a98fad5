package form

import (
	"parley"
	"parley/charter"
)

// A Comparison is a notice beside that of the period before, by the same party.
type Comparison struct {
	Before parley.Hash // the notice of the period before; zero where there is none
	Rows   []ComparedRow
}

// A ComparedRow is what a row is of and its numbers, in the order of the columns.
type ComparedRow struct {
	Row     string // a text, or the value of a choice
	Numbers []ComparedNumber
}

// A ComparedNumber is a number then and now. Nil: there is none, which is not 0.
type ComparedNumber struct {
	Column   *charter.Field
	Was, Now *Number
}

// Compare puts a notice beside that of the period before: of those of earlier that a rule would see, the last one that ends
// where this one begins [FORM-30]. False: its form is not compared. earlier is as Check takes it.
func (f *Form) Compare(n Notice, earlier []Notice) (c Comparison, ok bool) {
	if f.schema == nil || f.schema.Compared == nil {
		return c, false
	}
	k := f.schema.Compared
	began, _ := Get[Time](n.Body.Fields, k.From)
	var was Table
	for _, e := range Standing(n, earlier) {
		if ended, ok := Get[Time](e.Body.Fields, k.Until); ok && ended == began && e.ID != n.ID {
			c.Before = e.ID
			was, _ = Get[Table](e.Body.Fields, k.Table)
		}
	}
	now, _ := Get[Table](n.Body.Fields, k.Table)
	seen := map[string]bool{}
	for _, row := range append(now[:len(now):len(now)], was...) {
		if name := rowName(row, k.Row); !seen[name] {
			seen[name] = true
			c.Rows = append(c.Rows, f.comparedRow(name, first(was, k.Row, name), first(now, k.Row, name)))
		}
	}
	return c, true
}

// comparedRow puts the numbers of two rows beside each other.
func (f *Form) comparedRow(name string, was, now Fields) ComparedRow {
	r := ComparedRow{Row: name}
	table := f.schema.Field(f.schema.Compared.Table)
	for i := range table.Columns {
		if col := &table.Columns[i]; col.Kind == charter.KindNumber {
			r.Numbers = append(r.Numbers, ComparedNumber{col, number(was, col.Name), number(now, col.Name)})
		}
	}
	return r
}

// first returns the first row of a name, nil where there is none [FORM-31].
func first(rows Table, column, name string) Fields {
	for _, row := range rows {
		if rowName(row, column) == name {
			return row
		}
	}
	return nil
}

func rowName(row Fields, column string) string {
	s, _ := asString(row[column])
	return s
}

func number(row Fields, column string) *Number {
	if n, ok := Get[Number](row, column); ok {
		return &n
	}
	return nil
}
