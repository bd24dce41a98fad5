package paper

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"parley"
	"parley/internal/node"
)

// exerciseWord stands before and after every text of an exercise.
const exerciseWord = "EXERCISE"

// Message returns a message as it is drawn: what was said, how far it got and by whose clock, where it is recorded.
func Message(m node.MessageView) Document {
	d := Document{Kind: "Message", Title: value(m.Subject), Precedence: m.Precedence, DTG: m.DTG, Handling: value(m.Handling), ID: m.ID, Lang: value(m.Lang)}
	if m.Exercise {
		d.Exercise = exerciseWord
	}
	if d.Title == "" {
		d.Title = "Message of " + m.From
	}
	head := Part{Fields: fields("from", m.From, "to", strings.Join(m.To, ", "), "info", strings.Join(m.Info, ", "), "time", m.Time+", by the author's clock",
		"form", m.Form, "language", value(m.Lang), "charter", m.Charter, "answers", value(m.Refers.ReplyTo), "acknowledges", value(m.Refers.Acknowledges),
		"cancels", value(m.Refers.Cancels), "corrects", value(m.Refers.Corrects), "translates", value(m.Refers.Translates))}
	if r := m.Release; r != nil {
		head.Fields = append(head.Fields, fields("drafted by", node.Signers(r.Drafted), "reviewed by", node.Signers(r.Reviewed),
			"released by", node.Signers(r.Released), "emergency by", node.Signers(r.Emergency), "reason", value(r.Reason), "compromised keys of", node.Signers(r.Compromised))...)
	}
	head.Fields = append(head.Fields, fields("caution", value(m.Caution))...)
	if m.Withheld {
		head.Fields = append(head.Fields, Field{"withheld", "subject, text and attachments are for the readers that the charter names"})
	}
	for _, mark := range m.Marks {
		head.Fields = append(head.Fields, Field{"note", mark})
	}
	d.Parts = append(d.Parts, head)
	if m.Text != nil {
		d.Parts = append(d.Parts, Part{Heading: "Text", Text: strings.TrimRight(*m.Text, "\n")})
	}
	if len(m.Flags) > 0 {
		p := Part{Heading: "What the rules of the charter say of it"}
		for _, f := range m.Flags {
			p.Fields = append(p.Fields, Field{f.Level + " (" + f.Rule + ")", f.Line("en")})
		}
		d.Parts = append(d.Parts, p)
	}
	if m.Compared != nil {
		d.Parts = append(d.Parts, compared(m.Compared))
	}
	if len(m.Attachments) > 0 {
		d.Parts = append(d.Parts, attachments(m.Attachments))
	}
	return withRecords(d, m)
}

func attachments(all []node.AttachmentView) Part {
	p := Part{Heading: "Attachments"}
	for _, a := range all {
		p.Fields = append(p.Fields, Field{"attachment", fmt.Sprintf("%s, %s, %d of %d bytes here, %s", a.Name, a.MediaType, a.Held, a.Size, a.ID)})
	}
	return p
}

// withRecords adds the receipts and places.
func withRecords(d Document, m node.MessageView) Document {
	receipts := Part{Heading: "Receipts"}
	for _, party := range slices.Sorted(maps.Keys(m.Receipts)) {
		r := m.Receipts[party]
		for _, s := range []struct {
			step string
			at   *string
		}{{"recorded", r.Recorded}, {"opened", r.Opened}, {"acknowledged", r.Acknowledged}, {"answered", r.Answered}} {
			if s.at != nil {
				receipts.Fields = append(receipts.Fields, Field{s.step, "by " + party + ": " + *s.at})
			}
		}
		switch {
		case r.Refused != nil:
			receipts.Fields = append(receipts.Fields, Field{"refused", "by " + party + ": " + r.Refused.Time + ", " + r.Refused.Reason})
		case r.Recorded == nil:
			receipts.Fields = append(receipts.Fields, Field{"not recorded", "by " + party})
		}
	}
	places := Part{Heading: "Places in the records"}
	for _, p := range m.Places {
		seen := "not yet seen by anyone"
		if len(p.SeenBy) > 0 {
			seen = "cosigned by " + strings.Join(p.SeenBy, ", ")
		}
		places.Fields = append(places.Fields, Field{p.Kind, fmt.Sprintf("place %d of %d in the record of %s, %s by its clock, %s", p.Index, p.Size, p.Party, p.Date, seen)})
	}
	for _, p := range []Part{receipts, places} {
		if len(p.Fields) > 0 {
			d.Parts = append(d.Parts, p)
		}
	}
	return d
}

// fields pairs names and values, and leaves out empty values.
func fields(pairs ...string) (out []Field) {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, Field{pairs[i], pairs[i+1]})
		}
	}
	return out
}

// value is a field of a view, empty where it is null.
func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// dtg is the date-time group of a time as a view has it.
func dtg(text string) string {
	at, err := parley.ParseMillis(text)
	if err != nil {
		return text
	}
	return at.DTG()
}
