package console

import (
	"parley/charter"
	"parley/form"
	"parley/internal/node"
)

// found enters what the parties find on a point: by kind of act, side by side, with what was found before.
func (t *tale) found(p *Point, question string, asked *charter.Field, row form.Fields) {
	for _, f := range t.ProceedingStory.Found {
		if f.Question != question || t.proc.Act(f.Act) == nil {
			continue
		}
		last := ""
		for _, w := range f.Words {
			a := t.finding(f.Act, question, w, asked, row)
			a.Kind, a.Earlier, last = t.actTitle(f.Act), w.Earlier, a.Status
			p.Answers = append(p.Answers, a)
		}
		if f.Common {
			p.Common = append(p.Common, Said{Title: t.actTitle(f.Act), Text: last})
		}
	}
}

// finding is one word as its act says it.
func (t *tale) finding(act, question string, w node.WordView, asked *charter.Field, row form.Fields) Answer {
	out := Answer{By: t.cited(w.Act), Who: t.held.party(w.Party), Status: oneLine(w.Says)}
	table := t.proc.Act(act)
	p := t.payloads[w.Act]
	if p == nil {
		return out
	}
	f := form.Of(t.held.text, p.Form)
	b, err := f.Decode(p.Body)
	if err != nil || f.Schema() == nil || f.Schema().Field(table.Finds) == nil {
		return out
	}
	rows, _ := form.Get[form.Table](b.Fields, table.Finds)
	for _, said := range rows {
		if q, _ := form.Get[form.Text](said, charter.ColumnQuestion); string(q) != question {
			continue
		}
		a := t.answer(f, f.Schema().Field(table.Finds), said, asked, row)
		out.Lines = a.Lines
		if v, ok := said[charter.ColumnFinding]; ok {
			out.Status = t.saidField(f, f.Schema().Field(table.Finds).Column(charter.ColumnFinding), v).Text
		}
		break
	}
	return out
}
