package charter

import "slices"

// compared reads by what notices are compared with those before [CHR-67].
func (r *reader) compared(s *Schema) {
	if !r.at("compared") {
		return
	}
	k := new(Compared)
	r.section("compared", func() {
		k.From = r.timeField(s, "from")
		k.Until = r.timeField(s, "until")
		k.Table = r.take("table", stringValue)
		f := s.Field(k.Table)
		if r.err == nil && (f == nil || !f.Required || !slices.ContainsFunc(f.Columns, func(c Field) bool { return c.Kind == KindNumber })) {
			r.fail("the form has no required table %.40q with a number", k.Table)
		}
		k.Row = r.take("row", stringValue)
		if r.err == nil && !f.requires(k.Row, KindText) && !f.requires(k.Row, KindChoice) {
			r.fail("the table has no required text or choice %.40q", k.Row)
		}
	})
	s.Compared = k
}

func (r *reader) timeField(s *Schema, key string) string {
	name := r.take(key, stringValue)
	if f := s.Field(name); r.err == nil && (f == nil || f.Kind != KindTime || !f.Required) {
		r.fail("the form has no required time %.40q", name)
	}
	return name
}
