package charter

// encodeAgreed writes what an edition of the language governs.
func (c *Charter) encodeAgreed(w *writer) {
	if c.Language != 0 {
		w.number("language", c.Language)
	}
	for _, l := range c.Unread {
		w.b = append(w.b, l+"\n"...)
	}
	w.maybe("regime", c.Regime)
	w.list("constants", len(c.Constants), func(i int) { c.Constants[i].encode(w) })
	w.list("areas", len(c.Areas), func(i int) { c.Areas[i].encode(w) })
	w.list("schemas", len(c.Schemas), func(i int) { c.Schemas[i].encode(w) })
	if c.Conflicts != nil {
		c.Conflicts.encode(w)
	}
	w.list("procedures", len(c.Procedures), func(i int) { c.Procedures[i].encode(w) })
}

// maybe writes a string that may be missing.
func (w *writer) maybe(key, s string) {
	if s != "" {
		w.text(key, s)
	}
}

// amount writes a number that is missing where it is 0.
func (w *writer) amount(key string, n int) {
	if n != 0 {
		w.number(key, n)
	}
}

// flag writes a truth value that stands only where it is true.
func (w *writer) flag(key string, b bool) {
	if b {
		w.truth(key, b)
	}
}

func (w *writer) title(m map[string]string) { w.section("title", func() { w.languages(m) }) }

func (k *Constant) encode(w *writer) {
	w.text("name", k.Name)
	w.number("value", k.Value)
	w.text("unit", k.Unit)
	w.maybe("source", k.Source)
	w.flag("unchecked", k.Unchecked)
}

func (a *Area) encode(w *writer) {
	w.text("name", a.Name)
	w.title(a.Title)
	w.list("ring", len(a.Ring), func(i int) {
		w.number("lat", a.Ring[i].Lat)
		w.number("lon", a.Ring[i].Lon)
	})
}

func (s *Schema) encode(w *writer) {
	w.text("form", s.Form)
	w.maybe("short", s.Short)
	w.list("fields", len(s.Fields), func(i int) { s.Fields[i].encode(w) })
	w.list("rules", len(s.Rules), func(i int) { s.Rules[i].encode(w) })
	if k := s.Compared; k != nil {
		w.section("compared", func() {
			w.text("from", k.From)
			w.text("until", k.Until)
			w.text("table", k.Table)
			w.text("row", k.Row)
		})
	}
	if s.Notice != nil {
		s.Notice.encode(w)
	}
}

func (f *Field) encode(w *writer) {
	w.text("name", f.Name)
	w.title(f.Title)
	w.text("kind", f.Kind)
	w.flag("required", f.Required)
	w.flag("personal", f.Personal)
	w.maybe("unit", f.Unit)
	w.amount("decimals", f.Decimals)
	if f.Kind == KindNumber {
		w.number("min", f.Min)
		w.number("max", f.Max)
	} else {
		w.amount("min", f.Min)
		w.amount("max", f.Max)
	}
	w.list("choices", len(f.Choices), func(i int) {
		w.text("value", f.Choices[i].Value)
		w.title(f.Choices[i].Title)
	})
	w.list("columns", len(f.Columns), func(i int) { f.Columns[i].encode(w) })
}

func (r *Rule) encode(w *writer) {
	w.text("name", r.Name)
	w.text("level", r.Level)
	w.text("when", r.When)
	w.section("sentence", func() { w.languages(r.Sentence) })
	w.maybe("paragraph", r.Paragraph)
}
