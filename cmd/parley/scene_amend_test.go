package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/scenario"
)

// An exercise announced at 12,800 and another one beside it: the author sees the flags before release, and both notices
// leave. An amendment that names what it amends is not taken for a second activity beside its own original.
func TestSceneNotices(t *testing.T) {
	playInOneProcess(t)
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		defer s.end()
		s.open(scenario.Line{Parties: []string{"north", "south"}, Under: "vienna-document-2011"})
		dir := s.nodes["north"].dir
		start := sceneClock().Add(60 * 24 * time.Hour)
		notice := func(troops, more string) string {
			return s.file("notice.json", `{"designation":"SNOW","purpose":"Training","states":"Northland","command":"division","warning":"planned",
 "start":"`+start.Format(time.RFC3339)+`","end":"`+start.Add(72*time.Hour).Format(time.RFC3339)+`","area":{"kind":"words","words":"the plain"},
 "organised":"division","troops":`+troops+`,"tanks":0,"acv":0,"artillery":0,"landing":0`+more+`}`)
		}
		flags := func(file string) string { return s.parley("check", "--dir", dir, "activity", "--from-file", file) }
		if said := flags(notice("12800", "")); !strings.Contains(said, "just under the threshold of observation") {
			t.Errorf("12,800: %s", said)
		}
		id := s.parley("propose", "--dir", dir, "notify-activity", "--form-file", notice("12800", ""))
		pass(settling)
		if said := flags(notice("8500", "")); !strings.Contains(said, "possibly one activity in parts") {
			t.Errorf("8,500 beside it: %s", said)
		}
		changes := `,"original":"` + id + `","changes":[{"field":"troops"}]`
		s.parley("act", "--dir", dir, id, "amend", "--corrects", id, "--form-file", notice("8600", changes))
		pass(settling)
		if said := flags(notice("8500", "")); !strings.Contains(said, "possibly one activity in parts") {
			t.Errorf("8,500 beside one amended to 8,600: %s", said)
		}
		if said := flags(notice("300", "")); strings.Contains(said, "possibly") {
			t.Errorf("300 beside one amended from 12,800 to 8,600: the original still counts: %s", said)
		}
		if said := s.parley("proceeding", "--dir", s.nodes["south"].dir, id); !strings.Contains(said, "announced") {
			t.Errorf("south sees %s", said)
		}
		s.showsWhatCollides(start, notice)
	})
}

// "So that a duty officer sees at once who will be where and what collides": whoever announces the later exercise is warned before it
// leaves, and both sides list the same.
func (s *scene) showsWhatCollides(start time.Time, notice func(troops, more string) string) {
	north, south := s.nodes["north"].dir, s.nodes["south"].dir
	announce := func(dir, place, ceiling string) string {
		return s.parley("propose", "--dir", dir, "notify-activity", "--form-file", notice("300", ""), "--set", "area=circle "+place+" radius 10000", "--set", "floor=0", "--set", "ceiling="+ceiling)
	}
	first := announce(north, "55,21", "3000")
	pass(settling)
	second := announce(south, "55,21.35", "2000")
	if !strings.Contains(s.said, "warn: near: ") || !strings.Contains(s.said, "with a notice of north: EXERCISE  "+first[:12]) {
		s.t.Errorf("south is warned of %q", s.said)
	}
	pass(settling)
	for _, dir := range []string{north, south} {
		said := s.parley("conflicts", "--dir", dir)
		for _, want := range []string{"near: ", " m between the areas, 0 m between the heights, both " + parley.MillisOf(start).DTG(), "south sent the later one and had it on record of north", first[:12], second[:12], "0 m to 3000 m", "circle 55.00000,21.35000 radius 10000"} {
			if !strings.Contains(said, want) {
				s.t.Errorf("%s lacks %q:\n%s", dir, want, said)
			}
		}
		active := s.parley("notices", "active", "--dir", dir, "--next", "90d")
		if strings.Count(active, "conflicts: 1") != 2 || !strings.Contains(active, "words the plain") || !strings.Contains(active, "(compared with nothing: no place or time that can be compared)") {
			s.t.Errorf("%s lists\n%s", dir, active)
		}
		if now := s.parley("notices", "active", "--dir", dir); now != "" {
			s.t.Errorf("%s lists now\n%s", dir, now)
		}
	}
	s.opensWhatIsPrinted(north, south)
}

// "The verb that opens one with the two notices already filled in": what the list prints is run as it stands, with the time of the
// answer; then both lists name the proceeding, its state and whose move it is.
func (s *scene) opensWhatIsPrinted(north, south string) {
	_, command, found := strings.Cut(s.parley("conflicts", "--dir", north), "to open one: parley propose ")
	if !found || strings.Contains(command, "\n") {
		s.t.Fatalf("what opens one is %q", command)
	}
	by := sceneClock().Add(96 * time.Hour).UTC().Truncate(time.Minute)
	args := strings.Fields(strings.Replace(command, "reply_by=...", "reply_by="+by.Format(time.RFC3339), 1))
	id := s.parley(append([]string{"propose", "--dir", north}, args...)...)
	pass(settling)
	want := id[:12] + "  Deconfliction of two notices, found, move of north or south, until " + parley.MillisOf(by).DTG()
	for _, dir := range []string{north, south} {
		if said := s.parley("conflicts", "--dir", dir); !strings.Contains(said, want) || strings.Contains(said, "to open one") {
			s.t.Errorf("%s lacks %q:\n%s", dir, want, said)
		}
	}
}
