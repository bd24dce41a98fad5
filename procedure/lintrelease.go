package procedure

import (
	"fmt"
	"slices"

	"parley/charter"
	"parley/wire"
)

// lintRelease warns of rows that nobody can meet, and of an emergency path that is none.
func lintRelease(c *charter.Charter) (out []Warning) {
	warn := func(line int, format string, args ...any) {
		out = append(out, Warning{Line: line, Sentence: fmt.Sprintf(format, args...)})
	}
	for i := range c.Release {
		a := &c.Release[i]
		if n := a.Draft + a.Review + a.Release; n > wire.MaxSignatures {
			warn(a.Line, "a message has %d signatures at most, and %d different officers are asked for here: nobody can release it", wire.MaxSignatures, n)
		}
		if a.Emergency > a.Draft+a.Review+a.Release {
			warn(a.Line, "the emergency path asks for more officers, %d, than the ordinary one, %d", a.Emergency, a.Draft+a.Review+a.Release)
		}
		if len(a.Forms) > 0 && !slices.ContainsFunc(a.Forms, func(name string) bool { return !c.Form(name).Automatic }) {
			warn(a.Line, "nodes sign these forms by themselves, and then nothing is asked of them")
		}
		for k := range c.Release {
			if b := &c.Release[k]; a.Emergency > 0 && b.Emergency == 0 && includes(b, a) {
				warn(a.Line, "nobody can use the emergency path of this row: the row in line %d speaks of the same messages and grants none", b.Line)
				break
			}
		}
	}
	return out
}

// includes reports whether every message of which a speaks is one of which b speaks.
func includes(b, a *charter.Release) bool {
	if b.From > a.From || len(b.Forms) > 0 && len(a.Forms) == 0 {
		return false
	}
	return len(b.Forms) == 0 || !slices.ContainsFunc(a.Forms, func(name string) bool { return !slices.Contains(b.Forms, name) })
}

// service warns of openings and acts in a form of service: one officer on watch binds the party by them.
func (l *linter) service(c *charter.Charter) {
	if c.IsService(l.p.Form) {
		l.warn(l.p.Line, "the opening has the form %q, which is of service: whoever has the watch opens it, and nothing else is asked of its release", l.p.Form)
	}
	listed := map[string]bool{}
	for i := range l.p.Acts {
		a := &l.p.Acts[i]
		listed[a.Name] = true
		if c.IsService(a.Form) {
			l.warn(a.Line, "the act %q has the form %q, which is of service: whoever has the watch does it, and nothing else is asked of its release", a.Name, a.Form)
		}
	}
	if left := slices.DeleteFunc(charter.Everywhere(), func(name string) bool { return listed[name] }); len(left) > 0 && c.IsService(wire.FormText) {
		l.warn(l.p.Line, "the acts %q have the form %q, which is of service: whoever has the watch does them, and nothing else is asked of their release", left, wire.FormText)
	}
}
