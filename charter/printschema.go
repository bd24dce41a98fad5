package charter

import "fmt"

// schema writes the fields of a form and its rules.
func (p *printer) schema(s *Schema) {
	if s.Short != "" {
		p.line(p.agreed.short, s.Short)
	}
	for i := range s.Fields {
		f := &s.Fields[i]
		p.row(number(i), "%s", p.fieldLine(f))
		p.choices(f, p.below)
		for j := range f.Columns {
			col := &f.Columns[j]
			p.below(number(j), "%s", p.fieldLine(col))
			p.choices(col, p.deeper)
		}
	}
	p.gap()
	if len(s.Rules) > 0 {
		p.line("%s", p.agreed.rules)
	}
	for i, r := range s.Rules {
		level := map[string]string{LevelNote: p.agreed.note, LevelWarn: p.agreed.warn}[r.Level]
		if level == "" {
			level = r.Level
		}
		text := fmt.Sprintf(p.agreed.sentence, r.Name, r.When, level, r.Sentence[p.lang])
		if r.Paragraph != "" {
			text += " " + fmt.Sprintf(p.agreed.paragraph, r.Paragraph)
		}
		p.row(number(i), "%s", text)
	}
	if len(s.Rules) > 0 {
		p.gap()
	}
	if k := s.Compared; k != nil {
		row := k.Row
		if f := s.Field(k.Table); f != nil && f.Column(row) != nil {
			row = f.Column(row).Title[p.lang]
		}
		p.line(p.agreed.compared, p.fieldTitle(s.Form, k.Table), row, p.fieldTitle(s.Form, k.Until), p.fieldTitle(s.Form, k.From))
	}
	p.noticed(s)
}

// fieldLine says what a field is called, whether it is required, and what it holds.
func (p *printer) fieldLine(f *Field) string {
	return p.named(f.Title, f.Name) + ", " + choose(f.Required, p.agreed.required, p.agreed.optional) + choose(f.Personal, ", "+p.agreed.personal, "") + ": " + p.kind(f)
}

func (p *printer) kind(f *Field) string {
	a := &p.agreed
	switch f.Kind {
	case KindText:
		return fmt.Sprintf(a.text, f.Max)
	case KindNumber:
		return p.amountOf(f)
	case KindChoice:
		return a.choice
	case KindTable:
		return fmt.Sprintf(a.table, f.Max)
	}
	plain := map[string]string{KindTime: a.time, KindDuration: a.duration, KindParty: a.party, KindReference: a.reference, KindPlace: a.place}
	if s := plain[f.Kind]; s != "" {
		return s
	}
	return f.Kind
}

func (p *printer) amountOf(f *Field) string {
	a := &p.agreed
	low, high := fixed(f.Min, f.Decimals), fixed(f.Max, f.Decimals)
	s := fmt.Sprintf(a.plainNumber, low, high)
	if f.Unit != "" {
		s = fmt.Sprintf(a.number, f.Unit, low, high)
	}
	if f.Decimals == 0 {
		return s + ", " + a.whole
	}
	return s + ", " + fmt.Sprintf(a.decimals, f.Decimals, f.Min, f.Max)
}

// choices writes the values of a choice, each as a row.
func (p *printer) choices(f *Field, row func(label, format string, args ...any)) {
	for _, o := range f.Choices {
		row("-", "%s", p.named(o.Title, o.Value))
	}
}

// deeper writes a row under a row that stands under an item.
func (p *printer) deeper(label, format string, args ...any) {
	p.wrap(fmt.Sprintf("%*s%s", subIndent, "", label), subIndent+itemIndent, fmt.Sprintf(format, args...))
}
