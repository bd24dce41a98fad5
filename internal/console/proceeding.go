package console

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"parley/charter"
	"parley/internal/node"
)

// What the node calls a standing and the ends of a clock.
const (
	standingEffect = "in effect"
	lapseRunning   = "running"
	lapseElapsed   = "elapsed"
	lapseNotServed = "not served"
	lapseFinal     = "final"
)

// A ProceedingPage is the story of one proceeding, and what may be done in it now.
type ProceedingPage struct {
	Frame
	ID, Title, Subject string
	Parties            []PartyRole
	State              string
	Since              Instant
	End                bool
	Ours               bool     // it is our move
	Turn               []string // whose move it is
	Contested          []string
	Holding            []string
	Clock              Clock
	Proof              Proof
	Acts               []ActChoice // of the procedure, open to us now
	Always             []ActChoice // that every procedure has
	Matter             Matter
	Conditions         []ConditionLine
	Story              []StoryEntry
	Aside              []StoryEntry
	Unread             bool // the procedure is not one that this node can read
}

// A PartyRole is a participant and what the procedure calls it.
type PartyRole struct {
	Name  string
	Roles []string
	Own   bool
}

// An ActChoice is an act that may be done.
type ActChoice struct{ Name, Title string }

func (c *Console) proceedingPages() pages {
	return pages{
		"GET /proceedings":              c.proceedings,
		"GET /proceeding/{id}":          c.proceeding,
		"GET /proceeding/{id}/evidence": c.outcome,
		"GET /proceeding/{id}/print":    c.printProceeding,
	}
}

func (c *Console) proceeding(v *visit) error {
	ctx := v.r.Context()
	f := c.frame(v, "proceeding")
	k, err := c.courseOf(ctx, f.Lang, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	p := &ProceedingPage{Frame: f, ID: k.ID, Title: k.title(), State: k.stateTitle(k.State), Since: instant(k.Since), Unread: k.proc == nil}
	c.fill(ctx, k, p)
	c.show(v.w, http.StatusOK, p.Lang, "proceeding", p)
	return nil
}

func (c *Console) fill(ctx context.Context, k *course, p *ProceedingPage) {
	if s := k.state(k.ProceedingView.State); s != nil {
		p.End = s.End
	}
	p.Subject = k.subject()
	p.Ours, p.Turn = slices.Contains(k.Turn, k.own), k.names(k.Turn)
	p.Contested, p.Holding = k.names(k.Contested), k.names(k.Holding)
	for _, id := range k.Participants {
		p.Parties = append(p.Parties, PartyRole{k.held.party(id), k.roles(id), id == k.own})
	}
	for _, name := range k.ActsAllowed {
		if a := (ActChoice{name, k.actTitle(name)}); k.everywhere(name) {
			p.Always = append(p.Always, a)
		} else {
			p.Acts = append(p.Acts, a)
		}
	}
	t := c.tale(ctx, k)
	p.Story, p.Aside = t.entries(k.Entries), t.entries(k.ProceedingStory.Aside)
	p.Clock = c.clock(ctx, k)
	p.Proof = k.proof(t)
	p.Matter = c.matter(ctx, k, t)
	if k.proc != nil {
		p.Conditions = t.conditions()
	}
}

// everywhere reports whether an act is one that every procedure has without listing it.
func (k *course) everywhere(name string) bool {
	return slices.Contains(charter.Everywhere(), name) && (k.proc == nil || k.proc.Act(name) == nil)
}

// outcome sends the evidence file of a proceeding.
func (c *Console) outcome(v *visit) error {
	id := v.r.PathValue("id")
	b, err := c.api.Outcome(v.r.Context(), id, v.who)
	return download(v, id[:min(16, len(id))]+".evidence", b, err)
}

// ownMove reports whether it is our move in what a list shows.
func ownMove(x node.ProceedingView, own string) bool { return slices.Contains(x.Turn, own) }

// subject is how the first text of the opening begins.
func (k *course) subject() string {
	if k.opening == nil {
		return ""
	}
	return strings.TrimSpace(k.held.subject(k.opening))
}
