package procedure

import (
	"parley"
	"parley/charter"
	"parley/form"
	"parley/wire"
)

// ReadBody returns the message p, whose envelope has that id, as the fold takes it. A body that is not what its form says
// makes an act void [PROC-7]; signatures are the caller's to check.
func ReadBody(c *charter.Charter, id parley.Hash, p *wire.Payload) Body {
	b := Body{ID: id, Payload: p}
	f := form.Of(c, p.Form)
	if f.Schema() == nil {
		return b
	}
	body, err := f.Decode(p.Body)
	if err != nil {
		b.Void = "its body is not what its form says"
		return b
	}
	b.Fields = fields(body.Fields)
	return b
}

// fields reads the body of a form with a schema.
type fields form.Fields

// Time returns the instant in a field.
func (f fields) Time(field string) (parley.Millis, bool) {
	t, ok := form.Get[form.Time](form.Fields(f), field)
	return parley.Millis(t), ok
}

// Party returns the party in a field.
func (f fields) Party(field string) (parley.PartyID, bool) {
	p, ok := form.Get[form.Party](form.Fields(f), field)
	return parley.PartyID(p), ok
}

// Reference returns the message that a field names by its id.
func (f fields) Reference(field string) (parley.Hash, bool) {
	c, ok := form.Get[form.Citation](form.Fields(f), field)
	if !ok || c.ID == nil {
		return parley.Hash{}, false
	}
	return *c.ID, true
}

// Questions returns the ids of a table of questions.
func (f fields) Questions(table string) (out []string) {
	rows, _ := form.Get[form.Table](form.Fields(f), table)
	for _, row := range rows {
		if id, ok := form.Get[form.Text](row, charter.ColumnID); ok {
			out = append(out, string(id))
		}
	}
	return out
}

// Joint returns the parties in a table of those who open jointly.
func (f fields) Joint(table string) (out []parley.PartyID) {
	rows, _ := form.Get[form.Table](form.Fields(f), table)
	for _, row := range rows {
		if id, ok := form.Get[form.Party](row, charter.ColumnParty); ok {
			out = append(out, parley.PartyID(id))
		}
	}
	return out
}

// Findings returns the rows of a table of findings.
func (f fields) Findings(table string) (out []Finding) {
	rows, _ := form.Get[form.Table](form.Fields(f), table)
	for _, row := range rows {
		question, _ := form.Get[form.Text](row, charter.ColumnQuestion)
		if says, ok := form.Get[form.Choice](row, charter.ColumnFinding); ok {
			out = append(out, Finding{string(question), string(says)})
		}
	}
	return out
}

// Answers returns the rows of a table of answers.
func (f fields) Answers(table string) (out []Answer) {
	rows, _ := form.Get[form.Table](form.Fields(f), table)
	for _, row := range rows {
		question, _ := form.Get[form.Text](row, charter.ColumnQuestion)
		if status, ok := form.Get[form.Choice](row, charter.ColumnStatus); ok {
			out = append(out, Answer{string(question), string(status)})
		}
	}
	return out
}
