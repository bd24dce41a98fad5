package procedure

import (
	"fmt"
	"slices"

	"parley/charter"
)

// A Warning is something in a procedure, or in what is asked of the release of messages, that its authors may not have
// meant. It forbids nothing.
type Warning struct {
	Procedure string // empty: of the release
	State     string // empty: not of one state
	Line      int    // in the charter's text; 0 in a charter made otherwise
	Sentence  string
}

// Lint looks at the procedures of c, which is a charter that package charter accepts, and at what it asks of the release of
// messages.
func Lint(c *charter.Charter) []Warning {
	l := linter{out: lintRelease(c)}
	for i := range c.Procedures {
		l.p = &c.Procedures[i]
		l.service(c)
		for k := range l.p.Acts {
			l.act(&l.p.Acts[k])
		}
		for k := range l.p.States {
			l.s = &l.p.States[k]
			l.order()
			l.silence()
			l.holders()
		}
		l.s = nil
	}
	return l.out
}

type linter struct {
	p   *charter.Procedure
	s   *charter.State
	out []Warning
}

func (l *linter) warn(line int, format string, args ...any) {
	w := Warning{Procedure: l.p.Name, Line: line, Sentence: fmt.Sprintf(format, args...)}
	if l.s != nil {
		w.State = l.s.Name
	}
	l.out = append(l.out, w)
}

// makes reports whether an act brings something about rather than breaks it off: it agrees to a text, or is called so.
func makes(a *charter.Act) bool {
	return a.Agrees || slices.Contains([]string{"accept", "adopt", "agree", "approve", "confirm", "consent", "ratify"}, a.Name)
}

// act warns of an act that binds and may be signed without sight of what stands before it.
func (l *linter) act(a *charter.Act) {
	if makes(a) && !a.Strict && !a.ByRule {
		l.warn(a.Line, "the act %q agrees to something and is not strict: it has effect even where its officer had not seen what stands before it", a.Name)
	}
}

// order warns of two acts of different parties in one state, whose order matters, where the one that makes stands before
// the one that breaks: if they cross, the one who accepts wins over the one who objects. An act after which the same may
// be agreed to again breaks nothing off but puts the matter anew; it stands behind, or an agreement that crosses it is lost.
func (l *linter) order() {
	for _, m := range l.s.Moves {
		for _, b := range l.s.Moves {
			ma, ba := l.p.Act(m.Act), l.p.Act(b.Act)
			if ma == nil || ba == nil || !makes(ma) || makes(ba) || ba.ByRule || l.onlyOne(m.Role, b.Role) {
				continue
			}
			anew, before := l.anew(&m, &b), l.p.ActIndex(m.Act) < l.p.ActIndex(b.Act)
			switch {
			case before && !anew && m.To != b.To:
				l.warn(m.Line, "different parties may do %q and %q here, and where they cross %q wins because it stands first in the list; put the acts that break off before those that bring about",
					m.Act, b.Act, m.Act)
			case !before && anew && ma.Agrees:
				l.warn(m.Line, "different parties may do %q and %q here, and where they cross %q has no effect, because its officer had not seen %q; put %[2]q behind it", m.Act, b.Act, m.Act, b.Act)
			}
		}
	}
}

// anew reports whether, after b, m may be done again: b then puts the matter anew. An act that stays begins nothing, nor
// does one that certifies service and stays in its state.
func (l *linter) anew(m, b *charter.Move) bool {
	to := l.p.State(b.To)
	if act := l.p.Act(b.Act); to == nil || act.Stays || b.To == l.s.Name && act.Certifies != "" {
		return false
	}
	return slices.ContainsFunc(to.Moves, func(x charter.Move) bool { return x.Act == m.Act })
}

// onlyOne reports whether the roles a and b are held by one and the same party alone.
func (l *linter) onlyOne(a, b string) bool {
	ra := l.p.Role(a)
	if a != b || ra == nil {
		return false
	}
	return ra.Kind == charter.RoleOpener || ra.Kind == charter.RoleField || ra.Kind == charter.RoleNamed && len(ra.Parties) == 1
}

// silence warns where a counted silence leaves no way on when a party never shows its record, or was not served.
func (l *linter) silence() {
	k := l.s.Clock
	if k == nil || !k.Silence {
		return
	}
	after := l.p.State(k.To)
	if !l.hasRule(l.s) {
		l.warn(k.Line, "silence counts here, and one party that never shows its record or was not served holds it up for ever; give somebody an act by rule that closes it")
	} else if after != nil && !l.hasRule(after) {
		l.warn(k.Line, "the lapse leads to %q, where no act by rule can follow; an act dated after the deadline stands behind the lapse, so a party that never shows its record holds it up for ever", k.To)
	}
	if !slices.ContainsFunc(l.s.Moves, func(m charter.Move) bool { a := l.p.Act(m.Act); return a != nil && a.Certifies != "" }) {
		l.warn(k.Line, "silence counts here, and no act certifies that a party was served by another channel; a party that is cut off cannot be silent")
	}
	if slices.ContainsFunc(l.s.Moves, func(m charter.Move) bool { return m.To == k.To && m.Needs != charter.NeedsAll }) {
		l.warn(k.Line, "an act leads to the state that silence leads to; a reader cannot tell there which it was")
	}
}

func (l *linter) hasRule(s *charter.State) bool {
	return slices.ContainsFunc(s.Moves, func(m charter.Move) bool { a := l.p.Act(m.Act); return a != nil && a.ByRule })
}

// holders warns of a state that only a role can leave which nobody may hold.
func (l *linter) holders() {
	if l.s.Clock != nil || len(l.s.Moves) == 0 {
		return
	}
	for _, m := range l.s.Moves {
		if r := l.p.Role(m.Role); r == nil || r.Kind != charter.RoleNamed || l.p.All {
			return
		}
	}
	l.warn(l.s.Line, "only parties that the charter names can act here, and an opening may leave all of them out")
}
