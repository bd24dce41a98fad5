package procedure

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/charters"
)

// A scenario is a story in a text file: its outcome in prose, a line of dashes, and then what happens, a line each. The
// file testdata/README says what the lines mean.
type scenario struct {
	*world
	t    *testing.T
	file string
	line int
	act  map[string]int32 // by the name that the story gives it

	under []byte // the charter's text where a story names none; nil: the procedures of the scenarios
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
func playFile(t *testing.T, file string) *scenario {
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	prose, story, ok := strings.Cut(string(b), "\n---\n")
	if !ok || len(prose) < 80 {
		t.Fatalf("%s does not begin with its outcome in prose", file)
	}
	s := &scenario{t: t, file: file, line: strings.Count(prose, "\n") + 2}
	s.stage()
	for _, l := range strings.Split(strings.TrimRight(story, "\n"), "\n") {
		s.line++
		if l = strings.TrimSpace(l); l != "" && l[0] != '#' {
			s.play(l)
		}
	}
	if s.failed() {
		t.Errorf("%s: %v", file, s.faults)
	}
	return s
}

const dayZero parley.Millis = 1_795_305_600_000 // 2026-11-22T00:00:00Z

// stage begins a charter with nothing in it.
func (s *scenario) stage() {
	s.world = &world{rng: rand.New(rand.NewPCG(1, 1)), now: dayZero, forker: -1, verdicts: &verdicts{}, byID: map[parley.Hash]int32{},
		down: map[int]bool{}, c: &charter.Charter{Language: charter.Language}}
	s.act = map[string]int32{}
	s.begin(0)
	copy(s.nonce[:], "a nonce of story")
	s.readCast()
}

func (s *scenario) readCast() {
	b, err := os.ReadFile("testdata/procedures")
	if err != nil {
		s.t.Fatal(err)
	}
	if err := readProcedures(s.c, strings.Split(string(b), "\n")); err != nil {
		s.t.Fatal(err)
	}
}

func (s *scenario) fail(format string, args ...any) {
	s.t.Helper()
	s.t.Fatalf("%s:%d: %s", s.file, s.line, fmt.Sprintf(format, args...))
}

// when reads 12:30, or 3d12:30 on the third day after the first.
func (s *scenario) when(word string) parley.Millis {
	days, clock, ok := strings.Cut(word, "d")
	if !ok {
		days, clock = "0", word
	}
	var d, h, m int
	if _, err := fmt.Sscanf(days+" "+clock, "%d %d:%d", &d, &h, &m); err != nil {
		s.fail("%q is no time", word)
	}
	return dayZero + minutes((d*24+h)*60+m)
}

// tell is the other way round.
func tell(t parley.Millis) string {
	m := int((t - dayZero) / minute)
	day := ""
	if m >= 24*60 {
		day = fmt.Sprintf("%dd", m/24/60)
	}
	return fmt.Sprintf("%s%02d:%02d", day, m/60%24, m%60)
}

func (s *scenario) play(line string) {
	f := strings.Fields(line)
	if f[0] == "parties" {
		s.stage()
		if name := after(f, "under"); name != "" {
			s.adopt(charters.Text(name))
			f = f[:len(f)-2]
		} else if s.under != nil {
			s.adopt(s.under)
		}
		for _, id := range f[1:] {
			s.c.Parties = append(s.c.Parties, charter.Party{ID: parley.PartyID(id)})
			s.ids = append(s.ids, parley.PartyID(id))
		}
		for p := range s.ids {
			s.addNode(p)
		}
		return
	}
	if f[1] == "sees:" {
		s.expect(s.node(f[0]), strings.TrimSpace(strings.SplitN(line, "sees:", 2)[1]))
		return
	}
	s.until(s.when(f[0]))
	s.do(f[1:])
	s.spread()
}

func (s *scenario) node(name string) *simNode {
	for p, id := range s.ids {
		if string(id) == name {
			return s.nodes[p]
		}
	}
	s.fail("no party %q", name)
	return nil
}

// until lets the time pass. At each deadline the nodes that know of it write a clock leaf (R2).
func (s *scenario) until(t parley.Millis) {
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
func (s *scenario) spread() {
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
func (s *scenario) known() (n int) {
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

func (s *scenario) do(f []string) {
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
			if string(id) != after(f, "except") {
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
