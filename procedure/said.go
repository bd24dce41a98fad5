package procedure

import (
	"slices"

	"parley"
	"parley/charter"
)

// sayings gathers what the acts in effect say beside moving the proceeding.
type sayings struct {
	*judge
	r        *Result
	entry    map[parley.Hash]int // of a message
	original map[parley.Hash]int // of a message that corrects: its chain in Result.Texts
	agreed   map[parley.Hash]int // of a text: its place in Result.Agreed
	answers  [][]spoken
}

// said enters answers, corrections and agreement to texts.
func (j *judge) said(r *Result) {
	s := &sayings{judge: j, r: r, entry: map[parley.Hash]int{}, original: map[parley.Hash]int{}, agreed: map[parley.Hash]int{}}
	if j.proc.Questions != "" && j.plan.opening.Fields != nil {
		s.answers = make([][]spoken, min(j.plan.opening.Fields.Questions(j.proc.Questions), maxQuestions))
	}
	for i := range r.Entries {
		if e := &r.Entries[i]; !e.Lapse {
			s.entry[e.Act] = i
			if e.Standing == InEffect && i > 0 {
				s.hear(&j.acts[j.steps[i].act])
			}
		}
	}
	for _, q := range s.answers {
		r.Questions = append(r.Questions, verdict(q))
	}
}

// maxQuestions is the largest number of questions that one opening can hold within a payload.
const maxQuestions = 1 << 14

func (s *sayings) hear(a *act) {
	name := a.body.Payload.Act
	if name == charter.ActCorrect {
		s.supersede(a)
		return
	}
	k := s.proc.ActIndex(name)
	if k < 0 {
		return
	}
	if s.proc.Acts[k].Agrees {
		s.agree(a)
	}
	s.answer(&s.proc.Acts[k], a)
}

// supersede enters a correction: it stands behind the last message of the chain that it corrects.
func (s *sayings) supersede(a *act) {
	target := *a.body.Payload.Refers.Corrects
	if i, ok := s.entry[target]; ok {
		s.r.Entries[i].CorrectedBy = append(s.r.Entries[i].CorrectedBy, a.id)
	}
	i, ok := s.original[target]
	if !ok {
		i = len(s.r.Texts)
		s.r.Texts = append(s.r.Texts, Text{Original: target})
		s.original[target] = i
	}
	s.original[a.id] = i
	s.r.Texts[i].Chain = append(s.r.Texts[i].Chain, a.id)
}

// agree enters the texts that an act agrees to.
func (s *sayings) agree(a *act) {
	by := s.ids[a.author]
	for _, text := range a.body.Payload.Texts {
		i, ok := s.agreed[text]
		if !ok {
			i = len(s.r.Agreed)
			s.r.Agreed = append(s.r.Agreed, Agreed{Text: text})
			s.agreed[text] = i
		}
		g := &s.r.Agreed[i]
		if !slices.Contains(g.Parties, by) {
			g.Parties = append(g.Parties, by)
			g.All = len(g.Parties) == len(s.ids)
		}
	}
}

// spoken is what one party said last to one question.
type spoken struct {
	Question
	by parley.PartyID
}

// answer enters what an act says to the questions. A party's later word replaces its earlier one.
func (s *sayings) answer(k *charter.Act, a *act) {
	if k.Answers == "" || a.body.Fields == nil {
		return
	}
	by := s.ids[a.author]
	for _, row := range a.body.Fields.Answers(k.Answers) {
		if row.Question < 1 || row.Question > len(s.answers) {
			continue
		}
		q := &s.answers[row.Question-1]
		*q = slices.DeleteFunc(*q, func(o spoken) bool { return o.by == by })
		*q = append(*q, spoken{Question{row.Status, by, a.id}, by})
	}
}

// verdict returns how a question stands by what each party said last, in the order of the acts.
func verdict(said []spoken) Question {
	if len(said) == 0 {
		return Question{}
	}
	for _, s := range said {
		if s.Status == Contested {
			return s.Question
		}
	}
	return said[len(said)-1].Question
}
