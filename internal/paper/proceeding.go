package paper

import (
	"fmt"
	"strings"

	"parley/internal/node"
)

// Proceeding returns the story of a proceeding as it is drawn: where it stands, then every act in the order that counts.
func Proceeding(v node.ProceedingStory, exercise bool) Document {
	d := Document{Kind: "Proceeding", Title: v.Title, DTG: dtg(v.Since), ID: v.ID}
	if exercise {
		d.Exercise = exerciseWord
	}
	d.Parts = append(d.Parts, Part{Fields: fields("procedure", v.Procedure, "charter", v.Charter, "between", strings.Join(v.Participants, ", "),
		"state", v.State+" ("+v.StateTitle+")", "since", v.Since, "awaiting their act", strings.Join(v.Turn, ", "), "until", value(v.Until),
		"lapse", v.Lapse, "proof", v.Proof, "not served", strings.Join(v.NotServed, ", "), "contested by", strings.Join(v.Contested, ", "),
		"caution", value(v.Caution), "holding", strings.Join(v.Holding, ", "), "disputed", strings.Join(v.Disputed, ", "))})
	for i, e := range v.Entries {
		d.Parts = append(d.Parts, act(fmt.Sprintf("%d. ", i+1), e))
	}
	for _, e := range v.Aside {
		d.Parts = append(d.Parts, act("Aside: ", e))
	}
	if p := open(v); len(p.Fields) > 0 {
		d.Parts = append(d.Parts, p)
	}
	return d
}

func act(number string, e node.ActView) Part {
	p := Part{Heading: number + "the deadline passed"}
	if e.Act != nil {
		p.Heading = number + e.Author + ": " + e.Name
	}
	moved := ""
	if e.From != e.To {
		moved = e.From + " to " + e.To
	}
	p.Fields = fields("date", e.Date, "id", value(e.Act), "standing", e.Standing, "state", moved, "why", e.Why, "proved", proved(e),
		"not served", strings.Join(e.NotServed, ", "))
	if len(e.Unseen) > 0 {
		p.Fields = append(p.Fields, Field{"note", "signed without sight of " + strings.Join(e.Unseen, ", ")})
	}
	p.Text = strings.TrimRight(value(e.Text), "\n")
	return p
}

func proved(e node.ActView) string {
	var words []string
	switch {
	case e.Confirmed:
		words = append(words, "confirmed")
	case e.Settled:
		words = append(words, "settled")
	}
	if e.ByRule {
		words = append(words, "by rule, not by proof")
	}
	return strings.Join(words, ", ")
}

// open are the questions, agreements and what is missing.
func open(v node.ProceedingStory) Part {
	p := Part{Heading: "Questions, agreed texts, what is missing"}
	for _, q := range v.Questions {
		p.Fields = append(p.Fields, Field{"question", q.ID + ": " + q.Status + " " + q.By})
	}
	for _, f := range v.Found {
		p.Fields = append(p.Fields, Field{"found", found(f)})
	}
	for _, c := range append(v.Conditions[:len(v.Conditions):len(v.Conditions)], v.ConditionFor...) {
		p.Fields = append(p.Fields, Field{"condition", condition(c)})
	}
	for _, a := range v.Agreed {
		p.Fields = append(p.Fields, Field{"agreed", a.Text + " by " + strings.Join(a.Parties, ", ")})
	}
	for _, w := range v.Waits {
		p.Fields = append(p.Fields, Field{"waits for", strings.Join(given("the record of "+w.Party, value(w.Act), value(w.Until)), ", ")})
	}
	for _, m := range v.Missing {
		p.Fields = append(p.Fields, Field{"missing", m.Act + " of " + m.Party})
	}
	return p
}

// found says what each party found, with what it found before.
func found(f node.FoundView) string {
	var words []string
	for _, w := range f.Words {
		words = append(words, strings.Join(given(w.Party, w.Says, w.Act), " "))
		if w.Earlier {
			words[len(words)-1] += " (before)"
		}
	}
	if f.Common {
		words = append(words, "common")
	}
	return f.Question + ", " + f.Act + ": " + strings.Join(words, ", ")
}

// condition says how one stands, of which proceeding it is and which one it names, and what was done while it was not met.
func condition(c node.ConditionView) string {
	words := given(c.Title, c.Name, c.Status, value(c.Since), "of "+c.Of, "by "+value(c.Proceeding), c.Procedure, c.State, c.StateTitle, c.Proof,
		"before "+strings.Join(c.Acts, ", "))
	if len(c.Unmet) > 0 {
		words = append(words, "done while it was not met: "+strings.Join(c.Unmet, ", "))
	}
	return strings.Join(words, ", ")
}
