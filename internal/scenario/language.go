package scenario

import (
	"fmt"
	"strconv"
	"strings"

	"parley/charter"
)

// ReadProcedures reads procedures in the short language of the scenarios and of the vectors: one thing a line, "word:"
// and what it is. The vectors' chapter describes it.
func ReadProcedures(c *charter.Charter, lines []string) error {
	var p *charter.Procedure
	for n, line := range lines {
		word, rest, ok := strings.Cut(strings.TrimSpace(line), ":")
		f := strings.Fields(rest)
		if !ok || len(f) == 0 || line[0] == '#' {
			continue
		}
		if word == "procedure" {
			c.Procedures = append(c.Procedures, charter.Procedure{Name: f[0], Form: "form", All: Has(f, "all"), Standing: Has(f, "standing"),
				Questions: After(f, "questions")})
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
		} else if r.Kind == charter.RoleField || r.Kind == charter.RoleJoint || r.Kind == charter.RoleListed {
			r.Field = f[2]
		}
		p.Roles = append(p.Roles, r)
	case "act":
		p.Acts = append(p.Acts, charter.Act{Name: f[0], Form: "form", Strict: Has(f, "strict"), Agrees: Has(f, "agrees"),
			ByRule: Has(f, "by-rule"), Stays: Has(f, "stays"), Keeps: Has(f, "keeps"), Certifies: After(f, "certifies"), Answers: After(f, "answers"), Finds: After(f, "finds")})
	case "state":
		s := charter.State{Name: f[0], End: Has(f, "end")}
		if i := Index(f, "awaits"); i >= 0 {
			s.Awaits = f[i+1:]
		}
		p.States = append(p.States, s)
	case "move": // state act role needs to
		s := p.State(f[0])
		s.Moves = append(s.Moves, charter.Move{Act: f[1], Role: f[2], Needs: f[3], To: f[4]})
	case "clock": // state field|minutes|constant value [silence] to
		k := &charter.Clock{Silence: Has(f, "silence"), To: f[len(f)-1]}
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
