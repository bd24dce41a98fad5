package form

import (
	"strconv"
	"strings"

	"parley/charter"
)

// numberedHint begins a line of a blank that Straighten takes out.
const numberedHint = "# "

// Blank is a numbered text without values, to be filled in: a line for each field and each cell of a first row, and above
// it what it may hold. The item of a table is to be given the number of its rows. Straighten takes out what was left
// empty, and the hints.
func (f *Form) Blank(lang string) ([]byte, error) {
	if err := f.fit(); err != nil {
		return nil, err
	}
	if err := f.speaks(lang); err != nil {
		return nil, err
	}
	n := numbering{f, f.page(lang)}
	lines := []string{n.head()}
	if f.charter.Exercise {
		lines = append(lines, numberedExercise)
	}
	lines = append(lines, n.blanks("", f.schema.Fields)...)
	if f.charter.Exercise {
		lines = append(lines, numberedExercise)
	}
	return []byte(strings.Join(append(lines, numberedEnd, ""), "\n")), nil
}

func (n numbering) blanks(before string, fields []charter.Field) (out []string) {
	for i := range fields {
		field := &fields[i]
		number := before + strconv.Itoa(i+1)
		if h := n.hint(field); h != "" {
			out = append(out, numberedHint+h)
		}
		out = append(out, n.label(number, field))
		out = append(out, n.blanks(number+".1.", field.Columns)...)
	}
	return out
}

// hint says what an item may hold.
func (n numbering) hint(field *charter.Field) string {
	var parts []string
	if field.Required {
		parts = append(parts, n.page.required)
	}
	like := map[string]string{charter.KindTime: "221430Z NOV 26", charter.KindDuration: "14d", charter.KindTable: "1",
		charter.KindPlace: "circle 59.33000,18.06000 radius 5000; words ..."}[field.Kind]
	if field.Kind == charter.KindNumber {
		like = withUnit(int64(field.Max), field)
	}
	for _, v := range n.named(field) {
		if like != "" {
			like += "; "
		}
		like += n.written(field, v)
	}
	if like != "" {
		parts = append(parts, like)
	}
	return strings.Join(parts, ": ")
}

// named are the values of a choice or a party.
func (n numbering) named(field *charter.Field) (out []Value) {
	for _, c := range field.Choices {
		out = append(out, Choice(c.Value))
	}
	if field.Kind == charter.KindParty {
		for _, p := range n.charter.Parties {
			out = append(out, Party(p.ID))
		}
	}
	return out
}
