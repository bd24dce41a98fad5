package procedure

import (
	"math/rand/v2"
	"slices"
	"strings"

	"parley"
	"parley/internal/scenario"
)

// beside begins another proceeding of the same parties under the same charter, at the time that it is.
func (s *tale) beside() {
	now, down := s.now, s.down
	s.open(s.cast)
	s.world.now, s.world.down = now, down
	s.rng = rand.New(rand.NewPCG(1, uint64(len(s.talks)+2)))
}

// turnTo goes on with the proceeding that was opened under a name.
func (s *tale) turnTo(name string) {
	w, ok := s.talks[name]
	if !ok {
		s.fail("no proceeding %s", name)
	}
	now, down := s.now, s.down
	s.world, s.act = w.world, w.act
	s.world.down = down
	s.until(now)
}

// named are the proceedings that fields of an opening name, as in "undertaking step".
func (s *tale) named(f []string) map[string]parley.Hash {
	ids := map[string]parley.Hash{}
	if p := s.c.Procedure(f[2]); p != nil && f[1] == "opens" {
		for _, n := range p.Conditions {
			if w, ok := s.talks[scenario.After(f, n.Field)]; ok {
				ids[n.Field] = w.bodies[0].ID
			}
		}
	}
	return ids
}

// folded is what a party makes of a proceeding at the time that it is in the one that is played.
func (s *tale) folded(w chapter, party int) *Result {
	in := w.nodes[party].input()
	in.Now = max(in.Now, s.now)
	r, err := Fold(in)
	if err != nil {
		s.fail("%v", err)
	}
	return r
}

// conditions are those of one proceeding, as a party sees them.
func (s *tale) conditions(w chapter, party int) []Condition {
	return Conditions(s.folded(w, party), w.bodies[0].Body, func(id parley.Hash) *Result {
		for _, q := range s.talks {
			if q.bodies[0].ID == id {
				return s.folded(q, party)
			}
		}
		return nil
	})
}

// condition says how one stands: "condition NAME" of this proceeding, "awaited NAME" of one that names this one.
func (s *tale) condition(f []string, party int) string {
	own := chapter{s.world, s.act}
	for _, w := range s.talks {
		for _, n := range s.conditions(w, party) {
			mine := f[0] == "condition" && w.world == own.world || f[0] == "awaited" && w.world != own.world && n.Proceeding == s.bodies[0].ID
			if !mine || n.Rule.Name != f[1] {
				continue
			}
			out := []string{f[1], metWords[n.Status]}
			if n.Status >= ConditionAhead {
				out = append(out, tell(n.Since))
			}
			for _, name := range sortedNames(w.act) {
				if slices.Contains(n.Unmet, w.bodies[w.act[name]].ID) && w.bodies[w.act[name]].Payload.Act != name {
					out = append(out, "without", name)
				}
			}
			return strings.Join(out, " ")
		}
	}
	return "?"
}

func sortedNames(m map[string]int32) (names []string) {
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}
