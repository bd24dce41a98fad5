package procedure

import (
	"fmt"
	"strconv"
	"strings"

	"parley"
	"parley/charter"
)

// readProcedures reads procedures in the short language of the scenarios and of the vectors: one thing a line, "word:"
// and what it is. The vectors' chapter describes it.
func readProcedures(c *charter.Charter, lines []string) error {
	var p *charter.Procedure
	for n, line := range lines {
		word, rest, ok := strings.Cut(strings.TrimSpace(line), ":")
		f := strings.Fields(rest)
		if !ok || len(f) == 0 || line[0] == '#' {
			continue
		}
		if word == "procedure" {
			c.Procedures = append(c.Procedures, charter.Procedure{Name: f[0], Form: "form", All: has(f, "all"), Standing: has(f, "standing"),
				Questions: after(f, "questions")})
			p = &c.Procedures[len(c.Procedures)-1]
			continue
		}
		if p == nil || !readPart(p, word, f) {
			return fmt.Errorf("line %d: %q", n+1, line)
		}
	}
	return nil
}

func readPart(p *charter.Procedure, word string, f []string) bool {
	switch word {
	case "role":
		r := charter.Role{Name: f[0], Kind: f[1]}
		if r.Kind == charter.RoleNamed {
			r.Parties = f[2:]
		} else if r.Kind == charter.RoleField {
			r.Field = f[2]
		}
		p.Roles = append(p.Roles, r)
	case "act":
		p.Acts = append(p.Acts, charter.Act{Name: f[0], Form: "form", Strict: has(f, "strict"), Agrees: has(f, "agrees"),
			ByRule: has(f, "by-rule"), Certifies: after(f, "certifies"), Answers: after(f, "answers")})
	case "state":
		s := charter.State{Name: f[0], End: has(f, "end")}
		if i := at(f, "awaits"); i >= 0 {
			s.Awaits = f[i+1:]
		}
		p.States = append(p.States, s)
	case "move": // state act role needs to
		s := p.State(f[0])
		s.Moves = append(s.Moves, charter.Move{Act: f[1], Role: f[2], Needs: f[3], To: f[4]})
	case "clock": // state field|minutes|constant value [silence] to
		k := &charter.Clock{Silence: has(f, "silence"), To: f[len(f)-1]}
		switch f[1] {
		case "field":
			k.Field = f[2]
		case "minutes":
			k.Minutes, _ = strconv.Atoi(f[2])
		}
		p.State(f[0]).Clock = k
	default:
		return false
	}
	return true
}

func at(f []string, word string) int {
	for i, x := range f {
		if x == word {
			return i
		}
	}
	return -1
}

func has(f []string, word string) bool { return at(f, word) > 0 }

func after(f []string, word string) string {
	if i := at(f, word); i > 0 && i+1 < len(f) {
		return f[i+1]
	}
	return ""
}

// writeProcedure is the other way round.
func writeProcedure(p *charter.Procedure) []string {
	flag := func(on bool, word string) string {
		if on {
			return " " + word
		}
		return ""
	}
	with := func(word, value string) string { return flag(value != "", word+" "+value) }
	out := []string{"procedure: " + p.Name + flag(p.All, "all") + flag(p.Standing, "standing") + with("questions", p.Questions)}
	for _, r := range p.Roles {
		out = append(out, strings.TrimSpace("role: "+r.Name+" "+r.Kind+" "+strings.Join(r.Parties, " ")+r.Field))
	}
	for _, a := range p.Acts {
		out = append(out, "act: "+a.Name+flag(a.Strict, "strict")+flag(a.Agrees, "agrees")+flag(a.ByRule, "by-rule")+
			with("certifies", a.Certifies)+with("answers", a.Answers))
	}
	for _, s := range p.States {
		out = append(out, "state: "+s.Name+flag(s.End, "end")+with("awaits", strings.Join(s.Awaits, " ")))
	}
	for _, s := range p.States {
		for _, m := range s.Moves {
			out = append(out, fmt.Sprintf("move: %s %s %s %s %s", s.Name, m.Act, m.Role, m.Needs, m.To))
		}
		if k := s.Clock; k != nil && k.Field != "" {
			out = append(out, fmt.Sprintf("clock: %s field %s%s to %s", s.Name, k.Field, flag(k.Silence, "silence"), k.To))
		} else if k != nil {
			out = append(out, fmt.Sprintf("clock: %s minutes %d%s to %s", s.Name, k.Minutes, flag(k.Silence, "silence"), k.To))
		}
	}
	return out
}

// partyIDs returns words as party ids.
func partyIDs(words []string) (out []parley.PartyID) {
	for _, w := range words {
		out = append(out, parley.PartyID(w))
	}
	return out
}
