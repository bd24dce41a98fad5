package node

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"

	"parley"
	"parley/charter"
)

// caseProcedures is how many random procedures a charter of the cases has: half of them with clocks, half without.
const caseProcedures = 40

// caseForm is the form of their openings and acts: an instant from which a clock may take its deadline.
const caseForm = "term"

var caseParties = []parley.PartyID{"east", "isles", "north", "south", "upland", "vale", "west"}

// caseWorlds are worlds of so many parties in which nothing has happened yet, to be copied.
func caseWorlds(t *testing.T) map[int]*world {
	out := map[int]*world{}
	synctest.Test(t, func(t *testing.T) {
		for _, parties := range []int{2, 3, 4, 5, 7} {
			out[parties] = newWorldUnder(t, 1, true, withCases(parties), caseParties[:parties]...)
		}
	})
	return out
}

// withCases gives a charter random procedures.
func withCases(parties int) func(c *charter.Charter) {
	return func(c *charter.Charter) {
		rnd := rand.New(rand.NewPCG(uint64(parties), 6))
		c.Language, c.LineTestMinutes = charter.Language, 60
		c.Forms = append(c.Forms, charter.Form{Name: caseForm, Title: caseTitle("Term")})
		c.Schemas = []charter.Schema{{Form: caseForm, Fields: []charter.Field{{Name: "until", Title: caseTitle("Until"), Kind: charter.KindTime, Required: true}}}}
		var all []charter.Procedure
		for i := range caseProcedures {
			for {
				p := drawCaseProcedure(rnd, i, c.Parties)
				c.Procedures = []charter.Procedure{p}
				if _, err := charter.Parse(c.Encode()); err == nil {
					all = append(all, p)
					break
				}
			}
		}
		c.Procedures = all
	}
}

func caseTitle(s string) map[string]string { return map[string]string{"en": s} }

// drawCaseProcedure draws one: two to five states with cycles, acts that need one or all, clocks of both kinds. A lapse
// leads to a later state, so that all comes to rest. It may break the rules of charters.
func drawCaseProcedure(rnd *rand.Rand, number int, parties []charter.Party) charter.Procedure {
	roles := []charter.Role{{Name: "all", Kind: charter.RoleAll}, {Name: "others", Kind: charter.RoleOthers},
		{Name: "opener", Kind: charter.RoleOpener}, {Name: "some", Kind: charter.RoleNamed}}
	for _, p := range parties {
		if rnd.IntN(2) == 0 {
			roles[3].Parties = append(roles[3].Parties, string(p.ID))
		}
	}
	p := charter.Procedure{Name: fmt.Sprintf("p%02d", number), Title: caseTitle(fmt.Sprint("Procedure ", number)), Form: caseForm}
	for _, name := range []string{"a", "b", "c", "d"}[:2+rnd.IntN(3)] {
		p.Acts = append(p.Acts, charter.Act{Name: name, Title: caseTitle("Act " + name), Form: caseForm, Strict: rnd.IntN(4) == 0})
	}
	names := []string{"s0", "s1", "s2", "s3", "s4"}[:2+rnd.IntN(4)]
	p.Standing = rnd.IntN(2) == 0
	for i, name := range names {
		s := charter.State{Name: name, Title: caseTitle("State " + name)}
		if s.End = !p.Standing && i == len(names)-1; !s.End {
			drawCaseState(rnd, &s, i, names, roles, p.Acts, number%2 == 0 && i < len(names)-1)
		}
		p.States = append(p.States, s)
	}
	for _, r := range roles {
		used := func(s charter.State) bool {
			return slices.ContainsFunc(s.Moves, func(m charter.Move) bool { return m.Role == r.Name })
		}
		if r.Title = caseTitle("Role " + r.Name); slices.ContainsFunc(p.States, used) {
			p.Roles = append(p.Roles, r)
		}
	}
	return p
}

func drawCaseState(rnd *rand.Rand, s *charter.State, at int, names []string, roles []charter.Role, acts []charter.Act, clocked bool) {
	for range 1 + rnd.IntN(3) {
		needs := charter.NeedsAny
		if rnd.IntN(4) == 0 {
			needs = charter.NeedsAll
		}
		role := roles[rnd.IntN(len(roles))].Name
		if role == "opener" {
			needs = charter.NeedsOne
		}
		s.Moves = append(s.Moves, charter.Move{Act: acts[rnd.IntN(len(acts))].Name, Role: role, Needs: needs, To: names[rnd.IntN(len(names))]})
	}
	if clocked && rnd.IntN(3) > 0 {
		s.Clock = &charter.Clock{Silence: rnd.IntN(2) == 0, To: names[at+1+rnd.IntN(len(names)-at-1)]}
		if rnd.IntN(2) == 0 {
			s.Clock.Field = "until"
		} else {
			s.Clock.Minutes = 2 + rnd.IntN(9)
		}
	}
}

// A caseShape says what a case is made of.
type caseShape struct {
	number   int
	parties  int // of the charter
	outside  int // so many of them take no part
	clocked  bool
	crowded  bool // many act at once, over lines that are often cut
	reliable bool
	lie      string
	steps    int
}

// The ways in which one party of a case cheats.
const (
	caseForks     = "forks"
	caseNoBody    = "withholds bodies"
	caseNoLog     = "withholds its record"
	caseBackdates = "backdates"
	casePostdates = "postdates"
	caseUnmarked  = "leaves acts unmarked"
	caseSubset    = "acts to some only"
	caseGrinds    = "grinds"
	caseCuts      = "cuts its own lines"
)

var caseLies = []string{caseForks, caseNoBody, caseUnmarked, caseForks, caseBackdates, caseNoLog, caseForks, casePostdates, caseSubset, caseForks, caseGrinds, caseCuts}

// drawCaseShape draws it, from the case's number: a tenth has a cheat, and one in forty seven parties.
func drawCaseShape(rnd *rand.Rand, number int) caseShape {
	s := caseShape{number: number, parties: 2 + rnd.IntN(4), steps: 14 + rnd.IntN(10), clocked: rnd.IntN(100) < 50, crowded: rnd.IntN(100) < 62, reliable: rnd.IntN(2) == 0}
	if number%40 == 39 {
		s.parties, s.steps = 7, 12
	}
	if s.parties > 2 && rnd.IntN(5) == 0 {
		s.outside = 1
	}
	if number%10 == 7 {
		s.lie = caseLies[number/10%len(caseLies)]
	}
	switch s.lie {
	case caseForks:
		s.parties = max(s.parties, 3)
	case caseSubset: // of two there is nobody to leave out
		s.parties, s.outside = max(s.parties, 3), 0
	case caseNoBody, caseNoLog:
		s.reliable = false // what is lost may be withheld
	}
	return s
}
