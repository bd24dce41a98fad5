package main

import (
	"fmt"
	"regexp"
	"strings"

	"parley/charter"
)

// lacksAct looks for an act in the story and how it stands.
func (p *scenePage) lacksAct(name, standing string) string {
	told := among(p.story, `<li class="told`, `/message/`+p.s.chapter.acts[name]+`"`)
	switch {
	case told == "":
		return "the story does not tell it"
	case standing == "in effect":
		return missingIs(told, "ithout effect", false)
	}
	return missing(told, map[string]string{"crossed": "Without effect: where the proceeding stood, this was not open to its author.", "unsighted": "Without effect: the officer signed",
		"late": "Late: dated at or after the deadline."}[standing])
}

// point is a numbered point with all that is said of it.
func (p *scenePage) point(id string) string {
	return among(p.matter, `<li class="point`, `<strong class="point-id">`+id+`</strong>`)
}

// choice is what the charter calls a value of a column in the form of an act, for each act that has such a table.
func (p *scenePage) choice(table func(*charter.Act) string, act, column, value string) (out []string) {
	for i := range p.proc.Acts {
		a := &p.proc.Acts[i]
		if table(a) == "" || act != "" && a.Name != act {
			continue
		}
		if c := p.s.chapter.c.Schema(a.Form).Field(table(a)).Column(column); c != nil {
			for _, x := range c.Choices {
				if x.Value == value {
					out = append(out, x.Title["en"])
				}
			}
		}
	}
	return out
}

func (p *scenePage) lacksStatus(c []string) string {
	head := between(p.point(c[1]), `<span class="point-status">`, "</p>")
	if len(c) < 3 {
		return missing(head, "nothing said yet")
	}
	for _, title := range p.choice(func(a *charter.Act) string { return a.Answers }, "", charter.ColumnStatus, c[2]) {
		if missing(head, title+" (") == "" {
			return ""
		}
	}
	return fmt.Sprintf("the point says %q", inWords(head))
}

// lacksFound looks for the last word of each party on a point by one kind of act, and whether they are common.
func (p *scenePage) lacksFound(c []string) string {
	act, said := p.proc.Act(c[2]), inWords(p.point(c[1]))
	common := false
	for _, w := range c[3:] {
		if w == "common" {
			common = true
			continue
		}
		party, value, _ := strings.Cut(w, "=")
		titles := p.choice(func(a *charter.Act) string { return a.Finds }, act.Name, charter.ColumnFinding, value)
		if len(titles) != 1 {
			return fmt.Sprintf("the charter calls %s %v", value, titles)
		}
		words := act.Title["en"] + " " + p.names([]string{party}) + ": " + titles[0]
		if strings.Count(said, words) == strings.Count(said, words+" (otherwise since)") {
			return fmt.Sprintf("%q does not stand in %q", words, said)
		}
	}
	if strings.Contains(said, act.Title["en"]+": all alike, ") != common {
		return fmt.Sprintf("common is %v in %q", !common, said)
	}
	return ""
}

var conditionSays = map[string]string{"unnamed": "The opening names no proceeding for it.", "unheld": "The proceeding named is not here.", "ahead": "Not met so far", "met": "Met", "broken": "Met before, and not any more"}

// lacksCondition looks for a condition of this proceeding or, where waits is empty, for that of one which waits for this one.
func (p *scenePage) lacksCondition(c []string, of string) string {
	for i := range p.s.chapter.c.Procedures {
		for _, n := range p.s.chapter.c.Procedures[i].Conditions {
			if n.Name != c[1] {
				continue
			}
			for _, entry := range strings.Split(p.conditions, "<li>")[1:] {
				if strings.Contains(entry, "Another proceeding waits for this one") == (of == "") && missing(entry, n.Title["en"]+": "+conditionSays[c[2]]) == "" &&
					strings.Contains(inWords(entry), n.Title["en"]+": "+conditionSays["broken"]) == (c[2] == "broken") {
					return p.lacksUnmet(entry, c[3:])
				}
			}
		}
	}
	return fmt.Sprintf("the conditions are %q", inWords(p.conditions))
}

var anchorOf = regexp.MustCompile(` id="(act-\d+)"`)

// lacksUnmet looks for the time since when a condition stands so, and for the acts that were done while it was not met.
func (p *scenePage) lacksUnmet(entry string, more []string) string {
	if len(more) > 0 && more[0] != "without" {
		if fault := missing(entry, "since "+p.dtg(more[0])); fault != "" {
			return fault
		}
		more = more[1:]
	}
	for i := 1; i < len(more); i += 2 {
		id := p.s.chapter.acts[more[i]]
		anchor := anchorOf.FindStringSubmatch(among(p.story, `<li class="told`, `/message/`+id+`"`))
		if !strings.Contains(entry, "/message/"+id) && (anchor == nil || !strings.Contains(entry, `href="#`+anchor[1]+`"`)) {
			return fmt.Sprintf("%s does not stand in %q", more[i], inWords(entry))
		}
	}
	return missingIs(entry, "Done while it was not met:", len(more) > 0)
}

// lacksCompared looks on the page of a notice for its numbers beside those of the period before.
func (p *scenePage) lacksCompared(c []string) string {
	page := p.s.consoleOf(p.party).page("/message/"+p.s.chapter.acts[c[1]], nil)
	beside := between(page, `<section aria-labelledby="compared-title"`, "</section>")
	if c[2] == "nothing" {
		return missing(beside, "there is nothing to compare with")
	}
	column := ""
	for _, s := range p.s.chapter.c.Schemas {
		if s.Compared != nil {
			column = s.Field(s.Compared.Table).Column(c[3]).Title["en"]
		}
	}
	amount := func(s string) string {
		if s == "none" {
			return "not given"
		}
		return s
	}
	for _, row := range strings.Split(beside, "<tr>")[1:] {
		if inWords(row) == strings.Join([]string{c[2], column, amount(c[6]), amount(c[4])}, " ") {
			return ""
		}
	}
	return fmt.Sprintf("the numbers are %q", inWords(beside))
}
