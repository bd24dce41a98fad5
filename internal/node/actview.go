package node

import (
	"strings"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/procedure"
)

const (
	lapseRunning   = "running"
	lapseElapsed   = "elapsed"
	lapseNotServed = "not served"
	lapseFinal     = "final"
	proofDisputed  = "disputed"
)

// The words for what a proceeding and its acts are worth.
var (
	lapseWords = map[procedure.LapseStatus]string{procedure.LapseNone: "none", procedure.LapseUnknown: "unknown", procedure.LapseRunning: lapseRunning,
		procedure.LapseElapsed: lapseElapsed, procedure.LapseNotServed: lapseNotServed, procedure.LapseFinal: lapseFinal}
	proofWords = map[procedure.Proof]string{procedure.ProofNone: "none", procedure.ProofByRule: "by rule", procedure.ProofSettled: "settled",
		procedure.ProofConfirmed: "confirmed", procedure.ProofDisputed: proofDisputed}
	standingWords = map[procedure.Standing]string{procedure.InEffect: "in effect", procedure.Crossed: "crossed", procedure.Unsighted: "unsighted",
		procedure.Late: "late", procedure.Waiting: "waiting", procedure.Incomplete: "incomplete", procedure.Void: "void", procedure.CutOff: "cut off"}
)

// titled returns a title in English, as all that a node says, where the charter has it, else in its first authentic
// language.
func titled(c *charter.Charter, title map[string]string) string { return title[shownIn(c)] }

func shownIn(c *charter.Charter) string {
	if c.Title["en"] != "" {
		return "en"
	}
	return c.Authentic[0]
}

// proceedingView is what a list shows of a proceeding.
func (n *Node) proceedingView(k *tracker, r *procedure.Result) ProceedingView {
	v := ProceedingView{
		ID: k.id.String(), Charter: k.t.id.String(), Procedure: r.Procedure.Name, Title: titled(k.o.c, r.Procedure.Title), State: r.State,
		Turn: names(r.Turn), Since: r.Since.String(), Until: timeOrNull(r.Until), Lapse: lapseWords[r.Lapse],
		Settled: r.Settled, Final: r.Final, Proof: proofWords[r.Proof], ActsAllowed: []string{},
	}
	for _, p := range r.Allowed {
		if p.Party == n.cfg.Party {
			v.ActsAllowed = p.Acts
		}
	}
	return v
}

func names(ids []parley.PartyID) []string {
	out := []string{}
	for _, id := range ids {
		out = append(out, string(id))
	}
	return out
}

func hexes(ids []parley.Hash) []string {
	out := []string{}
	for _, id := range ids {
		out = append(out, id.String())
	}
	return out
}

// story is all that is known of a proceeding.
func (n *Node) story(k *tracker, r *procedure.Result) ProceedingStory {
	v := ProceedingStory{
		ProceedingView: n.proceedingView(k, r), Participants: names(r.Participants), NotServed: names(r.NotServed), Contested: names(r.Contested),
		Holding: names(r.Holding), Disputed: names(r.Disputed), Ground: groundView(r.Ground), Confirmed: groundView(r.Vouched),
		Entries: k.actViews(r.Procedure, r.Entries), Aside: k.actViews(r.Procedure, r.Aside), Questions: []QuestionView{}, Agreed: []AgreedView{},
		Waits: []WaitView{}, Missing: []MissingView{}, Seen: hexes(r.Seen), Allowed: map[string][]string{},
	}
	if s := r.Procedure.State(r.State); s != nil {
		v.StateTitle = titled(k.o.c, s.Title)
	}
	for _, q := range r.Questions {
		v.Questions = append(v.Questions, QuestionView{q.ID, q.Status, string(q.By)})
	}
	v.Found = foundViews(r)
	for _, a := range r.Agreed {
		v.Agreed = append(v.Agreed, AgreedView{a.Text.String(), names(a.Parties), a.All})
	}
	for _, w := range r.Waits {
		v.Waits = append(v.Waits, WaitView{string(w.Party), hexOrNull(w.Act), timeOrNull(w.Until)})
	}
	for _, m := range r.Missing {
		v.Missing = append(v.Missing, MissingView{string(m.Party), m.Act.String(), m.Body})
	}
	for _, p := range r.Allowed {
		v.Allowed[string(p.Party)] = p.Acts
	}
	return v
}

func groundView(g procedure.Ground) GroundView { return GroundView{g.State, g.End, g.Entries} }

func (k *tracker) actViews(p *charter.Procedure, entries []procedure.Entry) []ActView {
	out := []ActView{}
	for _, e := range entries {
		v := ActView{
			Act: hexOrNull(e.Act), Author: string(e.Author), Name: e.Name, Date: e.Date.String(), Standing: standingWords[e.Standing], Why: e.Why,
			From: e.From, To: e.To, Unseen: hexes(e.Unseen), NotServed: names(e.NotServed), Settled: e.Settled, Confirmed: e.Confirmed, ByRule: e.ByRule,
		}
		if a := p.Act(e.Name); a != nil {
			v.Title = titled(k.o.c, a.Title)
		} else if e.Name == p.Name {
			v.Title = titled(k.o.c, p.Title)
		}
		if a := k.acts[e.Act]; a != nil {
			text := form.Of(k.o.c, a.body.Payload.Form).Show(shownIn(k.o.c), a.body.Payload.Body)
			v.Text = textOrNull(strings.TrimRight(text, "\n"))
		}
		out = append(out, v)
	}
	return out
}
