package console

import (
	"net/url"
	"slices"
	"strconv"

	"parley/charter"
	"parley/form"
)

// agreeable are the texts that an act agrees to where nothing else is chosen: what began the state, where it has fields of
// its own, else what lies before the parties; and both, where the one answers the other.
func (k *course) agreeable(name string) (out []string) {
	a := k.actNamed(name)
	if a == nil || !a.Agrees || len(k.Entries) == 0 {
		return nil
	}
	laid, start := k.laidAct(), k.start()
	by := k.actBy(start)
	if start != laid && by != nil && k.held.text.Schema(by.Form) != nil {
		if by.Answers == "" {
			return []string{start}
		}
		return []string{laid, start}
	}
	return []string{laid}
}

// replaces reports whether what a party says in an act stands in the place of what lies before the parties: it has the form of
// the opening, and where that has questions, which are those of the opening [PROC-23], it is the opener's.
func (k *course) replaces(a *charter.Act, party string) bool {
	return a != nil && k.proc != nil && a.Form == k.proc.Form && (k.proc.Questions == "" || party == k.Entries[0].Author)
}

// laidAct is the last act in effect that puts something before the parties.
func (k *course) laidAct() (id string) {
	for _, e := range k.Entries {
		if e.Act == nil || e.Standing != standingEffect {
			continue
		}
		if id == "" || k.replaces(k.actNamed(e.Name), e.Author) {
			id = *e.Act
		}
	}
	return id
}

// actBy is the act of the procedure that a message is.
func (k *course) actBy(id string) *charter.Act {
	for _, e := range k.Entries {
		if e.Act != nil && *e.Act == id {
			return k.actNamed(e.Name)
		}
	}
	return nil
}

// agrees are the texts that the act of a page may agree to, each in full: those chosen, and any other with fields.
func (t *tale) agrees(p *ActPage) (out []AgreeChoice) {
	if !p.Consequence.Agrees {
		return nil
	}
	for _, e := range t.Entries {
		if e.Act == nil || e.Standing != standingEffect {
			continue
		}
		chosen := slices.Contains(p.Draft.Of.Agrees, *e.Act)
		m := t.payloads[*e.Act]
		if m == nil || !chosen && *e.Act != t.laidAct() && *e.Act != t.start() {
			continue
		}
		c := AgreeChoice{Act: t.cited(*e.Act), Who: t.held.party(e.Author), Chosen: chosen}
		f := form.Of(t.held.text, m.Form)
		b, err := f.Decode(m.Body)
		if f.Schema() == nil || err != nil {
			c.Text, _ = t.held.said(t.words.lang, m)
		} else {
			for i := range f.Schema().Fields {
				if v, ok := b.Fields[f.Schema().Fields[i].Name]; ok {
					c.Lines = append(c.Lines, t.saidField(f, &f.Schema().Fields[i], v))
				}
			}
		}
		out = append(out, c)
	}
	return out
}

// prefill enters what an officer would have to copy: a row for each point that the act may answer, with the text of the
// point where the act proposes another; and, where the act puts something else in the place of what lies before the
// parties, all of that, but never as a word of ours what another party said beside us.
func (k *course) prefill(a *charter.Act, t *tale, values url.Values) {
	schema := k.held.text.Schema(a.Form)
	m := t.payloads[k.laidAct()]
	if schema == nil || m == nil {
		return
	}
	f := form.Of(k.held.text, m.Form)
	b, err := f.Decode(m.Body)
	if err != nil || f.Schema() == nil {
		return
	}
	if a.Form == m.Form {
		if !k.replaces(a, k.own) || a.Stays && string(m.From.Party) != k.own {
			return
		}
		for name, v := range valuesOf(f.Schema(), b) {
			values[name] = v
		}
		return
	}
	table, asked := schema.Field(a.Answers), f.Schema().Field(k.proc.Questions)
	rows, _ := form.Get[form.Table](b.Fields, k.proc.Questions)
	if a.Answers == "" || table == nil || asked == nil {
		return
	}
	for i, row := range rows[:min(len(rows), table.Max)] {
		id, _ := form.Get[form.Text](row, "id")
		prefix := inputPrefix + a.Answers + "." + strconv.Itoa(i) + "."
		values.Set(prefix+"question", string(id))
		for c := range table.Columns {
			name := table.Columns[c].Name
			if was, ok := form.Get[form.Text](row, name); ok && asked.Column(name) != nil && asked.Column(name).Required {
				values.Set(prefix+name, string(was))
			}
		}
	}
}

// answered blanks the rows of the points that an officer said nothing to, so that they are left out: those that stand as
// they were prefilled.
func (k *course) answered(a *charter.Act, t *tale, values url.Values) url.Values {
	out := url.Values{}
	for name, v := range values {
		out[name] = slices.Clone(v)
	}
	schema := k.held.text.Schema(a.Form)
	if a.Answers == "" || schema == nil || schema.Field(a.Answers) == nil {
		return out
	}
	before, table := url.Values{}, inputPrefix+a.Answers
	k.prefill(a, t, before)
	for row := range rowsTyped(values, table, schema.Field(a.Answers).Max) {
		untouched := values.Get(cellInput(table, row, "status")) == ""
		for _, column := range schema.Field(a.Answers).Columns {
			cell := cellInput(table, row, column.Name)
			untouched = untouched && (values.Get(cell) == "" || values.Get(cell) == before.Get(cell))
		}
		if untouched {
			for _, column := range schema.Field(a.Answers).Columns {
				out.Del(cellInput(table, row, column.Name))
			}
		}
	}
	return out
}
