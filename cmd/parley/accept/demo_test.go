package accept

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	storyTime    = 2 * time.Minute
	downTime     = 90 * time.Second
	dialogueTime = 4 * time.Minute
	scenesTime   = 85 * time.Second
)

// acceptDemo: the demo ends with its proofs, and fails where there is nothing to prove.
func acceptDemo(t *testing.T, built programs) {
	for name, play := range map[string]func(*testing.T, programs){
		"story": demoStory, "inquiry": demoUnusual, "deconflict": demoCollision, "receiver down": demoReceiverDown, "dialogue": demoDialogue, "bad scenario": demoBadScenario,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, built)
		})
	}
}

// holds fails the test where text does not hold the patterns, one after the other.
func holds(t *testing.T, text string, patterns ...string) {
	t.Helper()
	rest := text
	for _, p := range patterns {
		at := regexp.MustCompile(p).FindStringIndex(rest)
		if at == nil {
			t.Fatalf("the output does not say %q, or not in this place:\n%s", p, text)
		}
		rest = rest[at[1]:]
	}
}

func demoStory(t *testing.T, built programs) {
	dir := filepath.Join(t.TempDir(), "story")
	alone := filepath.Join(t.TempDir(), "parley") // as go run makes it: parley-verify is not beside it
	if err := os.Link(built.parley, alone); err != nil {
		t.Fatal(err)
	}
	var said clocked
	cmd := command(t, storyTime, alone, "demo", "--fast", "--dir", dir)
	r := finishInto(t, cmd, &said)
	if r.status != 0 {
		t.Fatalf("status %d: %s\n%s", r.status, r.errs, r.out)
	}
	took := said.at("Figures").Sub(said.at("Scene 1.")).Round(time.Second)
	t.Logf("the scenes took %v:\n%s", took, r.out)
	if took > scenesTime {
		t.Errorf("the scenes took %v, more than %v", took, scenesTime)
	}
	holds(t, r.out,
		`Scene 1\..*FLASH overtakes`, `recorded by the other side after \d+\.\d s, the map at [3-9]\d %`,
		`Scene 2\..*killed`, `3 messages sent, 3 received, each once; the map is whole, 32768 bytes`,
		`Scene 3\..*denies`, `parley-verify`, `VERIFIED against the charter`, `south's own signed head of size \d+ holds leaf \d+: received [0-9a-f]{64}`,
		`Scene 4\..*nobody answers`, `Northland's screen: unanswered, no answer, proved to \d\d:\d\d:\d\dZ; final, confirmed`,
		`VERIFIED against the charter`, `its deadline passed: every party that could act had the act .* on record, and none had acted before`, `not proved: why a party did not act`,
		`Scene 5\..*line cut`, `Northland's screen: unanswered, elapsed, not proved; not settled; Southmark's record unknown since \d\d:\d\d:\d\dZ`,
		`it stands at "open"`, `the line is back. Northland's screen: accepted, final, confirmed`,
		`Scene 6\.`, `Northland  our move:    ([0-9a-f]{12}) `, `their move:  ([0-9a-f]{12}) `, `Southmark  our move:    `, `state, deadline and proof of both compared, and equal`,
		`messages +\d+`, `bytes on the line +\d+ a message`, `time to recorded +median \d+\.\d+ s, worst \d+\.\d+ s`,
		`parley sent --dir `)
	nothingRuns(t, built, dir, "north", "south")
}

// clocked is an output that remembers when each part of it came.
type clocked struct {
	text  strings.Builder
	parts []time.Time
	ends  []int
}

func (c *clocked) Write(p []byte) (int, error) {
	c.text.Write(p)
	c.parts, c.ends = append(c.parts, time.Now()), append(c.ends, c.text.Len())
	return len(p), nil
}

func (c *clocked) String() string { return c.text.String() }

// at returns when the words came first, the zero time when they never did.
func (c *clocked) at(words string) time.Time {
	at := strings.Index(c.String(), words)
	for i, end := range c.ends {
		if at >= 0 && at < end {
			return c.parts[i]
		}
	}
	return time.Time{}
}

