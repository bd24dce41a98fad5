package procedure

import (
	"strings"
	"testing"

	"parley"
	"parley/charter"
)

// What can be asked of a release and never be met, and acts that the watch alone may do, draw a warning.
func TestLintRelease(t *testing.T) {
	text := []string{"text"}
	for _, c := range []struct {
		name   string
		change func(c *charter.Charter)
		want   string // parts, in order; empty: no warning
	}{
		{"as it may be", func(c *charter.Charter) {
			c.Release = []charter.Release{{Draft: 4, Review: 4, Release: 8, Emergency: 1}, {Forms: text, Release: 1, Emergency: 2, Review: 1}}
		}, ""},
		{"17 officers", func(c *charter.Charter) { c.Release = []charter.Release{{Line: 7, Draft: 1, Review: 8, Release: 8}} }, "7: a message has 16 signatures at most, and 17 different officers"},
		{"a long emergency", func(c *charter.Charter) { c.Release = []charter.Release{{Release: 2, Emergency: 3}} }, "asks for more officers, 3, than the ordinary one, 2"},
		{"an automatic form", func(c *charter.Charter) {
			c.Forms = append(c.Forms, charter.Form{Name: "line-test", Automatic: true})
			c.Release = []charter.Release{{Forms: []string{"line-test"}, Release: 1}}
		}, "nodes sign these forms by themselves"},
		{"an emergency path that another row closes", func(c *charter.Charter) {
			c.Release = []charter.Release{{Line: 7, Forms: text, From: parley.Flash, Release: 1, Emergency: 1}, {Line: 9, From: parley.Immediate, Release: 1}}
		}, "7: nobody can use the emergency path of this row: the row in line 9"},
		{"an emergency path that another row closes in part", func(c *charter.Charter) {
			c.Release = []charter.Release{{Release: 1, Emergency: 1}, {From: parley.Flash, Release: 2}, {Forms: text, Release: 1}}
		}, ""},
		{"acts in a form of service", func(c *charter.Charter) {
			for i := range c.Forms {
				c.Forms[i].Service = c.Forms[i].Name == "text"
			}
		}, `the act "accept" has the form "text"`},
		{"the acts of every procedure", func(c *charter.Charter) {
			for i := range c.Forms {
				c.Forms[i].Service = c.Forms[i].Name == "text"
			}
		}, `the acts ["hold" "contest" "correct"] have the form "text"`},
		{"an opening in a form of service", func(c *charter.Charter) {
			c.Forms = append(c.Forms, charter.Form{Name: "proposal", Service: true})
			c.Procedures[0].Form = "proposal"
		}, "the opening has the form"},
	} {
		ch := silenceCharter()
		if ch.Form("text") == nil {
			ch.Forms = append(ch.Forms, charter.Form{Name: "text"})
		}
		c.change(ch)
		var all []string
		for _, w := range Lint(ch) {
			all = append(all, strings.TrimSpace(strings.Join([]string{lineText(w.Line), w.Sentence}, "")))
		}
		got := strings.Join(all, "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func lineText(n int) string {
	if n == 0 {
		return ""
	}
	return string(rune('0'+n)) + ": "
}
