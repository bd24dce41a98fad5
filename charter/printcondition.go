package charter

import (
	"fmt"
	"strings"
)

// conditions writes what some acts of a procedure wait for.
func (p *printer) conditions(proc *Procedure) {
	if len(proc.Conditions) == 0 {
		return
	}
	a := &p.agreed
	p.line("%s", a.conditions)
	for i := range proc.Conditions {
		n := &proc.Conditions[i]
		other, acts := p.c.Procedure(n.Procedure), quoted(n.Acts, func(s string) string { return p.actTitle(proc, s) })
		if other == nil {
			other = &Procedure{Title: map[string]string{p.lang: n.Procedure}}
		}
		states := quoted(n.States, func(s string) string { return p.stateTitle(other, s) })
		p.row(number(i), "%s: %s", p.named(n.Title, n.Name), fmt.Sprintf(a.condition, p.fieldTitle(proc.Form, n.Field), other.Title[p.lang], states, acts))
	}
	p.gap()
}

func quoted(names []string, title func(string) string) string {
	out := make([]string, len(names))
	for i, s := range names {
		out[i] = `"` + title(s) + `"`
	}
	return strings.Join(out, ", ")
}
