package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"parley/charter"
	"parley/internal/scenario"
)

// A sceneChapter is what is played under one charter.
type sceneChapter struct {
	parties []string
	c       *charter.Charter
	id      string
	print   string        // its fingerprint
	late    time.Duration // by so much all its times are later than the story says, for it is played after another one
	began   bool

	seenBy  string            // who looked last
	opening string            // id of the proceeding
	talks   map[string]string // ids of all proceedings by the names that the story gives
	acts    map[string]string // ids by the names that the story gives
	texts   map[string]string // ids of the texts that acts agree to, by the story's word
}

// How often the lines of a scene are tested, in minutes: each day, or each week.
const (
	testedDaily  = 1440
	testedWeekly = 7 * testedDaily
)

// open has parties sign and adopt a charter, as the README shows it.
func (s *scene) open(l scenario.Line) {
	s.chapter = &sceneChapter{parties: l.Parties, acts: map[string]string{}, texts: map[string]string{}, talks: map[string]string{}}
	s.told[strings.Join(l.Parties, " ")] = s.chapter
	draft := []string{"charter", "draft", "--exercise", "--template", "line"}
	if l.Under != "" {
		draft[len(draft)-1] = l.Under
	}
	for i, p := range l.Parties {
		if s.nodes[p] == nil {
			s.found(p)
		}
		for _, q := range l.Parties[:i] {
			s.join(p, q)
		}
		draft = append(draft, "--party", filepath.Join(s.dir, p+".yaml"))
	}
	c, err := charter.Parse([]byte(s.parley(draft...) + "\n"))
	if err != nil {
		s.fail("%v", err)
	}
	if c.LineTestMinutes = testedDaily; s.light {
		c.LineTestMinutes = testedWeekly
	}
	if len(l.Parties) > 10 { // how each line was, told daily, is another story
		c.Forms = slices.DeleteFunc(c.Forms, func(f charter.Form) bool { return f.Name == "line-day" })
	}
	if l.Under == "" {
		s.addProcedures(c)
	}
	s.chapter.c = c
	s.adopt(s.file("charter.yaml", string(c.Encode())))
}

func (s *scene) adopt(file string) {
	s.chapter.print = s.parley("charter", "fingerprint", file)
	var sheets, signatures []string
	for _, p := range s.chapter.parties {
		sheets = append(sheets, "--party", filepath.Join(s.dir, p+".yaml"))
		signatures = append(signatures, s.file(p+".sig", s.parley("charter", "sign", "--dir", s.nodes[p].dir, "--fingerprint", s.chapter.print, file)+"\n"))
	}
	for _, p := range s.chapter.parties {
		said := s.parley(append(append(append([]string{"charter", "adopt", "--dir", s.nodes[p].dir}, sheets...), file), signatures...)...)
		s.chapter.id = strings.Fields(said)[1]
	}
	pass(settling)
}

// addProcedures puts the procedures of the stories into a charter, with forms that have the fields that they name.
func (s *scene) addProcedures(c *charter.Charter) {
	text, err := os.ReadFile("../../procedure/testdata/procedures")
	if err != nil {
		s.fail("%v", err)
	}
	var all charter.Charter
	if err := scenario.ReadProcedures(&all, strings.Split(string(text), "\n")); err != nil {
		s.fail("%v", err)
	}
	c.Language = charter.Language
	for _, p := range all.Procedures {
		if p.Name == "inquiry" || p.Name == "joint-question" || p.Name == "points" { // no story has them
			continue
		}
		p.Title, p.Form = inEnglish(p.Name), addForm(c, p.Name+"-opening", openingFields(&p))
		for i := range p.Roles {
			p.Roles[i].Title = inEnglish(p.Roles[i].Name)
		}
		for i := range p.Acts {
			a := &p.Acts[i]
			a.Title, a.Form = inEnglish(a.Name), addForm(c, p.Name+"-"+a.Name, actFields(&p, a))
		}
		for i := range p.States {
			p.States[i].Title = inEnglish(p.States[i].Name)
		}
		c.Procedures = append(c.Procedures, p)
	}
}

// inEnglish makes a title of a name.
func inEnglish(name string) map[string]string {
	return map[string]string{"en": strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "-", " ")}
}

// addForm adds a form with these fields, and returns its name; without fields it is a text.
func addForm(c *charter.Charter, name string, fields []charter.Field) string {
	if len(fields) == 0 {
		return "text"
	}
	for i := range fields {
		fields[i].Title, fields[i].Required = inEnglish(fields[i].Name), true
	}
	c.Forms = append(c.Forms, charter.Form{Name: name, Title: inEnglish(name)})
	c.Schemas = append(c.Schemas, charter.Schema{Form: name, Fields: fields})
	return name
}

// clocked returns the fields that the clocks of states name to which acts lead.
func clocked(p *charter.Procedure, to ...string) (fields []charter.Field) {
	for _, name := range to {
		if k := p.State(name).Clock; k != nil && k.Field != "" && !slices.ContainsFunc(fields, func(f charter.Field) bool { return f.Name == k.Field }) {
			fields = append(fields, charter.Field{Name: k.Field, Kind: charter.KindTime})
		}
	}
	return fields
}

func openingFields(p *charter.Procedure) []charter.Field {
	fields := clocked(p, p.States[0].Name)
	if p.Questions != "" {
		fields = append(fields, charter.Field{Name: p.Questions, Kind: charter.KindTable, Max: 9, Columns: []charter.Field{textField(charter.ColumnID)}})
	}
	return fields
}

func actFields(p *charter.Procedure, a *charter.Act) []charter.Field {
	var to []string
	for _, st := range p.States {
		for _, m := range st.Moves {
			if m.Act == a.Name {
				to = append(to, m.To)
			}
		}
	}
	fields := clocked(p, to...)
	if a.Certifies != "" {
		fields = append(fields, charter.Field{Name: a.Certifies, Kind: charter.KindParty})
	}
	if a.Answers != "" {
		status := charter.Field{Name: charter.ColumnStatus, Title: inEnglish(charter.ColumnStatus), Kind: charter.KindChoice, Required: true}
		for _, v := range []string{charter.StatusAnswered, charter.StatusRefused, charter.StatusNotApplicable, charter.StatusContested} {
			status.Choices = append(status.Choices, charter.Choice{Value: v, Title: inEnglish(v)})
		}
		fields = append(fields, charter.Field{Name: a.Answers, Kind: charter.KindTable, Max: 9, Columns: []charter.Field{textField(charter.ColumnQuestion), status}})
	}
	return fields
}

func textField(name string) charter.Field {
	return charter.Field{Name: name, Title: inEnglish(name), Kind: charter.KindText, Required: true, Max: 100}
}
