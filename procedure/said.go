package procedure

import (
	"slices"

	"parley"
	"parley/charter"
)

// sayings gathers what the acts in effect say beside moving the proceeding.
type sayings struct {
	*judge
	r         *Result
	entry     map[parley.Hash]int // of a message; made for the first that corrects
	original  map[parley.Hash]int // of a message that corrects: its chain in Result.Texts
	agreed    map[parley.Hash]int // of a text: its place in Result.Agreed
	number    map[string]int      // of a question: its place in answers
	questions []string
	answers   [][]Question
	found     map[found]*Found
}

// said enters answers, corrections and agreement to texts.
func (j *judge) said(r *Result) {
	s := &sayings{judge: j, r: r, original: map[parley.Hash]int{}, agreed: map[parley.Hash]int{}}
	s.ask()
	for i := range r.Entries {
		if e := &r.Entries[i]; !e.Lapse && e.Standing == InEffect && i > 0 {
			if y := j.steps[i].instead; y > 0 {
				s.unsay(&j.acts[y-1])
			}
			s.hear(&j.acts[j.steps[i].act])
		}
	}
	for i, said := range s.answers {
		q := verdict(said)
		q.ID = s.questions[i]
		r.Questions = append(r.Questions, q)
	}
	s.sideBySide()
}

// ask reads the questions of the opening.
func (s *sayings) ask() {
	if s.proc.Questions == "" || s.plan.opening.Fields == nil {
		return
	}
	s.number = map[string]int{}
	for _, id := range s.plan.opening.Fields.Questions(s.proc.Questions) {
		if _, again := s.number[id]; !again {
			s.number[id] = len(s.questions)
			s.questions = append(s.questions, id)
		}
	}
	s.answers = make([][]Question, len(s.questions))
}

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
	s.find(&s.proc.Acts[k], a)
}

// supersede enters a correction: it stands behind the last message of the chain that it corrects.
func (s *sayings) supersede(a *act) {
	target := *a.body.Payload.Refers.Corrects
	if s.entry == nil {
		s.enterAll()
	}
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

func (s *sayings) enterAll() {
	s.entry = make(map[parley.Hash]int, len(s.r.Entries))
	for i := range s.r.Entries {
		if e := &s.r.Entries[i]; !e.Lapse {
			s.entry[e.Act] = i
		}
	}
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

// unsay takes back that an author agrees to the texts of an act in whose stead it agrees to others.
func (s *sayings) unsay(a *act) {
	by := s.ids[a.author]
	for _, text := range a.body.Payload.Texts {
		if i, ok := s.agreed[text]; ok {
			g := &s.r.Agreed[i]
			g.Parties = slices.DeleteFunc(g.Parties, func(id parley.PartyID) bool { return id == by })
			g.All = false
		}
	}
}

// answer enters what an act says to the questions. A party's later word replaces its earlier one.
func (s *sayings) answer(k *charter.Act, a *act) {
	if k.Answers == "" || a.body.Fields == nil {
		return
	}
	by := s.ids[a.author]
	for _, row := range a.body.Fields.Answers(k.Answers) {
		i, ok := s.number[row.Question]
		if !ok {
			continue
		}
		s.answers[i] = append(slices.DeleteFunc(s.answers[i], func(q Question) bool { return q.By == by }),
			Question{Status: row.Status, By: by, Act: a.id})
	}
}

// verdict returns how a question stands by what each party said last, in the order of the acts.
func verdict(said []Question) Question {
	if len(said) == 0 {
		return Question{}
	}
	for _, s := range said {
		if s.Status == charter.StatusContested {
			return s
		}
	}
	return said[len(said)-1]
}
