package charter

func (p *Procedure) encode(w *writer) {
	w.text("name", p.Name)
	w.title(p.Title)
	w.text("form", p.Form)
	w.flag("all", p.All)
	w.flag("standing", p.Standing)
	w.maybe("questions", p.Questions)
	w.list("roles", len(p.Roles), func(i int) { p.Roles[i].encode(w) })
	w.list("acts", len(p.Acts), func(i int) { p.Acts[i].encode(w) })
	w.list("states", len(p.States), func(i int) { p.States[i].encode(w) })
	w.list("conditions", len(p.Conditions), func(i int) { p.Conditions[i].encode(w) })
}

func (o *Role) encode(w *writer) {
	w.text("name", o.Name)
	w.title(o.Title)
	w.text("kind", o.Kind)
	w.strings("parties", o.Parties)
	w.maybe("field", o.Field)
}

func (a *Act) encode(w *writer) {
	w.text("name", a.Name)
	w.title(a.Title)
	w.text("form", a.Form)
	w.flag("strict", a.Strict)
	w.flag("agrees", a.Agrees)
	w.maybe("answers", a.Answers)
	w.maybe("finds", a.Finds)
	w.maybe("certifies", a.Certifies)
	w.flag("by_rule", a.ByRule)
	w.flag("stays", a.Stays)
	w.flag("keeps", a.Keeps)
}

func (s *State) encode(w *writer) {
	w.text("name", s.Name)
	w.title(s.Title)
	w.flag("end", s.End)
	w.strings("awaits", s.Awaits)
	w.list("moves", len(s.Moves), func(i int) { s.Moves[i].encode(w) })
	if s.Clock != nil {
		w.section("clock", func() { s.Clock.encode(w) })
	}
}

func (m *Move) encode(w *writer) {
	w.text("act", m.Act)
	w.text("role", m.Role)
	w.text("needs", m.Needs)
	w.text("to", m.To)
}

func (k *Clock) encode(w *writer) {
	w.maybe("field", k.Field)
	w.amount("minutes", k.Minutes)
	w.maybe("constant", k.Constant)
	w.flag("silence", k.Silence)
	w.text("to", k.To)
}

func (n *Condition) encode(w *writer) {
	w.text("name", n.Name)
	w.title(n.Title)
	w.text("field", n.Field)
	w.text("procedure", n.Procedure)
	w.strings("states", n.States)
	w.strings("acts", n.Acts)
}
