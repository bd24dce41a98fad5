package intake

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"parley"
	"parley/form"
)

// table reads CSV (RFC 4180), with a comma or, where its first line has none, a semicolon between the values. The first row has
// the names of fields, as the command line sets them: "start", "units[0].since". An empty value is an absent one.
func table(f *form.Form, text string) (bodies []form.Body, faults []Fault, err error) {
	if !utf8.ValidString(text) {
		return nil, nil, bad("the file is not UTF-8")
	}
	r := csv.NewReader(strings.NewReader(text))
	if first, _, _ := strings.Cut(text, "\n"); !strings.Contains(first, ",") && strings.Contains(first, ";") {
		r.Comma = ';'
	}
	head, err := r.Read()
	if err != nil {
		return nil, nil, bad("the file has no first row with the names of fields")
	}
	if err := names(f, head); err != nil {
		return nil, nil, err
	}
	for row := 2; ; row++ {
		values, err := r.Read()
		if errors.Is(err, io.EOF) {
			return bodies, faults, nil
		}
		if errors.Is(err, csv.ErrFieldCount) {
			faults = append(faults, Fault{row, bad("it has %d values, the first row has %d names", len(values), len(head))})
			continue
		}
		if err != nil {
			return nil, nil, parley.Wrap(err, parley.CodeBadEncoding, "row %d is no CSV", row)
		}
		if err := tooMany(row - 1); err != nil {
			return nil, nil, err
		}
		b, wrong := fromRow(f, row, head, values)
		bodies, faults = append(bodies, b), append(faults, wrong...)
	}
}

// names holds that each name is that of a field or a cell, and none stands twice.
func names(f *form.Form, head []string) error {
	seen := map[string]bool{}
	for i, name := range head {
		name = strings.TrimSpace(name)
		if head[i] = name; seen[name] {
			return bad("the name %.60q stands twice in the first row", name)
		}
		seen[name] = true
		column, _, _ := strings.Cut(name, "[")
		if f.Schema().Field(column) == nil {
			return f.Set(&form.Body{}, name+"=") // the sentence that names the fields there are
		}
	}
	return nil
}

// fromRow sets the values of one row.
func fromRow(f *form.Form, row int, head, values []string) (b form.Body, faults []Fault) {
	for i, value := range values {
		if value = strings.TrimSpace(value); value == "" {
			continue
		}
		if err := f.Set(&b, head[i]+"="+value); err != nil {
			faults = append(faults, Fault{row, err})
		}
	}
	if len(faults) > 0 {
		return b, faults
	}
	return b, faultsOf(f, row, b)
}
