package procedure

import (
	"os"
	"strings"
	"testing"

	"parley/charter"
	"parley/charters"
	"parley/form"
)

// What doc/procedures.md shows is a charter, draws no warning, and does what the page says. So does the second
// procedure, written with that page at hand.
func TestGuide(t *testing.T) {
	for _, page := range []string{"../doc/procedures.md", "../doc/procedures-second.md"} {
		text := strings.Replace(string(charters.Text("line")), "clocks:\n", fenced(t, page, "charter")+"clocks:\n", 1)
		c, err := charter.Parse([]byte(text))
		if err != nil {
			t.Fatalf("%s: %v", page, err)
		}
		if _, err := form.Compile(c); err != nil {
			t.Errorf("%s: %v", page, err)
		}
		for _, w := range Lint(c) {
			t.Errorf("%s: %s %s: %s", page, w.Procedure, w.State, w.Sentence)
		}
		s := &tale{t: t, file: page, under: []byte(text)}
		for l := range strings.Lines(fenced(t, page, "story")) {
			s.line++
			s.play(strings.TrimSpace(l))
		}
		if s.failed() {
			t.Errorf("%s: %v", page, s.faults)
		}
	}
}

// fenced returns the text between the fences of that name on a page.
func fenced(t *testing.T, page, name string) string {
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	_, after, ok := strings.Cut(string(b), "```"+name+"\n")
	text, _, end := strings.Cut(after, "```\n")
	if !ok || !end {
		t.Fatalf("%s has no part %s", page, name)
	}
	return text
}
