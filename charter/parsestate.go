package charter

import "slices"

// state reads a state, its moves and its clock.
func (r *reader) state(c *Charter, p *Procedure) {
	s := State{Line: r.cur.number}
	s.Name = r.name("name", "state")
	if p.State(s.Name) != nil {
		r.fail("the state %q stands twice", s.Name)
	}
	s.Title = r.ownTitle(c, titles(p.States, func(s State) map[string]string { return s.Title }))
	s.End = r.flag("end")
	if s.End && p.Standing {
		r.fail("the procedure is standing: none of its states is an end")
	}
	if s.End {
		r.nothingFollows(s.Name)
	} else {
		r.optional("awaits", maxRoles, func() { s.Awaits = append(s.Awaits, r.awaited(p, s.Awaits, s.Name)) })
		r.optional("moves", maxMoves, func() { s.Moves = append(s.Moves, r.move(c, p, &s)) })
		if r.at("clock") {
			s.Clock = r.clock(c, p, len(s.Moves) > 0)
		}
	}
	if r.err == nil && !s.End && s.Moves == nil && s.Clock == nil {
		r.failAt(s.Line, "nobody can leave the state %q: it is no end, and has neither moves nor a clock", s.Name)
	}
	p.States = append(p.States, s)
}

func (r *reader) nothingFollows(state string) {
	for _, key := range []string{"awaits", "moves", "clock"} {
		if r.at(key) {
			r.failAt(r.cur.number, "the state %q is an end, so it has no `%s`", state, key)
		}
	}
}

// awaited reads a role whose move it is, which has one.
func (r *reader) awaited(p *Procedure, before []string, state string) string {
	role := r.roleName(p, "")
	if slices.Contains(before, role) {
		r.fail("the role %q stands twice", role)
	}
	r.mustBe(func() bool {
		return slices.ContainsFunc(p.State(state).Moves, func(m Move) bool { return m.Role == role })
	}, "the state awaits the role %q, which has no move in it", role)
	return role
}

func (r *reader) roleName(p *Procedure, key string) string {
	role := r.take(key, stringValue)
	if r.err == nil && p.Role(role) == nil {
		r.fail("the procedure has no role %.40q", role)
	}
	return role
}

func (r *reader) move(c *Charter, p *Procedure, s *State) Move {
	m := Move{Line: r.cur.number}
	m.Act = r.take("act", stringValue)
	switch {
	case r.err != nil:
	case slices.Contains(Everywhere(), m.Act):
		r.fail("the act %q changes no state and may be done in every one; leave the move out", m.Act)
	case p.Act(m.Act) == nil:
		r.fail("the procedure has no act %.40q", m.Act)
	}
	m.Role = r.roleName(p, "role")
	for _, other := range s.Moves {
		if r.err == nil && other.Act == m.Act && mayShare(p.Role(other.Role), p.Role(m.Role)) {
			r.fail("the act %q stands twice in this state, for roles that one party may hold together", m.Act)
		}
	}
	m.Needs = r.oneOf("needs", NeedsOne, NeedsAny, NeedsAll)
	if r.err == nil && m.Needs == NeedsOne && several(c, p.Role(m.Role)) {
		r.fail("the role %q may have several holders; write \"any\" or \"all\"", m.Role)
	}
	m.To = r.next(p)
	if act := p.Act(m.Act); r.err == nil && act != nil && act.Stays && m.To != s.Name {
		r.fail("the act %q stays where it is done; here it leads from the state %q to %q", m.Act, s.Name, m.To)
	} else if r.err == nil && act.keeps() && m.To == s.Name {
		r.fail("the act %q keeps the clock for another state; one that leads back to its state and leaves the clock alone is marked `stays: true`", m.Act)
	} else if act.keeps() {
		r.mustBe(func() bool { k := p.State(m.To); return k == nil || k.Clock == nil || k.Clock.Field != "" },
			"the act %q keeps the clock, and the clock of the state %q counts minutes from an act that leads there; let it count to a time, or let another act lead there", m.Act, m.To)
	}
	return m
}

// next takes the name of the state that follows.
func (r *reader) next(p *Procedure) string {
	to := r.take("to", stringValue)
	r.mustBe(func() bool { return p.State(to) != nil }, "the procedure has no state %.40q", to)
	return to
}

// several reports whether the role may have more than one holder.
func several(c *Charter, o *Role) bool {
	switch o.Kind {
	case RoleOthers:
		return len(c.Parties) > 2
	case RoleNamed:
		return len(o.Parties) > 1
	}
	return o.Kind == RoleAll || o.Kind == RoleJoint || o.Kind == RoleListed
}

// mayShare reports whether one party may hold both roles.
func mayShare(a, b *Role) bool {
	switch {
	case a.Kind == RoleOpener && b.Kind == RoleOthers, a.Kind == RoleOthers && b.Kind == RoleOpener:
		return false
	case a.Kind == RoleNamed && b.Kind == RoleNamed:
		return slices.ContainsFunc(a.Parties, func(id string) bool { return slices.Contains(b.Parties, id) })
	}
	return true
}

// clock reads when a state lapses, in one of three ways.
func (r *reader) clock(c *Charter, p *Procedure, moves bool) *Clock {
	k := new(Clock)
	r.section("clock", func() {
		k.Line = r.cur.number
		switch {
		case r.at("minutes"):
			k.Minutes = r.number("minutes", 1, maxMinutes)
		case r.at("constant"):
			k.Constant = r.take("constant", stringValue)
			r.checkMinutes(c, k.Constant)
		case r.at("field"):
			k.Field = r.take("field", stringValue)
		case r.more():
			r.failAt(r.cur.number, "a clock begins with one of `field`, `minutes` and `constant`")
		}
		if k.Field == "" && !moves && r.err == nil {
			r.fail("the clock runs from the receipt by those who may act here, but nobody may; name a `field`")
		}
		k.Silence = r.flag("silence")
		if k.Silence && !moves {
			r.fail("the lapse counts silence, but nobody has a move in this state")
		}
		k.To = r.next(p)
	})
	return k
}

// checkMinutes holds that a clock's constant is a number of minutes.
func (r *reader) checkMinutes(c *Charter, name string) {
	if r.err != nil {
		return
	}
	switch k := c.Constant(name); {
	case k == nil:
		r.fail("the charter has no constant %.40q", name)
	case k.Unit != "minutes" || k.Value < 1 || k.Value > maxMinutes:
		r.fail("the constant %q is %d %s; a clock needs 1 to %d with the unit \"minutes\"", name, k.Value, k.Unit, maxMinutes)
	}
}
