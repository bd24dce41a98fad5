package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/scenario"
)

// A scenePage is the page of a proceeding, as an English reader sees it at one of its parties.
type scenePage struct {
	s     *scene
	party string
	proc  *charter.Procedure
	state string // that the story says

	whole, standing, matter, story, conditions, beside, board string
}

// seesOnPages holds that the page of the proceeding and the board say in words what the story says that a party sees.
func (s *scene) seesOnPages(party string, clauses [][]string) {
	s.t.Helper()
	c := s.consoleOf(party)
	p := &scenePage{s: s, party: party, proc: s.chapter.c.Procedure(s.procedure()), whole: c.page("/proceeding/"+s.chapter.opening, nil), board: c.page("/", nil)}
	if s.window != nil {
		p.whole = s.window.page(c, party, "/proceeding/"+s.chapter.opening)
	}
	p.standing, p.matter = between(p.whole, `<section id="standing"`, "</section>"), between(p.whole, `<section id="matter"`, "</section>")
	p.story, p.conditions = between(p.whole, `<section id="story"`, "</section>"), between(p.whole, `<section id="conditions"`, "</section>")
	p.beside = between(p.whole, `<aside id="beside"`, "</aside>")
	if strings.Contains(p.whole+p.board, "⟦") {
		s.fail("a page of %s lacks words", party)
	}
	if r := s.chapter.c.Restricted; r != nil {
		s.saysAllTheSame(p, r["en"])
	}
	for _, clause := range clauses {
		if clause[0] == "state" {
			p.state = clause[1]
		}
	}
	for _, clause := range clauses {
		if fault := p.lacks(clause); fault != "" {
			s.fail("the page of %s does not show %q: %s\n%s", party, strings.Join(clause, " "), fault, inWords(p.whole))
		}
	}
	s.looked++
}

// lacks says what of a clause is not on the pages; nothing where all is.
func (p *scenePage) lacks(c []string) string {
	switch c[0] {
	case "state":
		return p.lacksState()
	case "turn":
		return p.lacksTurn(c[1:])
	case "since":
		return missing(p.standing, "since "+p.dtg(c[1]))
	case "until":
		return p.lacksDeadline(c[1])
	case "lapse":
		return missing(p.standing, lapseWords[strings.Join(c[1:], " ")])
	case "proof":
		return missing(p.standing, proofWords[strings.Join(c[1:], " ")])
	case "final":
		return missingIs(p.standing, "The outcome is final.", c[1] == "yes")
	case "end":
		return missingIs(p.standing, "It has ended: nothing follows.", c[1] == "yes")
	case "waits":
		return missing(p.beside, p.names(c[1:])+": that it")
	case "may":
		return p.lacksButtons(c[1], c[2:])
	case "act":
		return p.lacksAct(c[1], strings.Join(c[2:], " "))
	case "question":
		return p.lacksStatus(c)
	case "found":
		return p.lacksFound(c)
	case "agreed":
		return missing(among(p.beside, "<li>", "/message/"+p.s.chapter.texts[c[1]]), "Agreed by "+p.names(c[3:]))
	case "condition":
		return p.lacksCondition(c, p.proc.Name)
	case "awaited":
		return p.lacksCondition(c, "")
	case "compared":
		return p.lacksCompared(c)
	}
	return "nobody reads this clause"
}

var lapseWords = map[string]string{"running": "Deadline:", "final": "The deadline has passed (", "elapsed": "The deadline has passed, and what that means is not proved yet", "none": ""}

var proofWords = map[string]string{"none": "Nothing is proved yet", "confirmed": "Confirmed: it is settled", "settled": "Settled: whatever else arrives", "by rule": "It stands by a rule of the charter, not by proof."}

func missing(part, words string) string {
	if strings.Contains(inWords(part), words) {
		return ""
	}
	return fmt.Sprintf("%q does not stand in %q", words, inWords(part))
}

func missingIs(part, words string, is bool) string {
	if strings.Contains(inWords(part), words) == is {
		return ""
	}
	return fmt.Sprintf("%q: %v is wrong of %q", words, !is, inWords(part))
}

// names are parties as they call themselves.
func (p *scenePage) names(ids []string) string {
	var out []string
	for _, id := range ids {
		out = append(out, strings.ToUpper(id[:1])+id[1:])
	}
	return strings.Join(out, ", ")
}

// at is a time of the story.
func (p *scenePage) at(word string) time.Time {
	d, err := scenario.ReadTime(word)
	if err != nil {
		p.s.fail("%v", err)
	}
	return scenario.DayZero.Time().Add(d + p.s.chapter.late)
}

func (p *scenePage) dtg(word string) string { return parley.MillisOf(p.at(word)).DTG() }

func (p *scenePage) lacksState() string {
	title := p.proc.State(p.state).Title["en"]
	if got := inWords(between(p.standing, `<p class="next-what">`, "</p>")); got != title {
		return fmt.Sprintf("the state is %q, want %q", got, title)
	}
	return ""
}

// lacksTurn looks at whose move it is, on the page and on the board.
func (p *scenePage) lacksTurn(turn []string) string {
	ours, nobody := slices.Contains(turn, p.party), turn[0] == "nobody"
	words := "awaiting their act: " + p.names(turn)
	switch state := p.proc.State(p.state); {
	case state != nil && state.End:
		words = "It has ended: nothing follows."
	case ours:
		words = "It is our move."
	case nobody:
		words = "It is nobody's move."
	}
	if fault := missing(p.standing, words); fault != "" {
		return fault
	}
	for _, side := range []struct {
		id string
		is bool
	}{{"our-move", ours}, {"their-move", !ours && !nobody}} {
		entry := p.onBoard(side.id)
		if (entry != "") != side.is {
			return fmt.Sprintf("the board has it at %s: %v", side.id, entry != "")
		}
		if state := p.proc.State(p.state); entry != "" && state != nil {
			if fault := missing(entry, state.Title["en"]); fault != "" {
				return fault
			}
			if fault := missing(entry, "awaiting their act: "+p.names(turn)); fault != "" && !ours {
				return fault
			}
		}
	}
	return ""
}

// onBoard is the entry of the proceeding at one side of the board.
func (p *scenePage) onBoard(side string) string {
	list := between(p.board, `<section aria-labelledby="`+side+`"`, "</section>")
	return among(list, "<li>", "/proceeding/"+p.s.chapter.opening)
}

// lacksDeadline looks for a deadline, which the board shows as well where it is somebody's move.
func (p *scenePage) lacksDeadline(word string) string {
	at := p.at(word)
	until := regexp.MustCompile("Deadline: " + at.Format("15:04") + `:\d\dZ ` + strings.ToUpper(at.Format("02 Jan 06")))
	if !until.MatchString(inWords(p.standing)) {
		return fmt.Sprintf("%v does not stand in %q", until, inWords(p.standing))
	}
	if entry := p.onBoard("our-move") + p.onBoard("their-move"); entry != "" {
		return missing(entry, "until "+p.dtg(word))
	}
	return ""
}

var buttonOf = regexp.MustCompile(`/act/([a-z-]+)">`)

// lacksButtons compares what a party may do with the buttons of its own page.
func (p *scenePage) lacksButtons(party string, want []string) string {
	if party != p.party {
		return ""
	}
	var got []string
	for _, m := range buttonOf.FindAllStringSubmatch(between(p.standing, `<div class="choices">`, "</div>"), -1) {
		got = append(got, m[1])
	}
	if !slices.Equal(got, want) {
		return fmt.Sprintf("the buttons are %v, want %v", got, want)
	}
	return ""
}
