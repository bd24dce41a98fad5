package accounts

import (
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v3"
)

func (r *reader) disagreements() error {
	return r.numbered("disagreements", "disagreement", func(f *fields) (err error) {
		d := Disagreement{}
		if err := f.only("what", "channel", "values"); err != nil {
			return err
		}
		if d.What, err = f.must("what"); err != nil {
			return err
		}
		if d.Channel, err = f.text("channel"); err != nil {
			return err
		}
		values, err := f.list("values")
		if err == nil && len(values) < 2 {
			err = bad("%s has fewer than two values", f.what)
		}
		if err != nil {
			return err
		}
		for i, n := range values {
			v, err := r.value(n, fmt.Sprintf("%s, value %d", f.what, i+1))
			if err != nil {
				return err
			}
			d.Values = append(d.Values, v)
		}
		r.f.Disagreements = append(r.f.Disagreements, d)
		return nil
	})
}

// maxMonths bounds the length of a silence: a thousand years.
const maxMonths = 12_000

func (r *reader) value(n *yaml.Node, what string) (v Value, err error) {
	f, err := fieldsOf(n, what)
	if err == nil {
		err = f.only("value", "months", "derived", "by", "within", "source", "reported_by")
	}
	if err != nil {
		return v, err
	}
	if v.Source, err = r.source(f); err != nil {
		return v, err
	}
	var months string
	if err := f.texts(map[string]*string{"value": &v.Text, "months": &months, "derived": &v.Derived, "by": &v.By, "within": &v.Within}); err != nil {
		return v, err
	}
	if (v.Text == "") == (months == "") {
		return v, bad("%s names neither or both of value and months", what)
	}
	if months != "" {
		if v.Months, err = strconv.Atoi(months); err != nil || v.Months < 1 || v.Months > maxMonths {
			return v, bad("%s: months is %.40q; write a number from 1 to %d", what, months, maxMonths)
		}
	}
	return v, nil
}

func (r *reader) statements() error {
	return r.numbered("who_ended_what", "statement", func(f *fields) (err error) {
		s := Statement{}
		if err := f.only("what", "date", "approx", "by", "according_to", "source"); err != nil {
			return err
		}
		if s.Source, err = r.source(f); err != nil {
			return err
		}
		if s.What, err = f.must("what"); err != nil {
			return err
		}
		if s.Date, err = f.date(); err != nil {
			return err
		}
		r.f.Statements = append(r.f.Statements, s)
		last := &r.f.Statements[len(r.f.Statements)-1]
		return f.texts(map[string]*string{"by": &last.By, "according_to": &last.AccordingTo})
	})
}
