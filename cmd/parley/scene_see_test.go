package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"parley/internal/node"
	"parley/internal/scenario"
)

// A sight is what a party's verbs show of a proceeding.
type sight struct {
	s *scene
	node.ProceedingStory
}

// handedOn is how long a round of what all vouch for may take after the one before: half a minute, and half of that for the
// spread. More than two parties may need two.
const handedOn = 45 * time.Second

// expect compares what a party's verbs show with the clauses of the story.
func (s *scene) expect(party string, clauses [][]string) {
	s.t.Helper()
	s.chapter.seenBy = party
	v := s.look(party)
	wrong := v.differs(clauses)
	for range 2 {
		if wrong == "" || len(s.chapter.parties) == 2 || !v.behind(clauses) {
			break
		}
		pass(handedOn)
		v = s.look(party)
		wrong = v.differs(clauses)
	}
	if wrong != "" {
		s.fail("%s sees %s\n%s", party, wrong, s.parley("proceeding", "--dir", s.nodes[party].dir, s.chapter.opening))
	}
	s.sameEverywhere(party, v.ProceedingView)
	if s.paged {
		s.seesOnPages(party, clauses)
	}
}

// differs names a clause of which something else is seen, "" where there is none.
func (v sight) differs(clauses [][]string) string {
	for _, c := range clauses {
		if got, want := v.of(c), strings.Join(c[1:], " "); got != want {
			return c[0] + " " + got + ", want " + want
		}
	}
	return ""
}

// behind reports whether all that differs is the proof, which says "settled" for want of what others vouch for.
func (v sight) behind(clauses [][]string) bool {
	return !slices.ContainsFunc(clauses, func(c []string) bool {
		got := v.of(c)
		return got != strings.Join(c[1:], " ") && (c[0] != "proof" || got != "settled")
	})
}

func (s *scene) look(party string) sight {
	s.looks = party
	v := sight{s: s}
	s.read(&v.ProceedingStory, "proceeding", "--dir", s.nodes[party].dir, s.chapter.opening, "--json")
	return v
}

// read runs a verb and reads the JSON that it prints.
func (s *scene) read(v any, args ...string) {
	s.t.Helper()
	if err := json.Unmarshal([]byte(s.parley(args...)), v); err != nil {
		s.fail("parley %s: %v", strings.Join(args, " "), err)
	}
}

// sameEverywhere holds that the list of proceedings and the board say what the proceeding itself says.
func (s *scene) sameEverywhere(party string, want node.ProceedingView) {
	s.t.Helper()
	var list []node.ProceedingView
	s.read(&list, "proceedings", "--dir", s.nodes[party].dir, "--charter", s.chapter.id, "--json")
	is := func(p node.ProceedingView) bool { return p.ID == s.chapter.opening }
	i := slices.IndexFunc(list, is)
	if i < 0 || encoded(list[i]) != encoded(want) {
		s.fail("%s lists %+v, and shows %+v", party, list, want)
	}
	var b boardView
	s.read(&b, "board", "--dir", s.nodes[party].dir, "--json")
	ours := slices.Contains(want.Turn, party)
	if slices.ContainsFunc(b.OurMove, is) != ours || slices.ContainsFunc(b.TheirMove, is) != (!ours && len(want.Turn) > 0) {
		s.fail("the board of %s: %s", party, encoded(b))
	}
}

func encoded(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

// of says what a party sees of what a clause asks for.
func (v sight) of(c []string) string {
	yes := map[bool]string{true: "yes", false: "no"}
	switch c[0] {
	case "state":
		return v.State
	case "proved":
		return v.Ground.State
	case "confirmed":
		return v.Confirmed.State
	case "turn":
		return scenario.Listed(v.Turn)
	case "contested":
		return scenario.Listed(v.Contested)
	case "holding":
		return scenario.Listed(v.Holding)
	case "disputed":
		return scenario.Listed(v.Disputed)
	case "unserved":
		return scenario.Listed(v.NotServed)
	case "since":
		return v.time(&v.Since)
	case "until":
		return v.time(v.Until)
	case "lapse":
		return v.Lapse
	case "proof":
		return v.Proof
	case "final":
		return yes[v.Final]
	case "end":
		return yes[v.s.chapter.c.Procedure(v.Procedure).State(v.State).End]
	case "waits":
		return v.waits()
	case "missing":
		return v.missing()
	case "act":
		return c[1] + " " + v.standing(c[1])
	case "may":
		acts := v.Allowed[c[1]]
		return c[1] + " " + strings.Join(acts[:max(0, len(acts)-3)], " ")
	case "condition":
		return v.condition(c, v.Conditions)
	case "awaited":
		return v.condition(c, v.ConditionFor)
	case "compared":
		return v.compared(c)
	case "found":
		return v.found(c)
	case "question", "agreed":
		return v.detail(c)
	}
	return "?"
}

func (v sight) time(at *string) string {
	if at == nil {
		return "never"
	}
	t, err := time.Parse(time.RFC3339, *at)
	if err != nil {
		return err.Error()
	}
	return scenario.WriteTime(t.Sub(scenario.DayZero.Time()) - v.s.chapter.late)
}

func (v sight) waits() string {
	var out []string
	for _, w := range v.Waits {
		out = append(out, w.Party)
	}
	return scenario.Listed(out)
}

func (v sight) missing() string {
	var out []string
	for _, m := range v.Missing {
		for name, id := range v.s.chapter.acts {
			if id == m.Act {
				out = append(out, name)
			}
		}
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, " ")
}

func (v sight) standing(name string) string {
	for _, list := range [][]node.ActView{v.Entries, v.Aside} {
		for _, e := range list {
			if e.Act != nil && *e.Act == v.s.chapter.acts[name] {
				return e.Standing
			}
		}
	}
	return "unknown"
}

func (v sight) detail(c []string) string {
	for _, q := range v.Questions {
		if c[0] == "question" && q.ID == c[1] {
			return strings.TrimSpace(c[1] + " " + q.Status)
		}
	}
	for _, a := range v.Agreed {
		if c[0] == "agreed" && a.Text == v.s.chapter.texts[c[1]] {
			return c[1] + " by " + scenario.Listed(a.Parties)
		}
	}
	return "?"
}

// found are the last words on a question by one kind of act, and whether they are common.
func (v sight) found(c []string) string {
	for _, f := range v.Found {
		if f.Question != c[1] || f.Act != c[2] {
			continue
		}
		out := c[1:3:3]
		for _, w := range f.Words {
			if !w.Earlier {
				out = append(out, w.Party+"="+w.Says)
			}
		}
		if f.Common {
			out = append(out, "common")
		}
		return strings.Join(out, " ")
	}
	return c[1] + " " + c[2] + " nothing"
}

// condition says how a condition stands, since when, and what was done while it was not met.
func (v sight) condition(c []string, list []node.ConditionView) string {
	for _, n := range list {
		if n.Name != c[1] {
			continue
		}
		out := []string{n.Name, n.Status}
		if n.Since != nil {
			out = append(out, v.time(n.Since))
		}
		for _, name := range slices.Sorted(maps.Keys(v.s.chapter.acts)) {
			if slices.Contains(n.Unmet, v.s.chapter.acts[name]) && name != "item" {
				out = append(out, "without", name)
			}
		}
		return strings.Join(out, " ")
	}
	return "?"
}
