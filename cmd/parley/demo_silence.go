package main

import (
	"strings"
	"time"

	"parley"
	"parley/internal/control"
	"parley/internal/node"
)

// The procedure of the demo's charter by which one side invites the other, and its answer.
const (
	demoInvite = "invite"
	demoAccept = "accept"
)

// How long the demo's invitations wait for an answer: long enough to be recorded at the other side, and for it to answer.
const (
	answerTime = 8 * time.Second
	boardTime  = 7 * 24 * time.Hour
)

// invite has a side invite the other to talks, and returns the proceeding.
func (s *stage) invite(d *side, subject string, replyBy time.Time) (string, error) {
	day := replyBy.Add(24 * time.Hour)
	out, err := s.parley("propose", "--dir", d.dir, demoInvite, "--to", s.other(d).id, "--precedence", "immediate", "--set", "level=duty",
		"--set", "subject="+subject, "--set", "first_day="+day.Format(time.RFC3339), "--set", "last_day="+day.Add(time.Hour).Format(time.RFC3339),
		"--set", "reply_by="+replyBy.Format(time.RFC3339))
	s.figures.sent++
	return strings.TrimSpace(string(out)), err
}

func (s *stage) other(d *side) *side {
	if d == s.sides[0] {
		return s.sides[1]
	}
	return s.sides[0]
}

// stands returns where a side's node sees a proceeding.
func (s *stage) stands(d *side, id string) (v node.ProceedingView) {
	c, err := control.Dial(d.dir)
	if err != nil {
		return v
	}
	defer c.Close()
	story, err := c.Proceeding(s.ctx, id)
	if err != nil {
		return v
	}
	return story.ProceedingView
}

// untilStands waits until a side's node sees a proceeding so.
func (s *stage) untilStands(d *side, id, otherwise string, so func(node.ProceedingView) bool) error {
	return s.until(40*time.Second, otherwise, func() bool { return so(s.stands(d, id)) })
}

// answerBefore is a deadline for the demo, on a whole second.
func answerBefore() time.Time { return now().UTC().Add(answerTime + time.Second).Truncate(time.Second) }

func clockOf(t time.Time) string { return t.UTC().Format("15:04:05Z") }

// silenceProved is scene 4.
func (s *stage) silenceProved() error {
	north, south := s.sides[0], s.sides[1]
	before := answerBefore()
	s.scene(4, north.name+" invites "+south.name+" to talks and asks for an answer before "+clockOf(before)+". The line is up; nobody answers.")
	id, err := s.invite(north, "The crossing at point 12", before)
	if err != nil {
		return err
	}
	if err := s.untilStands(north, id, "the silence was not proved: "+south.name+"'s record did not show that it is past the time", func(v node.ProceedingView) bool { return v.Lapse == "final" && v.Final }); err != nil {
		return err
	}
	s.proof("%s's screen: %s", north.name, provedShort(s.stands(north, id)))
	said, err := s.judgeOutcome(id, "silence.evidence")
	if err != nil {
		return err
	}
	return s.printSaid(said, "VERIFIED", "none had acted before", "it stands at \"unanswered\"", "why a party did not act")
}

// provedShort is what parley proceedings says of a proceeding, with the times of today by the clock alone.
func provedShort(v node.ProceedingView) string {
	words := v.State + ", " + provedWords(v)
	if v.Until == nil {
		return words
	}
	return strings.ReplaceAll(words, dtgOf(*v.Until), clockOf(timeOf(*v.Until)))
}

// judgeOutcome has the auditor's tool judge what proves where a proceeding has come.
func (s *stage) judgeOutcome(id, name string) (string, error) {
	file := s.file(name)
	if _, err := s.parley("evidence", "--dir", s.sides[0].dir, "--proceeding", id, "-o", file); err != nil {
		return "", err
	}
	verify, err := s.auditor()
	if err != nil {
		return "", err
	}
	out, err := s.command(verify, "--charter", s.fingerprint, file)
	if err != nil {
		return "", parley.Wrap(err, parley.CodeBadRecord, "parley-verify did not accept the evidence: %s", out)
	}
	return string(out), nil
}

// printSaid prints the lines of the auditor that hold the words, one for each.
func (s *stage) printSaid(said string, words ...string) error {
	s.proof("parley-verify says:")
	for _, w := range words {
		line, ok := lineWith(said, w)
		if !ok {
			return demoError("parley-verify does not say %q", w)
		}
		if strings.HasPrefix(w, "why") {
			line = "not proved: " + strings.TrimPrefix(line, "- ")
		}
		s.say("    %s", line)
	}
	return nil
}

func lineWith(text, words string) (string, bool) {
	for _, l := range strings.Split(text, "\n") {
		if strings.Contains(l, words) {
			return strings.TrimSpace(l), true
		}
	}
	return "", false
}

// silenceUnknown is scene 5.
func (s *stage) silenceUnknown() error {
	north, south := s.sides[0], s.sides[1]
	before := answerBefore()
	s.scene(5, "The same with the line cut, an answer asked for before "+clockOf(before)+". "+south.name+" accepts in time; "+north.name+" cannot know.")
	id, err := s.invite(north, "The crossing at point 14", before)
	if err != nil {
		return err
	}
	if err := s.untilStands(south, id, "the invitation did not reach "+south.name, func(v node.ProceedingView) bool { return v.State == "open" }); err != nil {
		return err
	}
	if err := s.untilStands(north, id, "no receipt for the invitation came", func(v node.ProceedingView) bool { return v.Proof == "confirmed" }); err != nil {
		return err
	}
	s.cut(true)
	if _, err := s.parley("act", "--dir", south.dir, id, demoAccept); err != nil {
		return err
	}
	s.figures.sent++
	if err := s.untilStands(north, id, "the time did not elapse", func(v node.ProceedingView) bool { return v.Lapse == "elapsed" }); err != nil {
		return err
	}
	if err := s.nothingProved(id); err != nil {
		return err
	}
	s.cut(false)
	if err := s.untilStands(north, id, "the answer did not come over the line", func(v node.ProceedingView) bool { return v.State == "accepted" && v.Final }); err != nil {
		return err
	}
	s.proof("the line is back. %s's screen: %s; a silence was never claimed", north.name, provedShort(s.stands(north, id)))
	return nil
}

// cut pulls the cable of both relays, or puts it back.
func (s *stage) cut(out bool) {
	for _, d := range s.sides {
		d.relay.Cut(out)
	}
}

// nothingProved shows what is known while the line is cut, and that it proves no silence.
func (s *stage) nothingProved(id string) error {
	north, south := s.sides[0], s.sides[1]
	heard, err := s.lastHead()
	if err != nil {
		return err
	}
	s.proof("%s's screen: %s; %s's record unknown since %s", north.name, provedShort(s.stands(north, id)), south.name, heard)
	said, err := s.judgeOutcome(id, "cut.evidence")
	if err != nil {
		return err
	}
	if line, claimed := lineWith(said, "deadline passed"); claimed {
		return demoError("parley-verify takes a cut line for a silence: %s", line)
	}
	return s.printSaid(said, "it stands at \"open\"")
}

// lastHead returns when the other side's node last showed how far its record goes.
func (s *stage) lastHead() (string, error) {
	c, err := control.Dial(s.sides[0].dir)
	if err != nil {
		return "", err
	}
	defer c.Close()
	lines, err := c.Lines(s.ctx)
	if err != nil {
		return "", err
	}
	for _, l := range lines {
		if l.LastHead != nil {
			return clockOf(timeOf(*l.LastHead)), nil
		}
	}
	return "", demoError("the other side has shown no record")
}
