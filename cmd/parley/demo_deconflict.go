package main

import (
	"fmt"
	"strings"
	"time"

	"parley/internal/control"
	"parley/internal/node"
)

// demoDeconflict is the scenario of two exercises that collide.
const demoDeconflict = "deconflict"

// demoActivity is a prior notice under the Vienna Document.
const demoActivity = `{"designation":%q,"purpose":"Defence of a river line.","states":%q,"command":"army","warning":"planned",
 "start":%q,"end":%q,"area":{"kind":"polygon","precision":1000,"points":[[54.1,%g],[54.1,%g],[54.6,%g],[54.6,%g]]%s},
 "floor":0,"ceiling":3000,"organised":"smaller","troops":9400,"tanks":90,"acv":260,"artillery":60,"landing":0%s}`

// demoTime writes an instant so many days ahead, at an hour.
func demoTime(days int, hour time.Duration) string {
	return now().UTC().Truncate(24 * time.Hour).Add(time.Duration(days)*24*time.Hour + hour*time.Hour).Format("2006-01-02T15:04:05.000Z")
}

func (d *side) exercise(name string, west, east float64, words, more string) string {
	if words != "" {
		words = fmt.Sprintf(`,"words":%q`, words)
	}
	return fmt.Sprintf(demoActivity, name, d.name, demoTime(50, 6), demoTime(56, 18), west, east, east, west, words, more)
}

// playDeconflict tells of two exercises that meet: found on both sides, deconflicted, settled, and proved.
func (s *stage) playDeconflict() error {
	north, south := s.sides[0], s.sides[1]
	s.scene(1, north.name+" and "+south.name+" each announce an exercise, fifty days ahead. Both nodes find by themselves that the two meet.")
	if _, err := s.speak("propose", north, "notify-activity", "north.json", north.exercise("NORTH WIND", 21.0, 22.0, "", "")); err != nil {
		return err
	}
	notice, err := s.speak("propose", south, "notify-activity", "south.json", south.exercise("SOUTH STAR", 21.5, 22.5, "", ""))
	if err != nil {
		return err
	}
	met, err := s.bothFind(1)
	if err != nil {
		return err
	}
	s.meeting = *met.From
	s.scene(2, north.name+" asks to deconflict them, "+south.name+" proposes to go east, "+north.name+" accepts: each act is signed, and the boards say whose move it is.")
	id, err := s.settle(north, south, met)
	if err != nil {
		return err
	}
	s.scene(3, south.name+" amends its notice as agreed. What collided does so no more, on either side.")
	if _, err := s.speak("act", south, notice, "amended.json", south.exercise("SOUTH STAR", 22.2, 23.2, "east of the road", `,"changes":[{"field":"area","reason":"As agreed."}]`), "amend"); err != nil {
		return err
	}
	if _, err := s.bothFind(0); err != nil {
		return err
	}
	s.scene(4, "Years later: who proposed what, and who accepted it.")
	said, err := s.judgeOutcome(id, "deconflict.evidence")
	if err != nil {
		return err
	}
	return s.printSaid(said, "VERIFIED", `it stands at "settled"`)
}

// settle plays the proceeding over two notices that meet, and returns its id.
func (s *stage) settle(north, south *side, met node.ConflictView) (id string, err error) {
	id, err = s.speak("propose", north, "deconflict", "deconflict.json", fmt.Sprintf(`{"first":%q,"second":%q,"what":"The two areas have a strip of 32 km in common.","reply_by":%q}`,
		met.One.Message, met.Other.Message, demoTime(2, 12)), "--to", south.id)
	if err != nil {
		return "", err
	}
	if err := s.untilStands(south, id, "the request did not reach "+south.name, func(v node.ProceedingView) bool { return v.State == "found" }); err != nil {
		return "", err
	}
	way, err := s.speak("act", south, id, "counter.json", fmt.Sprintf(`{"notice":%q,"begins":%q,"ends":%q,"text":"SOUTH STAR stays east of 22 degrees 12 minutes.","reply_by":%q}`,
		met.Other.Message, demoTime(50, 6), demoTime(56, 18), demoTime(3, 12)), "counter")
	if err != nil {
		return "", err
	}
	if err := s.bothBoards(id, "countered", north.id); err != nil {
		return "", err
	}
	if err := s.bothName(id, "countered"); err != nil {
		return "", err
	}
	if _, err := s.parley("act", "--dir", north.dir, id, "accept", "--agree", way, "--set", "text=Agreed."); err != nil {
		return "", err
	}
	if err := s.bothBoards(id, "settled", ""); err != nil {
		return "", err
	}
	return id, s.bothName(id, "settled")
}

// bothName waits until the conflict of both sides names the proceeding in that state, and shows it.
func (s *stage) bothName(id, state string) error {
	for _, d := range s.sides {
		var named node.ProceedingView
		if err := s.until(20*time.Second, "the conflict of "+d.name+" does not name the request "+state, func() bool {
			all := s.conflicts(d)
			if len(all) != 1 || len(all[0].Proceedings) != 1 {
				return false
			}
			named = all[0].Proceedings[0]
			return named.ID == id && named.State == state
		}); err != nil {
			return err
		}
		s.proof("%-10s beside the conflict: %s", d.name, aboutLine(named))
	}
	return nil
}

// bothFind waits until both sides find so many conflicts, and the same ones, and shows them.
func (s *stage) bothFind(want int) (met node.ConflictView, err error) {
	var found [2][]node.ConflictView
	err = s.until(20*time.Second, "the two sides do not find the same conflicts", func() bool {
		var keys [2]string
		for i, d := range s.sides {
			found[i] = s.conflicts(d)
			keys[i] = conflictKeys(found[i])
		}
		return len(found[0]) == want && keys[0] == keys[1]
	})
	if err != nil {
		return met, err
	}
	for i, d := range s.sides {
		if want == 0 {
			s.proof("%-10s nothing meets any more", d.name)
			continue
		}
		met = found[i][0]
		s.proof("%-10s %s and %s: %s", d.name, met.One.Party, met.Other.Party, nearness(met))
	}
	return met, nil
}

func (s *stage) conflicts(d *side) []node.ConflictView {
	c, err := control.Dial(d.dir)
	if err != nil {
		return nil
	}
	defer c.Close()
	v, err := c.Conflicts(s.ctx, node.ConflictQuery{Who: who("")})
	if err != nil {
		return nil
	}
	return v.Conflicts
}

// conflictKeys says what two parties that hold the same must find the same.
func conflictKeys(all []node.ConflictView) string {
	var b strings.Builder
	for _, c := range all {
		fmt.Fprintln(&b, c.One.Message, c.Other.Message, c.Meets, c.Metres, c.Height, c.Apart, *c.From, *c.Until, c.Sight)
	}
	return b.String()
}
