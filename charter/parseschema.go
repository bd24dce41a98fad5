package charter

import "parley/wire"

// kinds are the kinds of fields.
var kinds = []string{KindText, KindNumber, KindTime, KindDuration, KindChoice, KindParty, KindReference, KindPlace, KindTable}

// schemas reads the bodies of forms [CHR-34].
func (r *reader) schemas(c *Charter) {
	r.optional("schemas", maxSchemas, func() {
		s := Schema{Line: r.cur.number}
		s.Form = r.form(c, "form")
		if r.err == nil {
			switch {
			case c.Schema(s.Form) != nil:
				r.fail("the form %q has a schema already", s.Form)
			case s.Form == wire.FormText:
				r.fail("the body of the form %q is a text in every charter; it has no schema", s.Form)
			}
		}
		s.Short = r.short(c)
		r.list("fields", maxFields, func() {
			f := r.field(c, s.Fields, kinds)
			s.Fields = append(s.Fields, f)
		})
		r.optional("rules", maxRules, func() { r.rule(c, &s) })
		r.compared(&s)
		r.notice(&s)
		c.Schemas = append(c.Schemas, s)
	})
}

// form takes the name of a form that officers write: one of the charter's, but neither automatic nor ack.
func (r *reader) form(c *Charter, key string) string {
	name := r.take(key, stringValue)
	switch f := c.Form(name); {
	case r.err != nil:
	case f == nil:
		r.fail("the charter has no form %.40q; its forms stand under `forms`", name)
	case f.Automatic:
		r.fail("the form %q is automatic: nodes sign it by themselves, so it has neither a schema nor a part in a procedure", name)
	case name == wire.FormAck:
		r.fail("the form %q acknowledges a message; it has neither a schema nor a part in a procedure", name)
	}
	return name
}

// short takes the short name of a form in human references.
func (r *reader) short(c *Charter) string {
	if !r.at("short") {
		return ""
	}
	short := r.capitals("short")
	if r.err == nil && c.Regime == "" {
		r.fail("a short name stands in human references, which need a `regime`")
	}
	for _, other := range c.Schemas {
		if other.Short == short {
			r.fail("the short name %q stands twice", short)
		}
	}
	return short
}

// field reads a field, or a column of a table, of one of the kinds given.
func (r *reader) field(c *Charter, siblings []Field, kinds []string) Field {
	f := Field{Line: r.cur.number}
	f.Name = r.identifier("name", "field")
	if r.err == nil && fieldOf(siblings, f.Name) != nil {
		r.fail("the field %q stands twice", f.Name)
	}
	f.Title = r.ownTitle(c, titles(siblings, func(f Field) map[string]string { return f.Title }))
	f.Kind = r.oneOf("kind", kinds...)
	f.Required = r.flag("required")
	f.Personal = r.flag("personal")
	if r.err == nil && f.Personal && f.Required {
		r.fail("the field %q is personal; nobody may be required to fill it in", f.Name)
	}
	switch f.Kind {
	case KindNumber:
		r.amount(&f)
	case KindText:
		f.Max = r.number("max", 1, maxFieldText)
	case KindChoice:
		r.list("choices", maxChoices, func() { r.oneChoice(c, &f) })
	case KindTable:
		f.Max = r.number("max", 1, maxRows)
		r.list("columns", maxColumns, func() {
			column := r.field(c, f.Columns, kinds[:len(kinds)-1]) // no table in a table
			f.Columns = append(f.Columns, column)
		})
	}
	return f
}

// amount reads what a number is measured in, and its range.
func (r *reader) amount(f *Field) {
	f.Unit = r.maybe("unit", maxUnit)
	if r.at("decimals") {
		f.Decimals = r.number("decimals", 1, 6)
	}
	f.Min = r.signed("min", -maxAmount, maxAmount)
	f.Max = r.signed("max", -maxAmount, maxAmount)
	if r.err == nil && f.Min > f.Max {
		r.fail("`max` is %d, less than `min`, %d", f.Max, f.Min)
	}
}

func (r *reader) oneChoice(c *Charter, f *Field) {
	value := r.choice("value")
	for _, other := range f.Choices {
		if other.Value == value {
			r.fail("the choice %q stands twice", value)
		}
	}
	title := r.ownTitle(c, titles(f.Choices, func(o Choice) map[string]string { return o.Title }))
	f.Choices = append(f.Choices, Choice{value, title})
}

// rule reads a rule. Whether its expression is one is held by package form, which names the rule's line.
func (r *reader) rule(c *Charter, s *Schema) {
	rule := Rule{Line: r.cur.number}
	rule.Name = r.name("name", "rule")
	for _, other := range s.Rules {
		if other.Name == rule.Name {
			r.fail("the rule %q stands twice", rule.Name)
		}
	}
	rule.Level = r.oneOf("level", LevelNote, LevelWarn)
	rule.When = r.text("when", maxWhen)
	r.section("sentence", func() { rule.Sentence = r.languages(c, maxSentence) })
	rule.Paragraph = r.maybe("paragraph", maxName)
	s.Rules = append(s.Rules, rule)
}
