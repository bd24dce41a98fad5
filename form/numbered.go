package form

import (
	"slices"
	"strconv"
	"strings"

	"parley"
	"parley/charter"
)

// MaxNumbered is the longest numbered text, in bytes [FORM-41].
const MaxNumbered = 1 << 20

// The lines of a numbered text that are no items.
const (
	numberedForm     = "FORM "
	numberedRef      = "REF "
	numberedExercise = "EXERCISE"
	numberedEnd      = "END"
	numberedMore     = "|" // begins each line after the first one of a text
)

// Numbered writes b as the field's numbered text, in a language of the charter: the form, the human reference, one item
// for each field that is there under the field's number and title, and an end. In an exercise the word stands before and
// after the items; it does in every exercise charter [FORM-40].
//
//	FORM F25 exercise-notice en
//	REF CBM/NORTH/26/0011/F25/O
//	1. Designation: SNOW
//	3. Start: 041200Z JAN 27
//	6. Troops: 9000 persons
//	END
func (f *Form) Numbered(lang string, b Body, exercise bool) ([]byte, error) {
	if err := f.Check(b); err != nil {
		return nil, err
	}
	if err := f.speaks(lang); err != nil {
		return nil, err
	}
	n := numbering{f, f.page(lang)}
	lines := []string{n.head()}
	if b.Reference != nil {
		lines = append(lines, numberedRef+b.Reference.String())
	}
	exercise = exercise || f.charter.Exercise
	if exercise {
		lines = append(lines, numberedExercise)
	}
	lines = append(lines, n.items("", f.schema.Fields, b.Fields)...)
	if exercise {
		lines = append(lines, numberedExercise)
	}
	out := []byte(strings.Join(append(lines, numberedEnd, ""), "\n"))
	if len(out) > MaxNumbered {
		return nil, tooLarge("the numbered text has %d bytes, more than %d", len(out), MaxNumbered)
	}
	return out, nil
}

// speaks holds that lang is a language of the charter.
func (f *Form) speaks(lang string) error {
	if _, ok := f.charter.Title[lang]; !ok {
		return bad("the charter has no language %.40q; it has %s", lang, strings.Join(f.charter.Languages(), ", "))
	}
	return nil
}

// A numbering is a form as numbered text in one language.
type numbering struct {
	*Form
	page *page
}

// head is the first line.
func (n numbering) head() string {
	short := n.schema.Short
	if short != "" {
		short += " "
	}
	return numberedForm + short + n.name + " " + n.page.lang
}

// items are the items of fields; before stands before their numbers.
func (n numbering) items(before string, fields []charter.Field, values Fields) (out []string) {
	for i := range fields {
		field := &fields[i]
		v, ok := values[field.Name]
		if !ok {
			continue
		}
		number := before + strconv.Itoa(i+1)
		rows, table := v.(Table)
		if !table {
			out = append(out, n.item(number, field, n.written(field, v)))
			continue
		}
		out = append(out, n.item(number, field, strconv.Itoa(len(rows))))
		for r, row := range rows {
			out = append(out, n.items(number+"."+strconv.Itoa(r+1)+".", field.Columns, row)...)
		}
	}
	return out
}

// item is one item; the lines of its value after the first stand behind a bar.
func (n numbering) item(number string, field *charter.Field, value string) string {
	lines := strings.Split(value, "\n")
	for i, l := range lines {
		if l != "" {
			l = " " + l
		}
		if i > 0 {
			l = numberedMore + l
		}
		lines[i] = l
	}
	return n.label(number, field) + strings.Join(lines, "\n")
}

// label is what stands before the value of an item.
func (n numbering) label(number string, field *charter.Field) string {
	return number + ". " + n.in(n.page.lang, field.Title) + ":"
}

// written is a value that is no table as an item has it [FORM-43].
func (n numbering) written(field *charter.Field, v Value) string {
	switch v := v.(type) {
	case Number, Choice, Party:
		return n.words(n.page, field, v)
	case Time:
		if group := parley.Millis(v).DTG(); dtg(v) == group {
			return group
		}
	}
	return valueText(field, v)
}

// numberOf returns the number of the item at a path: "12.2.3" of "units[1].since".
func (n numbering) numberOf(path string) string {
	table, cell, inTable := strings.Cut(path, "[")
	i := slices.IndexFunc(n.schema.Fields, func(f charter.Field) bool { return f.Name == table })
	row, column, ok := strings.Cut(cell, "].")
	if i < 0 {
		return ""
	}
	number := strconv.Itoa(i + 1)
	if !inTable || !ok {
		return number
	}
	r, _ := strconv.Atoi(row)
	c := slices.IndexFunc(n.schema.Fields[i].Columns, func(f charter.Field) bool { return f.Name == column })
	return number + "." + strconv.Itoa(r+1) + "." + strconv.Itoa(c+1)
}
