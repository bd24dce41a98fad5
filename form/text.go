package form

import (
	"strings"

	"parley"
	"parley/charter"
)

// Text returns b for people, in a language of the charter: each field that is there with its title, wrapped at 78
// columns. It shows every value of the body [FORM-12]. Where a title is missing in lang, the first authentic language
// stands in. The callers mark exercises.
func (f *Form) Text(lang string, b Body) string {
	p := f.page(lang)
	if f.name == FormTranslation {
		p.paragraph(p.translation)
		p.blank()
	}
	if b.Reference != nil {
		p.entry(p.reference, b.Reference.String())
	}
	if f.schema == nil {
		return p.String()
	}
	for i := range f.schema.Fields {
		field := &f.schema.Fields[i]
		if v, ok := b.Fields[field.Name]; ok {
			f.write(p, field, v)
		}
	}
	return p.String()
}

func (f *Form) page(lang string) *page { return &page{words: wordsFor(lang), lang: lang} }

// write writes a field with its value.
func (f *Form) write(p *page, field *charter.Field, v Value) {
	title := f.in(p.lang, field.Title)
	if rows, ok := v.(Table); ok {
		f.writeTable(p, field, title, rows)
		return
	}
	p.entry(title, f.words(p, field, v))
}

// words returns a value that is no table as people read it.
func (f *Form) words(p *page, field *charter.Field, v Value) string {
	switch v := v.(type) {
	case Text:
		return string(v)
	case Number:
		return withUnit(int64(v), field)
	case Time:
		return dtg(v)
	case Duration:
		return p.duration(v)
	case Choice:
		for _, c := range field.Choices {
			if c.Value == string(v) {
				return f.in(p.lang, c.Title) + " (" + c.Value + ")"
			}
		}
	case Party:
		if party := f.charter.Party(parley.PartyID(v)); party != nil {
			return party.Name + " (" + string(v) + ")"
		}
	case Place:
		return f.placeWords(p, v)
	}
	return valueText(field, v)
}

// duration writes whole hours up to four days as hours, as deadlines are spoken of, and else each unit at its most.
func (p *page) duration(d Duration) string {
	const hour = 3_600_000
	if d > 0 && d <= 96*hour && d%hour == 0 {
		return decimal(int64(d/hour), 0) + " " + p.hours
	}
	if d == 0 {
		return "0 " + p.seconds
	}
	var parts []string
	rest := int64(d)
	for i, name := range []string{p.days, p.hours, p.minutes, p.seconds, p.ms} {
		if n := rest / durationUnits[i].ms; n > 0 {
			parts = append(parts, decimal(n, 0)+" "+name)
			rest -= n * durationUnits[i].ms
		}
	}
	return strings.Join(parts, " ")
}
