package procedure

import (
	"cmp"
	"strings"

	"parley"
	"parley/charter"
	"parley/internal/scenario"
	"parley/wire"
)

// adopt puts the procedures of a charter's text in the place of those of the scenarios.
func (s *tale) adopt(text []byte) {
	c, err := charter.Parse(text)
	if err != nil {
		s.fail("%v", err)
	}
	s.c.Constants, s.c.Schemas, s.c.Procedures = c.Constants, c.Schemas, c.Procedures
}

// formOf returns the form that an act has in the procedure of this proceeding.
func (s *tale) formOf(act string, opening bool) string {
	p := s.c.Procedure(s.bodies[0].Payload.Act)
	if p == nil {
		s.fail("there is no procedure %s", act)
	}
	if a := p.Act(act); a != nil {
		return a.Form
	} else if opening {
		return p.Form
	}
	return "text"
}

// listed reads whom the tables of an opening list: their names stand before the parties, as in "monitors east".
func (s *tale) listed(f []string) map[string][]parley.PartyID {
	tables := map[string][]parley.PartyID{}
	if p := s.c.Procedure(f[2]); p != nil {
		for _, r := range p.Roles {
			if list := scenario.After(f, r.Field); r.Field != "" && list != "" {
				tables[r.Field] = partyIDs(strings.Split(list, ","))
			}
		}
	}
	return tables
}

// when reads a time of a story.
func (s *tale) when(word string) parley.Millis {
	d, err := scenario.ReadTime(word)
	if err != nil {
		s.fail("%v", err)
	}
	return at(d)
}

// speak lets a party open a proceeding or act in it.
func (s *tale) speak(x *simNode, f []string) {
	if f[1] == "opens" && len(s.bodies) > 0 {
		s.beside()
		x = s.node(f[0])
	}
	if s.forker >= 0 && x.party == s.forker && scenario.After(f, "to") != "" {
		x = s.nodes[len(s.nodes)-1]
	}
	opening := f[1] == "opens"
	var seen []parley.Hash
	if !opening && x.j != nil {
		seen = x.j.sight()
	}
	if scenario.Has(f, "blind") {
		seen = nil
	}
	to := s.all()
	if id := scenario.After(f, "only"); id != "" {
		to = 1 << s.node(id).party
	}
	fields := simFields{to: parley.PartyID(scenario.After(f, "party"))}
	if t := scenario.After(f, "until"); t != "" {
		fields.until = s.when(t)
	}
	if list := scenario.After(f, "with"); list != "" {
		fields.joint = map[string][]parley.PartyID{"": partyIDs(strings.Split(list, ","))}
	} else {
		fields.joint = s.listed(f)
	}
	for _, w := range f {
		if q, status, ok := strings.Cut(w, "="); ok {
			fields.answers = append(fields.answers, Answer{q, status})
		} else if q, says, ok := strings.Cut(w, "/"); ok {
			fields.findings = append(fields.findings, Finding{q, says})
		} else if q, ok := strings.CutSuffix(w, "?"); ok {
			fields.ids = append(fields.ids, q)
		}
	}
	fields.on = s.named(f)
	i := x.make(f[2], opening, seen, to, !scenario.Has(f, "unmarked"))
	b := &s.bodies[i]
	b.Fields = fields
	b.Payload.Form = s.formOf(f[2], opening)
	if name := scenario.After(f, "text"); name != "" {
		b.Payload.Texts = []parley.Hash{parley.Sum([]byte(name))}
	}
	if name := scenario.After(f, "of"); name != "" {
		id := s.bodies[s.act[name]].ID
		b.Payload.Refers.Corrects = &id
	}
	x.bodies[len(x.bodies)-1] = b.Body
	b.hidden = scenario.Has(f, "hidden")
	s.act[f[2]] = i
	if name := scenario.After(f, "as"); name != "" {
		s.act[name] = i
	}
	s.keep(x, i, f)
	x.enter(wire.LeafSent, x.clock(), i)
	if opening {
		s.talks[cmp.Or(scenario.After(f, "as"), f[2])] = chapter{s.world, s.act}
		for _, y := range s.nodes {
			y.k = max(y.k, 1)
		}
	}
}
