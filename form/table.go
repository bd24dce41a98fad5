package form

import (
	"strconv"
	"strings"

	"parley/charter"
)

// writeTable writes rows in aligned columns where they fit the page, else as numbered items.
func (f *Form) writeTable(p *page, field *charter.Field, title string, rows Table) {
	p.wrap(title+":", hanging, "")
	p.margin += 2
	if lines := f.aligned(p, field, rows); lines != nil {
		for _, l := range lines {
			p.b.WriteString(strings.TrimRight(strings.Repeat(" ", p.margin)+l, " ") + "\n")
		}
	} else {
		f.items(p, field, rows)
	}
	p.margin -= 2
}

// items writes each row as its number and one entry for each value.
func (f *Form) items(p *page, field *charter.Field, rows Table) {
	before := p.margin
	for i, row := range rows {
		p.lead = strconv.Itoa(i+1) + ". "
		p.margin = before + len(p.lead)
		if len(row) == 0 {
			p.wrap("-", 0, "")
		}
		for c := range field.Columns {
			if v, ok := row[field.Columns[c].Name]; ok {
				f.write(p, &field.Columns[c], v)
			}
		}
	}
	p.margin = before
	p.lead = ""
}

// aligned returns the rows under the titles of the columns that hold anything, numbers to the right; nil where they are
// wider than the page or a value has several lines.
func (f *Form) aligned(p *page, field *charter.Field, rows Table) []string {
	lines := make([]string, len(rows)+1)
	lines[0] = strings.Repeat(" ", len(strconv.Itoa(len(rows)))+1)
	for i := range rows {
		lines[i+1] = pad(strconv.Itoa(i+1)+".", len(lines[0]), false)
	}
	for c := range field.Columns {
		column := &field.Columns[c]
		cells, wide := f.cells(p, column, rows)
		if cells == nil {
			continue
		}
		for i := range lines {
			right := column.Kind == charter.KindNumber
			if lines[i] += "  " + pad(cells[i], wide, right); columns(lines[i]) > pageWidth-p.margin || strings.Contains(cells[i], "\n") {
				return nil
			}
		}
	}
	return lines
}

// cells returns the title and the values of a column, and how wide the widest is; nil where no row has a value.
func (f *Form) cells(p *page, column *charter.Field, rows Table) (out []string, wide int) {
	out = []string{visible(f.in(p.lang, column.Title))}
	filled := false
	for _, row := range rows {
		cell := "-"
		if v, ok := row[column.Name]; ok {
			cell, filled = f.words(p, column, v), true
		}
		if !strings.Contains(cell, "\n") {
			cell = visible(cell)
		}
		out = append(out, cell)
	}
	if !filled {
		return nil, 0
	}
	for _, s := range out {
		wide = max(wide, columns(s))
	}
	return out, wide
}

func pad(s string, wide int, right bool) string {
	space := strings.Repeat(" ", max(0, wide-columns(s)))
	if right {
		return space + s
	}
	return s + space
}
