package main

import (
	"strings"
	"time"

	"parley/internal/scenario"
)

// settling is what a step of a story takes: until what the lines carry has arrived, and what follows from it.
const settling = 50 * time.Second

// play plays one line.
func (s *scene) play(l scenario.Line) {
	s.line = l
	switch {
	case l.Again:
		if s.chapter = s.told[strings.Join(l.Parties, " ")]; s.chapter == nil {
			s.fail("no charter of these parties")
		}
	case l.Proceeding != "":
		if s.chapter.opening = s.chapter.talks[l.Proceeding]; s.chapter.opening == "" {
			s.fail("no proceeding of this name")
		}
	case l.Parties != nil:
		s.open(l)
	case l.Sees != nil:
		s.expect(l.Who, l.Sees)
	default:
		s.until(l.At)
		s.do(l.Words)
		pass(settling)
	}
}

// storyTime is what the clock of all nodes shows, in the time of the story.
func (s *scene) storyTime() time.Duration {
	return sceneClock().Sub(scenario.DayZero.Time()) - s.chapter.late
}

// until lets time pass. A story that is played after another one begins so many whole days later.
func (s *scene) until(at time.Duration) {
	for !s.chapter.began && s.storyTime() > at {
		s.chapter.late += 24 * time.Hour
	}
	s.chapter.began = true
	if wait := at - s.storyTime(); wait < -2*time.Minute {
		s.fail("it is %s by now", scenario.WriteTime(s.storyTime()))
	} else {
		pass(wait)
	}
}

// instant writes a time of the story as the verbs take it.
func (s *scene) instant(at time.Duration) string {
	return scenario.DayZero.Time().Add(at + s.chapter.late).Format("2006-01-02T15:04Z")
}

func (s *scene) do(f []string) {
	switch {
	case f[0] == "lines" && f[1] == "up":
		s.linesUp()
	case f[0] == "line":
		s.setLine(f[1], f[2], f[3] == "down")
	case f[0] == "all" && f[1] == "test":
		for _, p := range s.chapter.parties {
			s.test(p)
		}
	case f[0] == "all" && f[1] == "does":
		s.circulate(s.chapter.parties[0], scenario.After(f, "text"))
		for _, p := range s.chapter.parties {
			if p != scenario.After(f, "except") {
				s.speak(p, f)
			}
		}
	case f[1] == "opens" || f[1] == "does":
		s.circulate(f[0], scenario.After(f, "text"))
		s.speak(f[0], f)
	case f[1] == "alone":
		for _, p := range s.others(f[0]) {
			s.setLine(p, f[0], true)
		}
	case f[1] == "test":
		s.test(f[0])
	case f[1] == "forks":
		s.fork(f[0])
	case f[1] == "hides" || f[1] == "shows":
		s.hide(f[0], f[2], f[1] == "hides")
	default:
		s.fail("nodes do not play this")
	}
}

// test has a party test its line to the next one in the charter, and does not ask whether it is answered. Its record
// then has a dated leaf for it.
func (s *scene) test(party string) {
	to := s.others(party)[0]
	s.try("line", "test", "--dir", s.nodes[party].dir, "--charter", s.chapter.id, "--to", to, "--timeout", "1s")
}

// hide has a party keep to itself what its record has grown by, or one act; or show it again.
func (s *scene) hide(party, what string, on bool) {
	m := &s.nodes[party].mask
	m.set(func() {
		if what == "record" {
			m.record, m.place = on, uint64(scenario.Index(s.chapter.parties, party))
		} else if clear(m.bodies); on {
			s.fail("an act is hidden when it is made")
		}
	})
}
