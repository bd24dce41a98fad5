package charter

import (
	"fmt"
	"slices"
	"strings"

	"parley"
)

// procedure writes the rules of an exchange as prose.
func (p *printer) procedure(proc *Procedure) {
	a := &p.agreed
	p.line(a.opening+" %s %s", p.formNamed(proc.Form), choose(proc.All, a.all, a.some), choose(proc.Standing, a.standing, a.ending))
	if proc.Questions != "" {
		p.line(a.questions, p.fieldTitle(proc.Form, proc.Questions))
	}
	p.line("%s", a.roles)
	for i := range proc.Roles {
		o := &proc.Roles[i]
		p.row("-", "%s: %s.", p.named(o.Title, o.Name), p.holders(proc, o))
	}
	p.gap()
	p.line("%s", a.acts)
	for i := range proc.Acts {
		p.row(number(i), "%s", p.act(&proc.Acts[i]))
	}
	p.gap()
	p.line("%s", a.everywhere)
	p.line("%s", a.states)
	if slices.ContainsFunc(proc.States, func(s State) bool { return s.Clock != nil }) {
		p.line("%s", a.lapses)
	}
	for i := range proc.States {
		p.state(proc, &proc.States[i], i == 0)
	}
	p.conditions(proc)
}

// holders says who holds a role.
func (p *printer) holders(proc *Procedure, o *Role) string {
	a := &p.agreed
	switch o.Kind {
	case RoleOpener:
		return a.opener
	case RoleOthers:
		return a.others
	case RoleAll:
		return a.everybody
	case RoleNamed:
		return fmt.Sprintf(a.holders, p.partyNames(o.Parties))
	case RoleField:
		return fmt.Sprintf(a.field, p.fieldTitle(proc.Form, o.Field))
	case RoleListed:
		return fmt.Sprintf(a.listed, p.fieldTitle(proc.Form, o.Field))
	case RoleJoint:
		return fmt.Sprintf(a.joint, p.fieldTitle(proc.Form, o.Field))
	}
	return o.Kind
}

func (p *printer) partyNames(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id
		if party := p.c.Party(parley.PartyID(id)); party != nil {
			names[i] = fmt.Sprintf(p.agreed.named, party.Name, id)
		}
	}
	return strings.Join(names, ", ")
}

// act says what an act is done by and what it does besides moving its proceeding.
func (p *printer) act(act *Act) string {
	a := &p.agreed
	s := []string{p.named(act.Title, act.Name) + ", " + fmt.Sprintf(a.act, p.formNamed(act.Form))}
	if act.Strict {
		s = append(s, a.strict)
	}
	if act.Agrees {
		s = append(s, a.agrees)
	}
	if act.Answers != "" {
		s = append(s, fmt.Sprintf(a.answers, p.fieldTitle(act.Form, act.Answers)))
	}
	if act.Finds != "" {
		s = append(s, fmt.Sprintf(a.finds, p.fieldTitle(act.Form, act.Finds)))
	}
	if act.Certifies != "" {
		s = append(s, fmt.Sprintf(a.certifies, p.fieldTitle(act.Form, act.Certifies)))
	}
	if act.ByRule {
		s = append(s, a.byRule)
	}
	if act.Stays {
		s = append(s, a.stays)
	}
	if act.Keeps {
		s = append(s, a.keeps)
	}
	return strings.Join(s, " ")
}

// state says whose move it is, what each may do, and what follows if nobody does.
func (p *printer) state(proc *Procedure, s *State, first bool) {
	a := &p.agreed
	text := []string{fmt.Sprintf(a.state, p.named(s.Title, s.Name)), choose(s.End, "", p.awaits(proc, s))}
	if s.End {
		text[1] = a.end
	}
	if first {
		text = append(text, a.first)
	}
	p.row("-", "%s", strings.Join(text, " "))
	for i := range s.Moves {
		p.below(number(i), "%s", p.move(proc, s, &s.Moves[i]))
	}
	if s.Clock != nil {
		p.below(number(len(s.Moves)), "%s", p.clock(proc, s))
	}
	p.gap()
}

func (p *printer) awaits(proc *Procedure, s *State) string {
	if len(s.Awaits) == 0 {
		return p.agreed.noMover
	}
	roles := make([]string, len(s.Awaits))
	for i, name := range s.Awaits {
		roles[i] = `"` + p.roleTitle(proc, name) + `"`
	}
	return fmt.Sprintf(p.agreed.awaits, strings.Join(roles, ", "))
}

func (p *printer) move(proc *Procedure, s *State, m *Move) string {
	format := map[string]string{NeedsOne: p.agreed.one, NeedsAny: p.agreed.any, NeedsAll: p.agreed.every}[m.Needs]
	if format == "" {
		format = m.Needs + " %s %s %s"
	}
	text := fmt.Sprintf(format, p.roleTitle(proc, m.Role), p.actTitle(proc, m.Act), p.stateTitle(proc, m.To))
	if m.To == s.Name && s.Clock != nil && !proc.Act(m.Act).leaves() {
		text += " " + p.agreed.again
	}
	return text
}

func (p *printer) clock(proc *Procedure, s *State) string {
	a, k, to := &p.agreed, s.Clock, p.stateTitle(proc, s.Clock.To)
	text := fmt.Sprintf(a.clockMinutes, k.Minutes, to)
	switch {
	case k.Constant != "":
		text = fmt.Sprintf(a.clockConstant, k.Constant, to)
	case k.Field != "":
		text = fmt.Sprintf(a.clockField, p.clockTitle(proc, s), to)
	}
	return text + " " + choose(k.Silence, a.silence, a.noSilence)
}
