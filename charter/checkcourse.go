package charter

import "slices"

// checkCourse holds that every state of p is reached, that none is left behind by clocks alone for ever, that an end
// is reached from each unless p is standing, and that each clock finds its field [CHR-37] [CHR-38].
func (r *reader) checkCourse(c *Charter, p *Procedure) {
	if r.err != nil {
		return
	}
	starts := p.starts()
	for i := range p.States {
		s := &p.States[i]
		if len(starts[s.Name]) == 0 {
			r.failAt(s.Line, "no act and no clock leads to the state %q", s.Name)
		}
	}
	if !p.Standing && !slices.ContainsFunc(p.States, func(s State) bool { return s.End }) {
		r.failAt(p.Line, "the procedure %q has no end: mark a state with `end: true`, or the procedure with `standing: true`", p.Name)
	}
	ending := p.ending()
	for i := range p.States {
		s := &p.States[i]
		if !p.Standing && !ending[s.Name] {
			r.failAt(s.Line, "from the state %q the procedure can't end; give it a way to an end, or mark the procedure with `standing: true`", s.Name)
		}
		if s.Clock != nil {
			r.checkClock(c, p, s, starts[s.Name])
		}
	}
}

// starts returns the acts that may start the clock of each state: those that lead to it, the opening's under the name
// of the procedure, and, where a lapse leads to it, those of the state before. An act that stays, or that certifies service and
// leads back to its state, starts nothing (chapter 6), and one that keeps hands on what started the state before. A state without any is not reached.
func (p *Procedure) starts() map[string][]string {
	starts := map[string][]string{}
	if len(p.States) > 0 {
		starts[p.States[0].Name] = []string{p.Name}
	}
	add := func(state string, acts ...string) (grown bool) {
		for _, a := range acts {
			if !slices.Contains(starts[state], a) {
				starts[state], grown = append(starts[state], a), true
			}
		}
		return grown
	}
	for grown := true; grown; {
		grown = false
		for _, s := range p.States {
			if len(starts[s.Name]) == 0 {
				continue
			}
			for _, m := range s.Moves {
				if p.Act(m.Act).keeps() {
					grown = add(m.To, starts[s.Name]...) || grown
				} else if m.To != s.Name || !p.Act(m.Act).leaves() {
					grown = add(m.To, m.Act) || grown
				}
			}
			if s.Clock != nil {
				grown = add(s.Clock.To, starts[s.Name]...) || grown
			}
		}
	}
	return starts
}

// leaves reports whether a begins nothing anew where it leads back to the state in which it is done.
func (a *Act) leaves() bool { return a != nil && (a.Stays || a.Certifies != "") }

// keeps reports whether a leads on without starting anything.
func (a *Act) keeps() bool { return a != nil && a.Keeps }

// ending returns the states from which an end can be reached.
func (p *Procedure) ending() map[string]bool {
	ending := map[string]bool{}
	for grown := true; grown; {
		grown = false
		for _, s := range p.States {
			if !ending[s.Name] && (s.End || s.leads(func(to string) bool { return ending[to] })) {
				ending[s.Name], grown = true, true
			}
		}
	}
	return ending
}

// leads reports whether a move or the clock of s leads to a state that is wanted.
func (s *State) leads(wanted func(to string) bool) bool {
	return s.Clock != nil && wanted(s.Clock.To) || slices.ContainsFunc(s.Moves, func(m Move) bool { return wanted(m.To) })
}

// lapsesRound reports whether lapse after lapse, without an act, leads from s back to it.
func (p *Procedure) lapsesRound(s *State) bool {
	at := s
	for range p.States {
		if at.Clock == nil {
			return false
		}
		if at = p.State(at.Clock.To); at == s {
			return true
		}
	}
	return false
}

// checkClock holds that a clock does not lead back to itself without an act, and that each act that may start it has
// its field.
func (r *reader) checkClock(c *Charter, p *Procedure, s *State, starts []string) {
	if p.lapsesRound(s) {
		r.failAt(s.Clock.Line, "clocks alone lead from the state %q back to it, for ever; let one of them lead elsewhere", s.Name)
	}
	if s.Clock.Field == "" {
		return
	}
	for _, act := range starts {
		form := p.Form
		if a := p.Act(act); a != nil {
			form = a.Form
		}
		if f := c.Schema(form).Field(s.Clock.Field); f == nil || f.Kind != KindTime || !f.Required {
			r.failAt(s.Clock.Line, "the clock needs a required field %.40q of the kind time, but the form %q of the act %q, which leads here, has none", s.Clock.Field, form, act)
		}
	}
}
