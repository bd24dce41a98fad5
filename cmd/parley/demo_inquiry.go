package main

import (
	"os"
	"slices"
	"strings"
	"time"

	"parley/internal/node"
)

// What the two sides of the demo say of the unusual activity.
const (
	demoQuestions = `{"asked":"south","concern":"Columns on the coast road, outside their peacetime places, and no notice of an exercise.",
 "questions":[{"id":"1","subject":"aim","text":"What is the aim of the activity?"},{"id":"2","subject":"formations","text":"Which formations take part?"}]}`
	demoAnswers = `{"answers":[{"question":"1","status":"answered","text":"A check of readiness."},{"question":"2","status":"refused"}],
 "offers":[{"id":"A","kind":"observers","text":"Two observers on Friday."}]}`
	demoContested = `{"answers":[{"question":"1","status":"contested","text":"No scale, no dates."}]}`
)

// playInquiry tells of a request for explanation under the Vienna Document: asked, answered in time, and contested.
func (s *stage) playInquiry() error {
	north, south := s.sides[0], s.sides[1]
	s.scene(1, north.name+" asks "+south.name+" about unusual military activities. Both boards say whose move it is, and until when.")
	id, err := s.speak("propose", north, "ask-unusual", "inquiry.json", demoQuestions)
	if err != nil {
		return err
	}
	if err := s.bothBoards(id, "asked", south.id); err != nil {
		return err
	}
	s.scene(2, south.name+" answers in time: one question in substance, one refused, and an offer of observers. The next step is "+north.name+"'s right.")
	if _, err := s.speak("act", south, id, "answer.json", demoAnswers, "reply"); err != nil {
		return err
	}
	if err := s.bothBoards(id, "answered", north.id); err != nil {
		return err
	}
	s.scene(3, north.name+" contests the first answer at once. In time and contested stand beside each other.")
	if _, err := s.speak("act", north, id, "contest.json", demoContested, "contest-answers"); err != nil {
		return err
	}
	return s.bothBoards(id, "contested", "")
}

// speak has a side open or act with a form, and returns what the verb prints.
func (s *stage) speak(verb string, d *side, what, file, body string, more ...string) (string, error) {
	if err := os.WriteFile(s.file(file), []byte(body), 0o600); err != nil {
		return "", err
	}
	args := append([]string{verb, "--dir", d.dir, what}, more...)
	out, err := s.parley(append(args, "--precedence", "immediate", "--form-file", s.file(file))...)
	return strings.TrimSpace(string(out)), err
}

// bothBoards waits until both sides see the proceeding in that state, proved, with the move with that party, and shows it.
func (s *stage) bothBoards(id, state, turn string) error {
	var want []string
	if turn != "" {
		want = []string{turn}
	}
	for _, d := range s.sides {
		if err := s.untilStands(d, id, d.name+" does not see the request "+state, func(v node.ProceedingView) bool {
			return v.State == state && slices.Equal(v.Turn, want) && v.Proof == "confirmed" && (state != "asked" || v.Until != nil)
		}); err != nil {
			return err
		}
		s.proof("%-10s %s", d.name, s.boardLine(d, s.stands(d, id)))
	}
	return nil
}

// boardLine says of a proceeding what the board of a side does.
func (s *stage) boardLine(d *side, v node.ProceedingView) string {
	move := "nobody's move"
	if len(v.Turn) > 0 {
		move = "their move"
		if slices.Contains(v.Turn, d.id) {
			move = "our move"
		}
	}
	line := move + ": " + short(v.ID) + "  " + oneLine(v.Title) + ", " + v.State
	if v.Until != nil {
		line += ", until " + timeOf(*v.Until).Format("02 Jan 15:04Z")
	}
	return line + ", " + provedWords(v) + " at " + now().UTC().Truncate(time.Second).Format("15:04:05Z")
}
