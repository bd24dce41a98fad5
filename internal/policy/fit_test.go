package policy

import (
	"strings"
	"testing"

	"parley"
	"parley/wire"
)

const text = `rules:
  - name: "flash to south"
    forms: ["text"]
    precedence: "flash"
    to: ["south/duty", "east"]
    release: 2
  - name: "duty"
    posts: ["duty"]
    release: 1
`

// By form, precedence and addressee: for each addressee the first rule that fits it counts, and all that count are met.
func TestFor(t *testing.T) {
	p, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	to := func(s string) wire.Address {
		party, post, _ := strings.Cut(s, "/")
		a := wire.Address{Party: parley.PartyID(party)}
		if id := parley.PostID(post); post != "" {
			a.Post = &id
		}
		return a
	}
	for _, c := range []struct {
		from, form   string
		precedence   parley.Precedence
		action, info []string
		rules        string
	}{
		{"north/duty", "text", parley.Flash, []string{"south/duty"}, nil, "flash to south"},
		{"north/duty", "text", parley.Flash, []string{"south"}, nil, "duty"},
		{"north/duty", "text", parley.Flash, []string{"east/staff"}, nil, "flash to south"},
		{"north/duty", "text", parley.Flash, []string{"south", "east"}, nil, "flash to south, duty"},
		{"north/duty", "text", parley.Flash, []string{"west"}, []string{"east"}, "duty"}, // east gets it as ROUTINE
		{"north/duty", "text", parley.Immediate, []string{"east"}, nil, "duty"},
		{"north/duty", "inquiry", parley.Flash, []string{"east"}, nil, "duty"},
		{"north/staff", "text", parley.Flash, []string{"east"}, nil, "flash to south"},
		{"north/staff", "text", parley.Flash, []string{"east", "south/staff"}, nil, ""},
	} {
		m := &wire.Payload{From: to(c.from), Form: c.form, Precedence: c.precedence}
		for _, a := range c.action {
			m.Action = append(m.Action, to(a))
		}
		for _, a := range c.info {
			m.Info = append(m.Info, to(a))
		}
		rules, err := p.For(m)
		var names []string
		for _, r := range rules {
			names = append(names, r.Name)
		}
		if got := strings.Join(names, ", "); got != c.rules || (err != nil) != (c.rules == "") || err != nil && parley.CodeOf(err) != parley.CodePolicy {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
	}
	if rules, err := Default().For(&wire.Payload{From: to("north/duty"), Action: []wire.Address{to("south")}}); err != nil || len(rules) != 1 || rules[0].Release != 1 {
		t.Errorf("without a file: %v, %v", rules, err)
	}
}
