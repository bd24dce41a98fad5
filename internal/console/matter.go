package console

import (
	"context"
	"slices"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/difference"
	"parley/internal/node"
)

// A Matter is what lies before the parties: the last text that was put before them, point by point where the procedure asks
// point by point, with what was said to each.
type Matter struct {
	Title  string
	By     Cited  // the act that put it before them
	Lines  []Said // fields, but for the points
	Table  string // what the charter calls the points
	Points []Point
	Agreed []AgreedText
}

// Some reports whether there is anything to show.
func (m Matter) Some() bool { return len(m.Lines) > 0 || len(m.Points) > 0 }

// A Said is a field and its value: a text, an instant, or a table.
type Said struct {
	Title string
	Text  string
	At    Instant
	Rows  *SaidTable
}

// A SaidTable is a table of a body.
type SaidTable struct {
	Heads []string
	Rows  [][]Said
}

// A Point is a row of the matter, and what the parties said to it.
type Point struct {
	ID      string
	Lines   []Said // the row, but for its id
	Status  string // the last word on it, as the form that says it calls it
	Code    string // answered, refused, not-applicable, contested or empty
	By      string
	Answers []Answer
	Common  []Said // by kind of act: what all who may do it find alike
}

// Open reports whether somebody has said something to it that is no agreement.
func (p Point) Open() bool { return p.Code == charter.StatusContested || p.Code == "refused" }

// An Answer is what one party said to a point. Changed is a text proposed instead, beside that of the point.
type Answer struct {
	By      Cited
	Who     string
	Kind    string // of a finding: what the act is called
	Earlier bool   // of a finding: its party has found again since
	Status  string
	Code    string
	Lines   []Said
	Changed []difference.Piece
}

// An AgreedText is a text of the proceeding, and who agreed to it.
type AgreedText struct {
	Act   Cited
	ID    string
	Names []string
	All   bool
}

// matter reads what lies before the parties from the acts in effect.
func (c *Console) matter(ctx context.Context, k *course, t *tale) (m Matter) {
	for _, a := range k.ProceedingStory.Agreed {
		m.Agreed = append(m.Agreed, AgreedText{t.cited(a.Text), a.Text, k.names(a.Parties), a.All})
	}
	at := t.laid()
	if at < 0 || k.proc == nil {
		return m
	}
	id := *k.Entries[at].Act
	p := t.payloads[id]
	if p == nil {
		return m
	}
	f := form.Of(k.held.text, p.Form)
	b, err := f.Decode(p.Body)
	if f.Schema() == nil || err != nil {
		return m
	}
	m.Title, m.By = k.held.form(k.words.lang, p.Form), t.cited(id)
	for i := range f.Schema().Fields {
		field := &f.Schema().Fields[i]
		if v, ok := b.Fields[field.Name]; ok && (field.Name != k.proc.Questions || field.Kind != charter.KindTable) {
			m.Lines = append(m.Lines, k.saidField(f, field, v))
		}
	}
	t.points(&m, f, b, at)
	return m
}

// laid is the place of the act that put before the parties what lies there. Less than 0: it is not here.
func (t *tale) laid() int {
	id := t.laidAct()
	return slices.IndexFunc(t.Entries, func(e node.ActView) bool { return e.Act != nil && *e.Act == id && t.payloads[id] != nil })
}

// points enters the rows that are answered by themselves, with what the acts behind at said to each.
func (t *tale) points(m *Matter, f *form.Form, b form.Body, at int) {
	field := f.Schema().Field(t.proc.Questions)
	rows, ok := form.Get[form.Table](b.Fields, t.proc.Questions)
	if field == nil || !ok {
		return
	}
	m.Table = t.held.titled(t.words.lang, field.Title)
	for _, row := range rows {
		id, _ := form.Get[form.Text](row, "id")
		p := Point{ID: oneLine(string(id))}
		for i := range field.Columns {
			if v, ok := row[field.Columns[i].Name]; ok && field.Columns[i].Name != "id" {
				p.Lines = append(p.Lines, t.saidField(f, &field.Columns[i], v))
			}
		}
		for _, e := range t.Entries[at+1:] {
			if e.Act != nil && e.Standing == standingEffect {
				p.Answers = append(p.Answers, t.answers(*e.Act, e.Name, string(id), field, row)...)
			}
		}
		t.word(&p, string(id))
		t.found(&p, string(id), field, row)
		m.Points = append(m.Points, p)
	}
}

