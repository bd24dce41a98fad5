package procedure

// settle finds what cannot change any more [F9] [F10], and reports whether that is all of the order. An act is settled
// when all before it is, and the records in hand of all movers of the state in which it was taken, and of its author,
// have it: whatever they do later stands behind it. Acts by others cannot change anything and are not waited for. The
// opening needs all participants.
func (c *course) settle() bool {
	ok := len(c.steps) > 0
	for i := range c.steps {
		s := &c.steps[i]
		s.settled = (ok || c.off.prefix) && c.proven(s)
		if s.mover || s.act == none {
			ok = ok && s.settled
		}
	}
	return ok
}

// proven reports whether the records show that nothing can come before s any more.
func (c *course) proven(s *step) bool {
	if s.act == none {
		return c.off.proved || c.quiet(s.from, s.date)
	}
	return !s.open && c.lacking(s) == 0
}

// lacking returns the participants whose records, as far as they are in hand, have to show the act of s and do not.
func (c *course) lacking(s *step) parties {
	need := parties(1) << c.acts[s.act].author
	switch {
	case s.from < 0:
		need = c.all
	case !c.off.movers:
		need |= c.movers[s.from]
	}
	return need &^ c.recorded[s.act]
}

// waits says which records keep the first thing that is not settled from being so.
func (c *course) waits() (out []Wait) {
	for i := range c.steps {
		s := &c.steps[i]
		if s.settled || !s.mover && s.act != none {
			continue
		}
		if s.act == none {
			c.movers[s.from].each(func(p int) {
				if !c.passedBy(p, s.date) {
					out = append(out, Wait{Party: c.ids[p], Until: s.date})
				}
			})
			return out
		}
		lacking := c.lacking(s)
		if s.open {
			lacking |= c.unstarted()
		}
		lacking.each(func(p int) { out = append(out, Wait{Party: c.ids[p], Act: c.acts[s.act].id}) })
		return out
	}
	if c.state >= 0 && c.clock.on && !c.clock.known {
		c.unstarted().each(func(p int) { out = append(out, Wait{Party: c.ids[p], Act: c.acts[c.start].id}) })
	}
	return out
}

// unstarted returns those whose records have to show the starting act before its deadline is known.
func (c *course) unstarted() (out parties) {
	if c.clock.on && !c.clock.known {
		c.movers[c.state].each(func(p int) {
			if _, ok := c.dateOf(p, c.start); !ok {
				out |= 1 << p
			}
		})
	}
	return out
}