// nothingRuns holds that the nodes of a demo have ended with it.
func nothingRuns(t *testing.T, built programs, dir string, parties ...string) {
	t.Helper()
	for _, id := range parties {
		if r := run(t, verbTime, built.parley, "line", "--dir", filepath.Join(dir, id)); r.status != 1 || !strings.Contains(r.errs, "no node serves") {
			t.Errorf("the node of %s after the demo: status %d, %s%s", id, r.status, r.out, r.errs)
		}
	}
}

// demoReceiverDown: a demo that cannot fail would prove nothing.
func demoReceiverDown(t *testing.T, built programs) {
	dir := filepath.Join(t.TempDir(), "story")
	cmd := command(t, downTime, built.parley, "demo", "--fast", "--dir", dir)
	cmd.Env = append(cmd.Env, "PARLEY_DEMO_RECEIVER_DOWN=1")
	r := finish(t, cmd)
	if said := r.sentence(t); r.status != 1 || !strings.Contains(said, "not recorded") {
		t.Errorf("status %d, %q", r.status, said)
	}
	if strings.Contains(r.out, "recorded by the other side") || strings.Contains(r.out, "VERIFIED") {
		t.Errorf("it prints a proof:\n%s", r.out)
	}
	nothingRuns(t, built, dir, "north", "south")
}

func demoUnusual(t *testing.T, built programs) {
	dir := filepath.Join(t.TempDir(), "inquiry")
	r := run(t, storyTime, built.parley, "demo", "--scenario", "inquiry", "--fast", "--dir", dir)
	if r.status != 0 {
		t.Fatalf("status %d: %s\n%s", r.status, r.errs, r.out)
	}
	holds(t, r.out, `EXERCISE`, `Scene 1\.`, `Northland  their move: [0-9a-f]{12}  .*, asked, until .* confirmed`, `Southmark  our move: `,
		`Scene 2\.`, `Northland  our move: .*, answered, .*confirmed`, `Southmark  their move: `,
		`Scene 3\.`, `Northland  nobody's move: .*, contested, .*confirmed`, `Southmark  nobody's move: `)
	nothingRuns(t, built, dir, "north", "south")
}

func demoCollision(t *testing.T, built programs) {
	dir := filepath.Join(t.TempDir(), "deconflict")
	r := run(t, storyTime, built.parley, "demo", "--scenario", "deconflict", "--fast", "--dir", dir)
	if r.status != 0 {
		t.Fatalf("status %d: %s\n%s", r.status, r.errs, r.out)
	}
	holds(t, r.out, `EXERCISE`, `Scene 1\.`, `Northland  north and south: they meet, both `, `Southmark  north and south: they meet, both `,
		`Scene 2\.`, `Northland  our move: .*, countered`, `Southmark  their move: `, `Northland  beside the conflict: .*, countered, move of north, until \d{6}Z [A-Z]{3} \d\d, confirmed`, `Southmark  beside the conflict: .*, countered`,
		`Northland  nobody's move: .*, settled.*confirmed`, `Southmark  nobody's move: `, `Northland  beside the conflict: .*, settled, nobody's move`, `Southmark  beside the conflict: .*, settled`,
		`Scene 3\.`, `Northland  nothing meets any more`, `Southmark  nothing meets any more`,
		`Scene 4\.`, `VERIFIED against the charter`, `it stands at "settled"`)
	nothingRuns(t, built, dir, "north", "south")
}

