package procedure

import (
	"fmt"
	"strings"

	"parley"
	"parley/charter"
)

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
		out = append(out, "act: "+a.Name+flag(a.Strict, "strict")+flag(a.Agrees, "agrees")+flag(a.ByRule, "by-rule")+flag(a.Stays, "stays")+flag(a.Keeps, "keeps")+
			with("certifies", a.Certifies)+with("answers", a.Answers)+with("finds", a.Finds))
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
