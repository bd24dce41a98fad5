package charter

import (
	"slices"

	"parley"
	"parley/wire"
)

// procedures reads what may be opened. What its parts say of each other is looked at when a procedure is read whole
// [CHR-35] to [CHR-38].
func (r *reader) procedures(c *Charter) {
	r.optional("procedures", maxProcedures, func() {
		p := new(Procedure)
		r.procedureHead(c, p)
		r.list("roles", maxRoles, func() { r.role(c, p) })
		r.list("acts", maxActs, func() { r.act(c, p) })
		r.list("states", maxStates, func() { r.state(c, p) })
		r.optional("conditions", maxConditions, func() { r.condition(c, p) })
		r.settle()
		r.checkCourse(c, p)
		c.Procedures = append(c.Procedures, *p)
	})
	r.checkConditions(c)
}

func (r *reader) procedureHead(c *Charter, p *Procedure) {
	p.Line = r.cur.number
	p.Name = r.name("name", "procedure")
	if r.err == nil {
		r.openingName(c, p.Name)
	}
	p.Title = r.ownTitle(c, titles(c.Procedures, func(p Procedure) map[string]string { return p.Title }))
	p.Form = r.form(c, "form")
	p.All = r.flag("all")
	p.Standing = r.flag("standing")
	if r.at("questions") {
		p.Questions = r.take("questions", stringValue)
		r.check(checkQuestions(c.Schema(p.Form).Field(p.Questions)))
		r.mustBe(func() bool {
			return slices.ContainsFunc(p.Acts, func(a Act) bool { return a.Answers != "" || a.Finds != "" })
		},
			"the procedure has questions, but no act that answers them or finds on them")
	}
}

// openingName holds that the act of an opening, which has the name of its procedure, is no other act as well.
func (r *reader) openingName(c *Charter, name string) {
	switch {
	case c.Procedure(name) != nil:
		r.fail("the procedure %q stands twice", name)
	case slices.Contains(Everywhere(), name):
		r.fail("%q is an act of every procedure; no procedure has that name", name)
	}
	for _, other := range c.Procedures {
		if other.Act(name) != nil {
			r.fail("the procedure %q has the name of an act of the procedure %q; an opening could be taken for that act", name, other.Name)
		}
	}
}

func (r *reader) role(c *Charter, p *Procedure) {
	o := Role{Line: r.cur.number}
	o.Name = r.name("name", "role")
	if p.Role(o.Name) != nil {
		r.fail("the role %q stands twice", o.Name)
	}
	o.Title = r.ownTitle(c, titles(p.Roles, func(o Role) map[string]string { return o.Title }))
	switch o.Kind = r.oneOf("kind", RoleOpener, RoleOthers, RoleAll, RoleNamed, RoleField, RoleJoint, RoleListed); o.Kind {
	case RoleNamed:
		r.list("parties", wire.MaxParties, func() {
			id := r.take("", stringValue)
			switch {
			case r.err != nil:
			case c.Party(parley.PartyID(id)) == nil:
				r.fail("%.40q is no party of the charter", id)
			case slices.Contains(o.Parties, id):
				r.fail("the party %q stands twice", id)
			}
			o.Parties = append(o.Parties, id)
		})
	case RoleField:
		o.Field = r.take("field", stringValue)
		r.check(checkPartyField(c, p.Form, o.Field))
	case RoleJoint, RoleListed:
		o.Field = r.take("field", stringValue)
		r.check(checkJoint(c.Schema(p.Form).Field(o.Field)))
	}
	p.Roles = append(p.Roles, o)
}

func (r *reader) act(c *Charter, p *Procedure) {
	a := Act{Line: r.cur.number}
	a.Name = r.name("name", "act")
	if r.err == nil {
		r.actName(c, p, a.Name)
	}
	a.Title = r.ownTitle(c, titles(p.Acts, func(a Act) map[string]string { return a.Title }))
	a.Form = r.form(c, "form")
	if !slices.Contains(Everywhere(), a.Name) {
		r.actEffects(c, p, &a)
		r.claimAllowed(p, a)
	}
	p.Acts = append(p.Acts, a)
}

// actEffects reads what an act does besides moving its proceeding. An act of every procedure has none of it.
func (r *reader) actEffects(c *Charter, p *Procedure, a *Act) {
	a.Strict = r.flag("strict")
	a.Agrees = r.flag("agrees")
	if r.at("answers") {
		a.Answers = r.take("answers", stringValue)
		r.check(checkAnswers(c.Schema(a.Form).Field(a.Answers)))
		if r.err == nil && p.Questions == "" {
			r.fail("the act answers questions, but the procedure has none")
		}
	}
	if r.at("finds") {
		a.Finds = r.take("finds", stringValue)
		r.check(checkFinds(c.Schema(a.Form).Field(a.Finds)))
		if r.err == nil && p.Questions == "" {
			r.fail("the act finds on questions, but the procedure has none")
		}
	}
	if r.at("certifies") {
		a.Certifies = r.take("certifies", stringValue)
		r.check(checkPartyField(c, a.Form, a.Certifies))
	}
	a.ByRule = r.flag("by_rule")
	a.Stays = r.flag("stays")
	a.Keeps = r.flag("keeps")
	if r.err == nil && a.Keeps && (a.Stays || a.Certifies != "") {
		r.fail("the act %q keeps the clock for the state that it leads to, so it neither stays nor certifies", a.Name)
	}
}

// actName holds that an act is no other act or opening, and that the acts of every procedure stand last.
func (r *reader) actName(c *Charter, p *Procedure, name string) {
	everywhere := slices.Contains(Everywhere(), name)
	switch {
	case p.Act(name) != nil:
		r.fail("the act %q stands twice", name)
	case name == p.Name || c.Procedure(name) != nil:
		r.fail("the act %q has the name of a procedure; an opening could be taken for it", name)
	case !everywhere && len(p.Acts) > 0 && slices.Contains(Everywhere(), p.Acts[len(p.Acts)-1].Name):
		r.fail("the act %q stands behind %q, which every procedure has and which stands after all others", name, p.Acts[len(p.Acts)-1].Name)
	}
}

func (r *reader) claimAllowed(p *Procedure, a Act) {
	if r.err != nil {
		return
	}
	r.claims = append(r.claims, claim{a.Line, func() string {
		for _, s := range p.States {
			if slices.ContainsFunc(s.Moves, func(m Move) bool { return m.Act == a.Name }) {
				return ""
			}
		}
		return "no state allows the act \"" + a.Name + "\""
	}})
}
