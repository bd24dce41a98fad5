package main

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/scenario"
)

// circulate sends the text that an act is to agree to, unless the parties have it: word is what the story calls it.
func (s *scene) circulate(party, word string) {
	if word == "" || s.chapter.texts[word] != "" {
		return
	}
	s.chapter.texts[word] = s.parley("send", "--dir", s.nodes[party].dir, "--charter", s.chapter.id, "--to", strings.Join(s.others(party), ","), s.words("The text "+word+"."))
	pass(5 * time.Second)
}

// planted stands in everything that is said under a charter, with the first digits of its id.
const planted = "planted words of "

func (s *scene) words(text string) string { return text + " " + planted + s.chapter.id[:12] }

// speak opens a proceeding or acts in it.
func (s *scene) speak(party string, f []string) {
	x := s.nodes[party]
	if y := s.nodes[secondFace(party)]; y != nil && scenario.After(f, "to") != "" {
		x = y
	}
	ch := s.chapter
	verb := []string{"act", "--dir", x.dir, ch.opening, f[2]}
	if f[1] == "opens" {
		verb = []string{"propose", "--dir", x.dir, "--charter", ch.id, "--to", strings.Join(s.others(party), ","), f[2]}
	} else if text := ch.texts[scenario.After(f, "text")]; text != "" {
		verb = append(verb, "--agree", text)
	}
	if scenario.Has(f, "hidden") {
		m := &x.mask
		m.set(func() { m.coming = true })
		defer func() { pass(time.Second); m.set(func() { m.coming = false }) }()
	}
	id := ""
	if s.paged {
		id = s.byButton(party, f)
	}
	if id == "" {
		id = s.submit(append(verb, s.says(party, f)...))
	}
	if f[1] == "opens" {
		ch.opening = id
		ch.talks[cmp.Or(scenario.After(f, "as"), f[2])] = id
	}
	ch.acts[f[2]] = id
	if name := scenario.After(f, "as"); name != "" {
		ch.acts[name] = id
	}
}

// submit runs propose or act. Where the state does not allow the act by what its officer sees, he sends it all the same.
func (s *scene) submit(verb []string) string {
	id, err := s.try(verb...)
	if err != nil && strings.Contains(err.Error(), "(or give --anyway)") {
		id, err = s.try(append(verb, "--anyway")...)
	}
	if err != nil {
		s.fail("parley %s: %v", strings.Join(verb, " "), err)
	}
	return id
}

// says returns the flags that give an act its text or its fields.
func (s *scene) says(party string, f []string) []string {
	text, fields := s.body(party, f)
	if fields {
		return []string{"--form-file", s.file("body.json", text)}
	}
	return []string{"--set", "text=" + text}
}

// body is what an act says: the fields of its form as JSON, or where it has none a text.
func (s *scene) body(party string, f []string) (text string, fields bool) {
	form := "text"
	p := s.chapter.c.Procedure(f[2])
	if p == nil {
		p = s.chapter.c.Procedure(s.procedure())
	}
	if a := p.Act(f[2]); a != nil {
		form = a.Form
	} else if f[1] == "opens" {
		form = p.Form
	}
	schema := s.chapter.c.Schema(form)
	if schema == nil {
		return s.words(party + " says " + f[2] + "."), false
	}
	body := map[string]any{}
	for i := range schema.Fields {
		if v := s.value(party, p, &schema.Fields[i], f); v != nil {
			body[schema.Fields[i].Name] = v
		}
	}
	b, _ := json.Marshal(body)
	return string(b), true
}

// procedure is that of the proceeding.
func (s *scene) procedure() string {
	for _, p := range s.chapter.c.Procedures {
		if s.chapter.acts[p.Name] == s.chapter.opening {
			return p.Name
		}
	}
	s.fail("no proceeding is open")
	return ""
}

