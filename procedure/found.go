package procedure

import (
	"slices"

	"parley"
	"parley/charter"
)

// What several find on one question stands side by side: nobody's word takes away another's, and what a party said before
// it said something else is still shown.

// found names a question and an act that finds on it.
type found struct{ question, act int }

// find enters what an act finds. A row that says of a question what its act has said of it already says nothing.
func (s *sayings) find(k *charter.Act, a *act) {
	if k.Finds == "" || a.body.Fields == nil {
		return
	}
	for _, row := range a.body.Fields.Findings(k.Finds) {
		if i, ok := s.number[row.Question]; ok {
			s.enterFinding(found{i, a.rank}, Word{Party: s.ids[a.author], Says: row.Says, Act: a.id})
		}
	}
}

func (s *sayings) enterFinding(at found, w Word) {
	f := s.found[at]
	if f == nil {
		f = &Found{Question: s.questions[at.question], Act: s.proc.Acts[at.act].Name}
		if s.found == nil {
			s.found = map[found]*Found{}
		}
		s.found[at] = f
	}
	for i := range f.Words {
		if o := &f.Words[i]; o.Party == w.Party {
			if o.Act == w.Act {
				return // of two rows of one act the first counts
			}
			o.Earlier = true
		}
	}
	f.Words = append(f.Words, w)
}

// sideBySide puts the findings into the result, by question and then in the order of the acts.
func (s *sayings) sideBySide() {
	for i := range s.questions {
		for k := range s.proc.Acts {
			if f := s.found[found{i, k}]; f != nil {
				f.Common = s.common(f)
				s.r.Found = append(s.r.Found, *f)
			}
		}
	}
}

// common reports whether all who may do the act, two at least, find the same.
func (s *sayings) common(f *Found) bool {
	var may parties
	for _, st := range s.proc.States {
		for _, m := range st.Moves {
			if m.Act == f.Act {
				may |= s.roles[m.Role]
			}
		}
	}
	last := map[parley.PartyID]string{}
	for _, w := range f.Words {
		last[w.Party] = w.Says
	}
	all := s.names(may)
	return len(all) > 1 && !slices.ContainsFunc(all, func(id parley.PartyID) bool {
		says, spoke := last[id]
		return !spoke || says != last[all[0]]
	})
}
