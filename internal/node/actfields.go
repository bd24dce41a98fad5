package node

import (
	"parley"
	"parley/charter"
	"parley/form"
	"parley/procedure"
	"parley/wire"
)

// actFields reads the body of an act for the fold. A body that does not fit its form has no fields.
type actFields struct{ f form.Fields }

// fieldsOf returns what the fold reads of the body of a message; nil where its form has no fields.
func fieldsOf(c *charter.Charter, p *wire.Payload) procedure.Fields {
	f := form.Of(c, p.Form)
	if f.Schema() == nil {
		return nil
	}
	b, err := f.Decode(p.Body)
	if err != nil {
		return nil
	}
	return actFields{b.Fields}
}

func (a actFields) Time(field string) (parley.Millis, bool) {
	v, ok := form.Get[form.Time](a.f, field)
	return parley.Millis(v), ok
}

func (a actFields) Party(field string) (parley.PartyID, bool) {
	v, ok := form.Get[form.Party](a.f, field)
	return parley.PartyID(v), ok
}

func (a actFields) Questions(table string) (ids []string) {
	rows, _ := form.Get[form.Table](a.f, table)
	for _, row := range rows {
		if id, ok := form.Get[form.Text](row, charter.ColumnID); ok {
			ids = append(ids, string(id))
		}
	}
	return ids
}

func (a actFields) Answers(table string) (out []procedure.Answer) {
	rows, _ := form.Get[form.Table](a.f, table)
	for _, row := range rows {
		id, ok := form.Get[form.Text](row, charter.ColumnQuestion)
		status, said := form.Get[form.Choice](row, charter.ColumnStatus)
		if ok && said {
			out = append(out, procedure.Answer{Question: string(id), Status: string(status)})
		}
	}
	return out
}