// value returns what a field says: what the story says, something where it has to say something, nil otherwise.
func (s *scene) value(party string, p *charter.Procedure, x *charter.Field, f []string) any {
	act := p.Act(f[2])
	switch {
	case x.Kind == charter.KindTable && f[1] == "opens" && x.Name == p.Questions:
		if rows := s.rows(x, f, "?", charter.ColumnID); rows != nil {
			return rows
		}
	case x.Kind == charter.KindTable && act != nil && x.Name == act.Answers:
		if rows := s.rows(x, f, "=", charter.ColumnQuestion); rows != nil {
			return rows
		}
	}
	if rows := scenario.Counted(f); len(rows) > 0 && x.Kind == charter.KindTable && x.Required {
		return s.counted(x, f)
	}
	if act != nil && x.Name == act.Finds {
		if rows := s.rows(x, f, "/", charter.ColumnQuestion); rows != nil {
			return rows
		}
	}
	list := scenario.After(f, x.Name)
	if list == "" && joint(p, x.Name) {
		list = scenario.After(f, "with")
	}
	if list != "" && f[1] == "opens" && x.Kind == charter.KindTable {
		var rows []any
		for _, id := range strings.Split(list, ",") {
			rows = append(rows, map[string]any{charter.ColumnParty: id})
		}
		return rows
	}
	if id := s.chapter.talks[list]; x.Kind == charter.KindReference && id != "" {
		return id
	}
	if !x.Required {
		return nil
	}
	until, to := scenario.After(f, "until"), scenario.After(f, "party")
	switch x.Kind {
	case charter.KindTime:
		at := s.storyTime() + 24*time.Hour
		if own := scenario.After(f, x.Name); own != "" {
			until = own
		}
		if until != "" {
			at, _ = scenario.ReadTime(until)
		}
		return s.instant(at)
	case charter.KindParty:
		if to == "" {
			to = party
		}
		return to
	case charter.KindTable:
		return []any{s.row(x, nil)}
	}
	return s.filler(x)
}

// joint reports whether a table of the opening names those who hold a role jointly.
func joint(p *charter.Procedure, table string) bool {
	return slices.ContainsFunc(p.Roles, func(r charter.Role) bool { return r.Kind == charter.RoleJoint && r.Field == table })
}

// filler is something that a field of a kind may say.
func (s *scene) filler(x *charter.Field) any {
	switch x.Kind {
	case charter.KindText:
		return s.words("Said.")[:min(x.Max, len(s.words("Said.")))]
	case charter.KindChoice:
		return x.Choices[0].Value
	case charter.KindNumber:
		return x.Min
	case charter.KindDuration:
		return "1 h"
	case charter.KindReference:
		return cmp.Or(s.chapter.opening, parley.Sum([]byte(x.Name)).String()) // an opening cites notices that the story does not tell of
	case charter.KindPlace:
		return map[string]any{"kind": "words", "words": "north of the river"}
	case charter.KindParty:
		return s.chapter.parties[0]
	}
	s.fail("a field of the kind %s", x.Kind)
	return nil
}

// rows are those of a table of questions, "first?", or of answers, "first=answered".
func (s *scene) rows(x *charter.Field, f []string, mark, column string) (out []any) {
	for _, w := range f[3:] {
		if q, status, ok := strings.Cut(w, mark); ok {
			out = append(out, s.row(x, map[string]string{column: q, charter.ColumnStatus: status, charter.ColumnFinding: status}))
		}
	}
	return out
}

func (s *scene) row(x *charter.Field, said map[string]string) map[string]any {
	row := map[string]any{}
	for i := range x.Columns {
		c := &x.Columns[i]
		if v := said[c.Name]; v != "" && slices.Contains([]string{charter.ColumnID, charter.ColumnQuestion, charter.ColumnStatus, charter.ColumnFinding}, c.Name) {
			row[c.Name] = v
		} else if c.Required && c.Kind == charter.KindTime {
			row[c.Name] = s.instant(s.storyTime() + 24*time.Hour)
		} else if c.Required {
			row[c.Name] = s.filler(c)
		}
	}
	return row
}
