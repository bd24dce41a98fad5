package procedure

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/charter"
	"parley/charters"
	"parley/form"
	"parley/internal/scenario"
)

// A tale is a story that is being played by simulated parties, each of which folds what it holds.
type tale struct {
	*world
	t    *testing.T
	file string
	line int
	act  map[string]int32 // by the name that the story gives it

	told    map[string]chapter // by the parties of each charter
	talks   map[string]chapter // by the name of each proceeding under this charter
	notices []form.Notice      // in forms that are compared, in their order
	cast    scenario.Line      // the parties of the charter that is played
	under   []byte             // the charter's text where a story names none; nil: the procedures of the scenarios
}

// A chapter is what was played under one charter.
type chapter struct {
	*world
	act map[string]int32
}

// Each scenario is one of the stories at the level of leaves and folds.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 13 {
		t.Fatalf("%d scenarios: %v", len(files), err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) { playFile(t, f) })
	}
}

// The same and more with the ready charters.
func TestReadyScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/ready/*.txt")
	if err != nil || len(files) < 16 {
		t.Fatalf("%d scenarios: %v", len(files), err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) { playFile(t, f) })
	}
}

// playFile plays the scenario in a file and returns it.
func playFile(t *testing.T, file string) *tale {
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	story, err := scenario.Read(string(b))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	s := &tale{t: t, file: file}
	s.stage()
	for _, l := range story.Lines {
		s.line = l.Number
		s.playLine(l)
	}
	if s.failed() {
		t.Errorf("%s: %v", file, s.faults)
	}
	return s
}

const dayZero = scenario.DayZero

// stage begins a charter with nothing in it.
func (s *tale) stage() {
	s.world = &world{rng: rand.New(rand.NewPCG(1, 1)), now: dayZero, forker: -1, verdicts: &verdicts{}, byID: map[parley.Hash]int32{},
		down: map[int]bool{}, c: &charter.Charter{Language: charter.Language}}
	s.act = map[string]int32{}
	s.begin(0)
	copy(s.nonce[:], "a nonce of story")
	s.readCast()
}

func (s *tale) readCast() {
	for _, file := range []string{"procedures", "procedures-kept"} {
		b, err := os.ReadFile("testdata/" + file)
		if err != nil {
			s.t.Fatal(err)
		}
		if err := scenario.ReadProcedures(s.c, strings.Split(string(b), "\n")); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *tale) fail(format string, args ...any) {
	s.t.Helper()
	s.t.Fatalf("%s:%d: %s", s.file, s.line, fmt.Sprintf(format, args...))
}

// tell writes a time as a story does.
func tell(t parley.Millis) string {
	return scenario.WriteTime(time.Duration(t-dayZero) * time.Millisecond)
}

// play plays one line.
func (s *tale) play(line string) {
	l, err := scenario.ReadLine(line)
	if err != nil {
		s.fail("%v", err)
	}
	s.playLine(l)
}

func (s *tale) playLine(l scenario.Line) {
	switch {
	case l.Again:
		s.comeBack(strings.Join(l.Parties, " "))
	case l.Proceeding != "":
		s.turnTo(l.Proceeding)
	case l.Parties != nil:
		s.talks, s.cast = map[string]chapter{}, l
		s.open(l)
	case l.Sees != nil:
		s.expect(s.node(l.Who), l.Sees)
	default:
		s.until(at(l.At))
		s.do(l.Words)
		s.spread()
	}
}

func at(d time.Duration) parley.Millis { return dayZero + parley.Millis(d.Milliseconds()) }

// open begins a charter.
func (s *tale) open(l scenario.Line) {
	s.stage()
	if l.Under != "" {
		s.adopt(charters.Text(l.Under))
	} else if s.under != nil {
		s.adopt(s.under)
	}
	for _, id := range l.Parties {
		s.c.Parties = append(s.c.Parties, charter.Party{ID: parley.PartyID(id)})
		s.ids = append(s.ids, parley.PartyID(id))
	}
	for p := range s.ids {
		s.addNode(p)
	}
	if s.told == nil {
		s.told = map[string]chapter{}
	}
	s.told[strings.Join(l.Parties, " ")] = chapter{s.world, s.act}
}

// comeBack goes on under the charter of these parties that came last.
func (s *tale) comeBack(parties string) {
	w, ok := s.told[parties]
	if !ok {
		s.fail("no charter of %s", parties)
	}
	s.world, s.act = w.world, w.act
}

func (s *tale) node(name string) *simNode {
	for p, id := range s.ids {
		if string(id) == name {
			return s.nodes[p]
		}
	}
	s.fail("no party %q", name)
	return nil
}

// until lets the time pass. At each deadline the nodes that know of it write a clock leaf (R2).
func (s *tale) until(t parley.Millis) {
	for again := true; again; {
		again = false
		next := t
		for _, x := range s.nodes {
			if x.j != nil && x.j.clock.on && x.j.clock.known && x.j.clock.at-x.skew <= next && x.j.clock.at-x.skew >= s.now {
				next, again = x.j.clock.at-x.skew, true
			}
		}
		s.now = next
		for _, x := range s.nodes {
			if again && x.j != nil && x.j.clock.on && x.j.clock.known && x.j.clock.at <= x.clock() {
				x.tick()
			}
		}
		s.spread()
	}
	s.now = t
}

// spread lets everything arrive that a line carries, and every node fold.
func (s *tale) spread() {
	for before := -1; before != s.known(); {
		before = s.known()
		for a := range s.nodes {
			for b := range s.nodes {
				if a != b && !s.down[min(a, b)*64+max(a, b)] && s.meets(a, b) {
					s.nodes[b].hear(s.nodes[a], true)
				}
			}
		}
	}
	for _, x := range s.nodes {
		x.dirty = true
		x.fold()
	}
}

// known counts what all nodes hold.
func (s *tale) known() (n int) {
	for _, x := range s.nodes {
		n += len(x.bodies)
		for q := range s.ids {
			n += x.held[q]
			for m := range s.ids {
				n += x.cos[q][m][0] + x.cos[q][m][1]
			}
			if x.fork[q] {
				n++
			}
		}
	}
	return n
}

func (s *tale) do(f []string) {
	switch {
	case f[0] == "lines" && f[1] == "up":
		clear(s.down)
	case f[0] == "line":
		a, b := s.node(f[1]).face, s.node(f[2]).face
		s.down[min(a, b)*64+max(a, b)] = f[3] == "down"
	case f[0] == "all" && f[1] == "test": // the line test: a clock leaf of everybody
		for _, x := range s.nodes {
			x.tick()
		}
	case f[0] == "all" && f[1] == "does":
		for _, id := range s.ids {
			if string(id) != scenario.After(f, "except") {
				s.speak(s.node(string(id)), f)
			}
		}
	case f[1] == "opens" || f[1] == "does":
		s.speak(s.node(f[0]), f)
	case f[1] == "alone":
		for _, x := range s.nodes {
			a, b := x.face, s.node(f[0]).face
			s.down[min(a, b)*64+max(a, b)] = true
		}
	case f[1] == "test":
		s.node(f[0]).tick()
	case f[1] == "hides" && f[2] == "record", f[1] == "shows" && f[2] == "record":
		s.node(f[0]).closed = f[1] == "hides"
	case f[1] == "hides" || f[1] == "shows":
		s.bodies[s.act[f[2]]].hidden = f[1] == "hides"
	case f[1] == "clock":
		var m int
		fmt.Sscanf(f[2], "%d", &m)
		s.node(f[0]).skew = minutes(m)
	case f[1] == "forks":
		x := s.node(f[0])
		s.forker, s.liars = x.party, 1<<x.party
		s.split()
	default:
		s.fail("%v", f)
	}
}
