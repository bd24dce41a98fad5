package charter

import "slices"

// condition reads what some acts of a procedure wait for. What it says of the other procedure is looked at when all are
// read [CHR-64].
func (r *reader) condition(c *Charter, p *Procedure) {
	n := Condition{Line: r.cur.number}
	n.Name = r.name("name", "condition")
	if slices.ContainsFunc(p.Conditions, func(o Condition) bool { return o.Name == n.Name }) {
		r.fail("the condition %q stands twice", n.Name)
	}
	n.Title = r.ownTitle(c, titles(p.Conditions, func(n Condition) map[string]string { return n.Title }))
	n.Field = r.take("field", stringValue)
	if f := c.Schema(p.Form).Field(n.Field); r.err == nil && (f == nil || f.Kind != KindReference) {
		r.fail("the form %q has no field %.40q of the kind reference", p.Form, n.Field)
	}
	n.Procedure = r.take("procedure", stringValue)
	r.list("states", maxStates, func() { n.States = append(n.States, r.once(n.States)) })
	r.list("acts", maxActs, func() {
		act := r.once(n.Acts)
		if r.err == nil && p.Act(act) == nil {
			r.fail("the procedure has no act %.40q", act)
		}
		n.Acts = append(n.Acts, act)
	})
	p.Conditions = append(p.Conditions, n)
}

// once takes a word that a list has not yet.
func (r *reader) once(before []string) string {
	word := r.take("", stringValue)
	if r.err == nil && slices.Contains(before, word) {
		r.fail("%.40q stands twice", word)
	}
	return word
}

// checkConditions holds that the other procedures and their states are there.
func (r *reader) checkConditions(c *Charter) {
	for i := range c.Procedures {
		for _, n := range c.Procedures[i].Conditions {
			other := c.Procedure(n.Procedure)
			if r.err == nil && other == nil {
				r.failAt(n.Line, "the charter has no procedure %.40q", n.Procedure)
			}
			for _, s := range n.States {
				if r.err == nil && other.State(s) == nil {
					r.failAt(n.Line, "the procedure %q has no state %.40q", n.Procedure, s)
				}
			}
		}
	}
}
