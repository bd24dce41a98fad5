package console

import "parley/internal/node"

// A ConditionLine is how a condition stands, of this proceeding or of another that waits for this one.
type ConditionLine struct {
	Title  string
	Status string // unnamed, unheld, ahead, met or broken
	Since  Instant
	Other  string // the other proceeding; empty: none is named
	Called string // what the other is called
	State  string // of the proceeding that is waited for
	Unmet  []Cited
	Waits  bool // another proceeding waits for this one
}

// Open reports whether the condition is named and not met.
func (l ConditionLine) Open() bool { return l.Status == "ahead" || l.Status == "broken" }

// conditions are those of a proceeding, and those of others that name it.
func (t *tale) conditions() (out []ConditionLine) {
	for _, c := range t.Conditions {
		l := t.condition(c)
		if c.Proceeding != nil {
			l.Other, l.Called = *c.Proceeding, l.procedureTitle(t, c.Procedure)
		}
		out = append(out, l)
	}
	for _, c := range t.ConditionFor {
		l := t.condition(c)
		l.Waits, l.Other = true, c.Of
		for i := range t.held.text.Procedures {
			for _, n := range t.held.text.Procedures[i].Conditions {
				if n.Name == c.Name && n.Procedure == c.Procedure {
					l.Called = l.procedureTitle(t, t.held.text.Procedures[i].Name)
				}
			}
		}
		out = append(out, l)
	}
	return out
}

func (l ConditionLine) procedureTitle(t *tale, name string) string {
	if p := t.held.text.Procedure(name); p != nil {
		return t.held.titled(t.words.lang, p.Title)
	}
	return oneLine(name)
}

func (t *tale) condition(c node.ConditionView) ConditionLine {
	l := ConditionLine{Title: oneLine(c.Title), Status: c.Status, State: oneLine(c.State)}
	if c.Since != nil {
		l.Since = instant(*c.Since)
	}
	if p := t.held.text.Procedure(c.Procedure); p != nil && p.State(c.State) != nil {
		l.State = t.held.titled(t.words.lang, p.State(c.State).Title)
	}
	for i := range t.held.text.Procedures {
		for _, n := range t.held.text.Procedures[i].Conditions {
			if n.Name == c.Name && n.Procedure == c.Procedure {
				l.Title = t.held.titled(t.words.lang, n.Title)
			}
		}
	}
	for _, id := range c.Unmet {
		l.Unmet = append(l.Unmet, t.cited(id))
	}
	return l
}
