package procedure

import (
	"slices"
	"strings"

	"parley"
	"parley/internal/scenario"
)

var standingWords = map[Standing]string{InEffect: "in effect", Crossed: "crossed", Unsighted: "unsighted", Late: "late",
	Waiting: "waiting", Incomplete: "incomplete", Void: "void", CutOff: "cut off"}

var lapseWords = map[LapseStatus]string{LapseNone: "none", LapseUnknown: "unknown", LapseRunning: "running", LapseElapsed: "elapsed",
	LapseNotServed: "not served", LapseFinal: "final"}

var proofWords = map[Proof]string{ProofNone: "none", ProofByRule: "by rule", ProofSettled: "settled", ProofConfirmed: "confirmed",
	ProofDisputed: "disputed"}

// expect compares what a party sees with the clauses of a story.
func (s *tale) expect(x *simNode, clauses [][]string) {
	in := x.input()
	r, err := Fold(in)
	if err != nil {
		s.fail("%v", err)
	}
	for _, f := range clauses {
		got := s.look(r, f)
		if f[0] == "condition" || f[0] == "awaited" {
			got = s.condition(f, x.party)
		}
		if got != strings.Join(f[1:], " ") {
			s.fail("%s sees %s %s, want %s", s.ids[x.party], f[0], got, strings.Join(f[1:], " "))
		}
	}
}

// look says how r stands to what a clause asks for.
func (s *tale) look(r *Result, f []string) string {
	switch f[0] {
	case "state":
		return r.State
	case "proved":
		return r.Ground.State
	case "confirmed":
		return r.Vouched.State
	case "turn":
		return list(r.Turn)
	case "contested":
		return list(r.Contested)
	case "holding":
		return list(r.Holding)
	case "since":
		return tell(r.Since)
	case "until":
		return tell(r.Until)
	case "lapse":
		return lapseWords[r.Lapse]
	case "unserved":
		return list(r.NotServed)
	case "proof":
		return proofWords[r.Proof]
	case "final":
		return yes(r.Final)
	case "end":
		return yes(r.End)
	case "disputed":
		return list(r.Disputed)
	case "waits":
		var ids []parley.PartyID
		for _, w := range r.Waits {
			ids = append(ids, w.Party)
		}
		return list(ids)
	case "missing":
		return s.missing(r)
	case "may":
		for _, p := range r.Allowed {
			if string(p.Party) == f[1] {
				return f[1] + " " + strings.Join(p.Acts[:len(p.Acts)-3], " ")
			}
		}
	case "question":
		for _, q := range r.Questions {
			if q.ID == f[1] {
				return strings.TrimSpace(f[1] + " " + q.Status)
			}
		}
	case "compared":
		return s.compared(f)
	case "found":
		for _, g := range r.Found {
			if g.Question == f[1] && g.Act == f[2] {
				return foundWords(g)
			}
		}
		return f[1] + " " + f[2] + " nothing"
	case "agreed":
		for _, g := range r.Agreed {
			if g.Text == parley.Sum([]byte(f[1])) {
				return f[1] + " by " + list(g.Parties)
			}
		}
	case "text":
		for _, t := range r.Texts {
			if t.Original == s.bodies[s.act[f[1]]].ID && t.Chain[len(t.Chain)-1] == s.bodies[s.act[f[len(f)-1]]].ID {
				return strings.Join(f[1:], " ")
			}
		}
	case "act":
		return f[1] + " " + s.standing(r, f[1])
	}
	return "?"
}

// foundWords are the last words on a question, and whether they are common.
func foundWords(g Found) string {
	out := []string{g.Question, g.Act}
	for _, w := range g.Words {
		if !w.Earlier {
			out = append(out, string(w.Party)+"="+w.Says)
		}
	}
	if g.Common {
		out = append(out, "common")
	}
	return strings.Join(out, " ")
}

func (s *tale) standing(r *Result, name string) string {
	id := s.bodies[s.act[name]].ID
	for _, list := range [][]Entry{r.Entries, r.Aside} {
		if i := slices.IndexFunc(list, func(e Entry) bool { return e.Act == id }); i >= 0 {
			return standingWords[list[i].Standing]
		}
	}
	return "unknown"
}

func (s *tale) missing(r *Result) string {
	var out []string
	for _, m := range r.Missing {
		for name, i := range s.act {
			if s.bodies[i].ID == m.Act && s.bodies[i].Payload.Act == name {
				out = append(out, name)
			}
		}
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, " ")
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func list(ids []parley.PartyID) string { return scenario.Listed(ids) }
