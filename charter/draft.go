package charter

import (
	"slices"
	"strings"

	"parley"
)

// templates are the ready charters, without parties, times and title.
var templates = map[string]func() *Charter{"line": lineTemplate}

// Templates returns the names that Draft takes, in ascending order.
func Templates() []string { return []string{"line"} }

// Draft returns edition 1 of a charter between the parties, made from the template of that name (empty: "line"). The
// parties stand in alphabetical order of their ids. The result is as Parse would read it; what it says is a proposal
// that the parties may edit before they sign.
func Draft(template string, exercise bool, inForce parley.Millis, parties []PartyFile) (*Charter, error) {
	if template == "" {
		template = "line"
	}
	make, ok := templates[template]
	if !ok {
		return nil, parley.Errorf(parley.CodeUsage, "there is no template %.40q; there is %s", template, strings.Join(Templates(), ", "))
	}
	c := make()
	c.Exercise, c.InForce = exercise, inForce
	var sheets []*Sheet
	for _, f := range parties {
		s, err := ParseSheet(f.Sheet)
		if err != nil {
			return nil, err
		}
		if c.Party(f.Party) != nil {
			return nil, badCharter("the party %q is given twice", f.Party)
		}
		sheets = append(sheets, s)
		c.Parties = append(c.Parties, Party{f.Party, f.Name, f.Root, f.Recovery, f.Posts})
	}
	if len(parties) < 2 {
		return nil, badCharter("a charter has at least two parties")
	}
	slices.SortFunc(c.Parties, func(a, b Party) int { return strings.Compare(string(a.ID), string(b.ID)) })
	c.Title = map[string]string{"en": lineTitle(c.Parties)}
	if err := CheckKeys(c, sheets); err != nil {
		return nil, err
	}
	return Parse(c.Encode())
}

// lineTitle names the parties as far as a title has room for them.
func lineTitle(parties []Party) string {
	names := make([]string, len(parties))
	for i, p := range parties {
		names[i] = p.Name
	}
	last := len(names) - 1
	title := "Direct line between " + strings.Join(names[:last], ", ") + " and " + names[last]
	if len(title) > maxName {
		return "Direct line between the parties named in this charter"
	}
	return title
}

func lineTemplate() *Charter {
	en := func(s string) map[string]string { return map[string]string{"en": s} }
	return &Charter{
		Edition:        1,
		Authentic:      []string{"en"},
		WithdrawalDays: 30,
		Clauses: []map[string]string{
			en("The signing and the use of this line imply no recognition of any party, government, territory, claim or status by any other party, and create no legal duty, unless the parties say so in writing elsewhere."),
			en("A receipt proves that a message reached the other party's record. It proves neither that its text is true nor that anybody agrees with it."),
			en("Each party bears the cost of its own node, and decides alone who may sign for its posts."),
		},
		Handling: []Marking{
			{"PARTIES ONLY", en("For the parties to this charter only")},
			{"ADDRESSEES ONLY", en("For the posts addressed only")},
		},
		Precedences: map[string][]string{"en": {"ROUTINE", "PRIORITY", "IMMEDIATE", "FLASH"}},
		Forms: []Form{
			{"text", en("Free text"), false},
			{"ack", en("Acknowledgement"), false},
			{"line-test", en("Line test"), true},
			{"line-test-answer", en("Answer of a node to a line test"), true},
			{"line-day", en("How one side saw the line on one day"), true},
		},
		Clocks:          Clocks{Flash: 5, Immediate: 15, Priority: 60, Routine: 1440},
		LineTestMinutes: 60,
		Limits:          Limits{Sessions: 8, UnfinishedBodies: 64, StoredMiB: 4096},
	}
}