func demoDialogue(t *testing.T, built programs) {
	dir := filepath.Join(t.TempDir(), "dialogue")
	begin := time.Now()
	r := run(t, dialogueTime, built.parley, "demo", "--scenario", "dialogue", "--fast", "--dir", dir)
	if r.status != 0 {
		t.Fatalf("status %d: %s\n%s", r.status, r.errs, r.out)
	}
	holds(t, r.out, `EXERCISE`, `Reconstruction from press accounts`, `ACCOUNT, `, `(\d+) accounts sent, (\d+) received, each recorded by both desks`)
	shown := accountsShown(t, r.out)
	b := &party{t: t, programs: built, id: "desk-b", dir: filepath.Join(dir, "desk-b")}
	in := b.inbox()
	for _, m := range in {
		if !m.Exercise || m.From != "desk-a/duty" || m.Text == nil || !strings.HasPrefix(*m.Text, "ACCOUNT, ") || m.Receipts["desk-b"].Recorded == nil {
			t.Errorf("in the inbox: %+v", m)
		}
	}
	t.Logf("%v in all, %d accounts shown, %d in the inbox", time.Since(begin).Round(time.Second), shown, len(in))
	if shown == 0 || len(in) != shown {
		t.Errorf("%d accounts were shown and %d arrived", shown, len(in))
	}
	nothingRuns(t, built, dir, "desk-a", "desk-b")
}

// accountsShown counts the accounts that the demo shows. Every line from the first account to the last stands between
// marks, and the clock runs from 2014 to 2021 and shows at each date what a board would have said.
func accountsShown(t *testing.T, out string) (shown int) {
	var clock []string
	boards := 0
	for line := range strings.Lines(out) {
		marked := strings.HasPrefix(line, "  EXERCISE  ") && strings.HasSuffix(line, "  EXERCISE\n")
		switch {
		case strings.Contains(line, "ACCOUNT, "):
			shown++
		case strings.Contains(line, "CLOCK "):
			_, rest, _ := strings.Cut(line, "CLOCK ")
			clock = append(clock, rest[:len("2014-06-30")])
		case strings.Contains(line, "THE BOARD WOULD HAVE SAID"):
			boards++
		case !strings.Contains(line, "silent for"):
			continue
		}
		if !marked || len(clock) > boards+1 {
			t.Errorf("an account without its marks, or a clock without a board: %s", line)
		}
	}
	if !slices.IsSorted(clock) || len(clock) < 10 || clock[0] != "2014-06-30" || clock[len(clock)-1] != "2021-06-07" {
		t.Errorf("the clock shows %v", clock)
	}
	holds(t, out, `CLOCK 2021-06-07, reconstructed, account, not proved`, `move of russia; silent for 22 to 23 months`,
		`silent for 19 months, as of about 2021-06-07, stated +\[USTV, after Die Welt, about 2021-06-07\]`, `silent for 23 months, derived +\[Freie Presse / AP`)
	return shown
}

// demoBadScenario: a file of accounts that is none is refused before anything is made.
func demoBadScenario(t *testing.T, built programs) {
	dir := t.TempDir()
	p := &pair{dir: dir}
	for name, bad := range map[string]struct{ text, says string }{
		"no events":      {"sources:\n  a: {outlet: A, date: 2015-01-01}\n", "no event"},
		"empty":          {"", ""},
		"unknown source": {"sources:\n  a: {outlet: A, date: 2015-01-01}\nevents:\n  - {date: 2015-01-01, act: met, source: [b]}\n", `"b"`},
		"no source":      {"sources:\n  a: {outlet: A, date: 2015-01-01}\nevents:\n  - {date: 2015-01-01, act: met}\n", "names no source"},
		"not YAML":       {"events: [\x00\n\t- {", "not readable"},
		"a list":         {"- events\n", "not readable"},
	} {
		file, into := p.file(strings.ReplaceAll(name, " ", "-")+".yaml"), p.file("made")
		p.write(t, file, bad.text)
		r := run(t, verbTime, built.parley, "demo", "--fast", "--scenario", file, "--dir", into)
		if said := r.sentence(t); r.status != 1 || !strings.Contains(said, bad.says) || r.out != "" {
			t.Errorf("%s: status %d, %q\n%s", name, r.status, said, r.out)
		}
	}
	for _, missing := range []string{p.file("missing.yaml"), dir} {
		r := run(t, verbTime, built.parley, "demo", "--fast", "--scenario", missing, "--dir", p.file("made"))
		if said := r.sentence(t); r.status != 1 || said == "" {
			t.Errorf("%s: status %d, %q", missing, r.status, said)
		}
	}
	if made, _ := filepath.Glob(p.file("made")); made != nil {
		t.Error("a demo that was refused left a directory")
	}
}