// word enters the word that counts on a point.
func (t *tale) word(p *Point, id string) {
	for _, q := range t.Questions {
		if q.ID == id {
			p.Code, p.By = q.Status, t.held.party(q.By)
		}
	}
	for _, a := range p.Answers {
		if a.Code == p.Code {
			p.Status = a.Status
		}
	}
	if p.Status == "" {
		p.Status = t.words.choice("status", p.Code)
	}
}

// answers are what an act says to one point.
func (t *tale) answers(id, act, question string, asked *charter.Field, row form.Fields) (out []Answer) {
	a, p := t.proc.Act(act), t.payloads[id]
	if a == nil || a.Answers == "" || p == nil {
		return nil
	}
	f := form.Of(t.held.text, p.Form)
	b, err := f.Decode(p.Body)
	if err != nil || f.Schema() == nil {
		return nil
	}
	rows, _ := form.Get[form.Table](b.Fields, a.Answers)
	for _, said := range rows {
		if q, _ := form.Get[form.Text](said, "question"); string(q) == question {
			out = append(out, t.answer(f, f.Schema().Field(a.Answers), said, asked, row))
			out[len(out)-1].By = t.cited(id)
			out[len(out)-1].Who = t.held.party(string(p.From.Parley().Party))
		}
	}
	return out
}

// answer reads one row. A text that has the name of one that every point has is proposed in its place.
func (t *tale) answer(f *form.Form, table *charter.Field, said form.Fields, asked *charter.Field, row form.Fields) (a Answer) {
	for i := range table.Columns {
		column := &table.Columns[i]
		v, ok := said[column.Name]
		if !ok || column.Name == "question" || column.Name == charter.ColumnFinding && table.Column("status") == nil {
			continue
		}
		if column.Name == "status" {
			code, _ := form.Get[form.Choice](said, "status")
			a.Code, a.Status = string(code), t.saidField(f, column, v).Text
			continue
		}
		text, isText := v.(form.Text)
		if was, ok := form.Get[form.Text](row, column.Name); ok && isText && asked.Column(column.Name) != nil && asked.Column(column.Name).Required {
			a.Changed = difference.Between(plain(string(was)), plain(string(text)))
			continue
		}
		a.Lines = append(a.Lines, t.saidField(f, column, v))
	}
	return a
}

// saidField is a field as people read it.
func (k *course) saidField(f *form.Form, field *charter.Field, v form.Value) Said {
	return k.held.saidField(k.words.lang, f, field, v)
}

func (h *heldCharter) saidField(lang string, f *form.Form, field *charter.Field, v form.Value) Said {
	s := Said{Title: h.titled(lang, field.Title)}
	switch v := v.(type) {
	case form.Time:
		s.At = instantOf(parley.Millis(v))
	case form.Party:
		s.Text = h.party(string(v))
	case form.Choice:
		s.Text = h.choice(lang, field, string(v))
	case form.Table:
		s.Rows = h.saidTable(lang, f, field, v)
	default:
		s.Text = plain(f.Words(lang, field, v))
	}
	return s
}

func (h *heldCharter) choice(lang string, field *charter.Field, value string) string {
	for _, c := range field.Choices {
		if c.Value == value {
			return h.titled(lang, c.Title)
		}
	}
	return oneLine(value)
}

func (h *heldCharter) saidTable(lang string, f *form.Form, field *charter.Field, rows form.Table) *SaidTable {
	t := &SaidTable{}
	for i := range field.Columns {
		t.Heads = append(t.Heads, h.titled(lang, field.Columns[i].Title))
	}
	for _, row := range rows {
		line := make([]Said, len(field.Columns))
		for i := range field.Columns {
			if v, ok := row[field.Columns[i].Name]; ok {
				line[i] = h.saidField(lang, f, &field.Columns[i], v)
			}
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}
