package charter

// The titles by which the printed procedures name things that are defined elsewhere in them. Parse holds that no two
// things of one kind have the same title; a name that is unknown stands for itself.

func (p *printer) roleTitle(proc *Procedure, name string) string {
	if o := proc.Role(name); o != nil {
		return o.Title[p.lang]
	}
	return name
}

func (p *printer) actTitle(proc *Procedure, name string) string {
	if a := proc.Act(name); a != nil {
		return a.Title[p.lang]
	}
	return name
}

func (p *printer) stateTitle(proc *Procedure, name string) string {
	if s := proc.State(name); s != nil {
		return s.Title[p.lang]
	}
	return name
}

// fieldTitle returns the title of a field of a form.
func (p *printer) fieldTitle(form, name string) string {
	if f := p.c.Schema(form).Field(name); f != nil {
		return f.Title[p.lang]
	}
	return name
}

// clockTitle returns the title of the field that the clock of s counts to, as the first act that leads there has it,
// and its name.
func (p *printer) clockTitle(proc *Procedure, s *State) string {
	name := s.Clock.Field
	for _, start := range proc.starts()[s.Name] {
		form := proc.Form
		if a := proc.Act(start); a != nil {
			form = a.Form
		}
		if f := p.c.Schema(form).Field(name); f != nil {
			return p.named(f.Title, name)
		}
	}
	return name
}
