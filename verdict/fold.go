package verdict

import (
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/procedure"
	"parley/record"
)

// Fold says of evidence of a proceeding what follows from it, and makes the file fail where nothing can. What counts is how
// far the proceeding is settled by what the file shows: nothing that it leaves out can change that.
func Fold(r *record.Report) {
	c := r.Course
	if c == nil || r.Verdict == record.Fails {
		return
	}
	res, err := procedure.CheckOutcome(CourseInput(c))
	if err != nil {
		r.Verdict, r.Why = record.Fails, parley.SentenceOf(err)
		return
	}
	say := func(format string, args ...any) { r.Findings = append(r.Findings, fmt.Sprintf(format, args...)) }
	say("the proceeding %s is of the procedure %q, between %s", c.Opening, res.Procedure.Name, parties(res.Participants))
	for _, e := range res.Entries[:res.Ground.Entries] {
		switch {
		case e.Lapse && len(e.NotServed) > 0:
			say("at %s its deadline passed, and counts for nothing: %s did not have in time the act that set it", e.Date, parties(e.NotServed))
		case e.Lapse:
			say("at %s its deadline passed: every party that could act had the act that set it on record, and none had acted before; it led from %q to %q", e.Date, e.From, e.To)
		case e.From == "":
			say("%s by %s opened it, dated %s by its own clock; it began at %q", e.Name, e.Author, e.Date, e.To)
		case e.Standing == procedure.InEffect && e.From != e.To:
			say("%s by %s led from %q to %q", e.Name, e.Author, e.From, e.To)
		}
	}
	switch {
	case res.Ground.Entries == 0:
		r.NotProved = append(r.NotProved, "anything about where the proceeding stands: nothing of it is settled by the records shown")
	case res.Vouched == res.Ground:
		say("it stands at %q, and every other participant has vouched for the records that show this", res.Ground.State)
	default:
		say("it stands at %q", res.Ground.State)
		r.NotProved = append(r.NotProved, "that no party has forked its record: not every participant has vouched for the records shown that far")
	}
	if len(res.Disputed) > 0 {
		say("it is disputed: without the proof that %s forked its record more would be settled, or not so", parties(res.Disputed))
	}
	if res.Ground.ByRule {
		r.NotProved = append(r.NotProved, "the outcome itself: a rule of the charter gives it, and no proof")
	}
	r.NotProved = append(r.NotProved, "what was done in the proceeding after what is shown here",
		"that a clock was right: every time is by the clock of the party whose record it stands in",
		"why a party did not act: it may not have been able to, or not have wanted to")
}

// CourseInput gives the fold of chapter 6 what a file proves of a proceeding [REC-89].
func CourseInput(c *record.Course) procedure.Input {
	in := procedure.Input{Charter: c.Charter, Opening: c.Opening, Now: parley.MaxMillis}
	for _, m := range c.Messages {
		b := procedure.ReadBody(c.Charter, m.ID, m.Payload)
		if m.Void != "" {
			b.Void = m.Void
		}
		in.Bodies = append(in.Bodies, b)
	}
	for _, l := range c.Logs {
		v := procedure.Volume{Number: int(l.Volume)}
		if slices.Contains(c.Forked, record.LogName{Party: l.Party, Volume: l.Volume}) {
			v.Fork = new(uint64) // the proof does not say where the branches part
		}
		for _, x := range l.Leaves {
			v.Leaves = append(v.Leaves, procedure.LeafAt(x.Index, x.Leaf))
		}
		for _, s := range slices.Backward(l.Cosigned) { // of each mirror the largest
			if !slices.ContainsFunc(v.Cosigned, func(c procedure.Cosigned) bool { return c.Mirror == s.Mirror }) {
				v.Cosigned = append(v.Cosigned, procedure.Cosigned{Mirror: s.Mirror, Size: s.Size})
			}
		}
		if n := len(in.Logs); n > 0 && in.Logs[n-1].Party == l.Party {
			in.Logs[n-1].Volumes = append(in.Logs[n-1].Volumes, v)
		} else {
			in.Logs = append(in.Logs, procedure.Log{Party: l.Party, Volumes: []procedure.Volume{v}})
		}
	}
	return in
}

func parties(ids []parley.PartyID) string {
	var words []string
	for _, id := range ids {
		words = append(words, string(id))
	}
	return strings.Join(words, ", ")
}
