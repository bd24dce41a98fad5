package procedure

import (
	"strings"
	"testing"

	"parley/charter"
	"parley/charters"
)

// Each row takes a procedure that draws no warning and changes one thing.
func TestLint(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(p *charter.Procedure)
		want   string
	}{
		{"as it is", func(p *charter.Procedure) {}, ""},
		{"making before breaking", func(p *charter.Procedure) { p.Acts[0], p.Acts[1] = p.Acts[1], p.Acts[0] },
			`"accept" and "object" here, and where they cross "accept" wins`},
		{"making before breaking, of one party", func(p *charter.Procedure) {
			p.Acts[0], p.Acts[1] = p.Acts[1], p.Acts[0]
			p.States[0].Moves[0].Role, p.States[0].Moves[1].Role = "chair", "chair"
		}, ""},
		{"anew, behind what it puts anew", func(p *charter.Procedure) { p.States[0].Moves[0].To = "open" },
			`where they cross "accept" has no effect, because its officer had not seen "object"`},
		{"anew, before what is agreed to it", func(p *charter.Procedure) {
			p.States[0].Moves[0].To = "open"
			p.Acts[0], p.Acts[1] = p.Acts[1], p.Acts[0]
		}, ""},
		{"both to one state", func(p *charter.Procedure) {
			p.Acts[0], p.Acts[1] = p.Acts[1], p.Acts[0]
			p.States[0].Moves[0].To = p.States[0].Moves[1].To
		}, ""},
		{"agrees without sight", func(p *charter.Procedure) { p.Acts[1].Strict = false }, `"accept" agrees to something and is not strict`},
		{"silence without a rule", func(p *charter.Procedure) { p.States[0].Moves = p.States[0].Moves[:3] }, "never shows its record or was not served"},
		{"rule before the lapse only", func(p *charter.Procedure) { p.States[1].Moves = p.States[1].Moves[:1] }, "where no act by rule can follow"},
		{"silence without a certificate", func(p *charter.Procedure) { p.Acts[2].Certifies = "" }, "no act certifies"},
		{"an act leads where silence leads", func(p *charter.Procedure) { p.States[0].Moves[0].To = "quiet" }, "cannot tell there which it was"},
		{"nobody may be there", func(p *charter.Procedure) {
			p.Roles = append(p.Roles, charter.Role{Name: "two", Kind: charter.RoleNamed, Parties: []string{"north", "south"}})
			for i := range p.States[1].Moves {
				p.States[1].Moves[i].Role = "two"
			}
		}, "may leave all of them out"},
	} {
		ch := silenceCharter()
		c.change(&ch.Procedures[0])
		var got []string
		for _, w := range Lint(ch) {
			got = append(got, w.State+": "+w.Sentence)
		}
		all := strings.Join(got, "\n")
		if c.want == "" && all != "" || !strings.Contains(all, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, all, c.want)
		}
	}
}

// The procedures of the ready charters draw these warnings and no others. The pages beside them say why these stay.
func TestLintReady(t *testing.T) {
	want := map[string]string{"hotline": `invite open: silence counts here, and one party
invite open: silence counts here, and no act
call noted: silence counts here, and one party
call noted: silence counts here, and no act
`, "council": `invite open: silence counts here, and one party
invite open: silence counts here, and no act
`, "ceasefire": `complaint filed: silence counts here, and no act
`, "vienna-document-2011": `ask-unusual asked: silence counts here, and no act
report-incident asked: silence counts here, and no act
request-inspection requested: silence counts here, and no act
request-evaluation requested: silence counts here, and no act
`}
	for _, name := range charters.Names() {
		c, err := charter.Parse(charters.Text(name))
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, w := range Lint(c) {
			words := strings.Fields(w.Sentence)
			got.WriteString(w.Procedure + " " + w.State + ": " + strings.Join(words[:min(6, len(words))], " ") + "\n")
		}
		if got.String() != want[name] {
			t.Errorf("%s: %s", name, &got)
		}
	}
}

// silenceCharter is a silence procedure that draws no warning.
func silenceCharter() *charter.Charter {
	move := func(act, role, to string) charter.Move {
		return charter.Move{Act: act, Role: role, Needs: charter.NeedsAny, To: to}
	}
	return &charter.Charter{Procedures: []charter.Procedure{{
		Name: "silence", Form: "draft",
		Roles: []charter.Role{{Name: "chair", Kind: charter.RoleOpener}, {Name: "members", Kind: charter.RoleOthers}},
		Acts: []charter.Act{{Name: "object", Form: "text"}, {Name: "accept", Form: "text", Agrees: true, Strict: true},
			{Name: "certify", Form: "service", Certifies: "party"}, {Name: "close", Form: "text", ByRule: true}, {Name: "announce", Form: "text"}},
		States: []charter.State{
			{Name: "open", Awaits: []string{"members"}, Moves: []charter.Move{move("object", "members", "broken"),
				move("accept", "members", "open"), move("certify", "chair", "open"), move("close", "chair", "closed")},
				Clock: &charter.Clock{Field: "until", Silence: true, To: "quiet"}},
			{Name: "quiet", Moves: []charter.Move{move("announce", "chair", "adopted"), move("close", "chair", "closed")}},
			{Name: "broken", End: true}, {Name: "adopted", End: true}, {Name: "closed", End: true}}}}}
}
