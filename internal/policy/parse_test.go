package policy

import (
	"strings"
	"testing"

	"parley"
)

// What was written wrong must not silently ask for less: it is refused with its line or its rule.
func TestBadPolicies(t *testing.T) {
	rule := "rules:\n  - name: \"a\"\n    release: 1\n"
	for _, c := range []struct{ name, text, says string }{
		{"empty", "", "there are 0 rules"},
		{"no rule", "rules: []\n", "there are 0 rules"},
		{"an unknown word", rule + "    relase: 2\n", "line 4: field relase not found"},
		{"an unknown word above", "policy: 1\n" + rule, "line 1: field policy not found"},
		{"a word twice", rule + "    release: 2\n", "line 4"},
		{"no number", strings.Replace(rule, "1", "two", 1), "line 3: cannot unmarshal"},
		{"a list for a word", strings.Replace(rule, `"a"`, `["a"]`, 1), "line 2: cannot unmarshal"},
		{"no release", "rules:\n  - name: \"a\"\n", `rule 1 ("a"): release is 0; it must be 1 to 8`},
		{"too many", rule + "    review: 9\n", "review is 9; it must be 0 to 8"},
		{"fewer than none", rule + "    emergency: -1\n", "emergency is -1"},
		{"no name", strings.Replace(rule, `"a"`, `""`, 1), "name has 0 bytes"},
		{"a long name", strings.Replace(rule, `"a"`, `"`+strings.Repeat("a", 65)+`"`, 1), "name has 65 bytes"},
		{"a name twice", rule + rule[len("rules:\n"):], `rule 2 ("a"): another rule has that name`},
		{"no precedence", rule + "    precedence: \"urgent\"\n", `the precedence "urgent" is none of`},
		{"no party", rule + "    to: [\"South\"]\n", "party"},
		{"no post behind the party", rule + "    to: [\"south/\"]\n", "post"},
		{"no post", rule + "    release_posts: [\"the desk\"]\n", "post"},
		{"no charter", rule + "    requires: {charter: \"3f\", procedure: \"silence\", outcome: \"adopted\"}\n", "requires.charter"},
		{"no outcome", rule + "    requires: {charter: \"" + strings.Repeat("3f", 32) + "\", procedure: \"silence\"}\n", "outcome"},
		{"two documents", rule + "---\n" + rule, "second document"},
		{"too long", rule + "#" + strings.Repeat(" ", MaxFile), "more than 65536 bytes"},
		{"no mapping", "- a\n", "line 1"},
		{"an anchor that grows", "a: &a [\"x\",\"x\"]\nb: &b [*a,*a]\nrules: *b\n", "line 1"},
	} {
		p, err := Parse([]byte(c.text))
		if p != nil || err == nil || !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), FileName) {
			t.Errorf("%s: %v, not %q", c.name, err, c.says)
		}
	}
}

func TestParse(t *testing.T) {
	p, err := Parse([]byte("rules:\n  - name: \"all\"\n    forms: [\"text\"]\n    precedence: \"immediate\"\n    to: [\"south/duty\"]\n    posts: [\"staff\"]\n" +
		"    draft: 1\n    review: 2\n    release: 3\n    review_posts: [\"legal\"]\n    release_posts: [\"duty\"]\n    emergency: 4\n" +
		"    requires: {charter: \"" + strings.Repeat("3f", 32) + "\", procedure: \"silence\", outcome: \"adopted\"}\n"))
	if err != nil {
		t.Fatal(err)
	}
	r := p.Rules[0]
	if r.Name != "all" || r.Forms[0] != "text" || r.Precedence != parley.Immediate || r.To[0] != (parley.Address{Party: "south", Post: "duty"}) || r.Posts[0] != "staff" ||
		r.Draft != 1 || r.Review != 2 || r.Release != 3 || r.ReviewPosts[0] != "legal" || r.ReleasePosts[0] != "duty" || r.Emergency != 4 ||
		r.Requires.Charter[0] != 0x3f || r.Requires.Procedure != "silence" || r.Requires.Outcome != "adopted" {
		t.Errorf("%+v", r)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(text))
	f.Add([]byte("rules:\n  - name: \"a\"\n    release: 1\n    requires: {charter: \"3f\"}\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Parse(b)
		if err != nil {
			return
		}
		for _, r := range p.Rules {
			if r.Release < 1 || r.Name == "" {
				t.Fatalf("a rule that asks for nobody: %+v", r)
			}
		}
	})
}
