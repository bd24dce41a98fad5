package console

import (
	"cmp"
	"context"

	"parley"
	"parley/internal/node"
)

// What a board shows of each list; the number of all stands beside it.
const (
	boardWaiting = 12
	boardMoves   = 12
	boardEvents  = 6
)

// A BoardPage is the first screen: what is ours to do, what is theirs, and how the lines are.
type BoardPage struct {
	Frame
	Next       Next
	Ours       []Waiting // their messages that wait for us
	OursAll    int
	Theirs     []Waiting // our messages that wait for them
	TheirsAll  int
	OurMove    []Move
	OurAll     int
	TheirMove  []Move
	TheirAll   int
	Lines      []Line
	Events     []EventLine
	Drafts     []Pending // that wait for the officer at this desk, or, where there is none, for any
	NoCharters bool
}

// Next is the one thing to do. Kind is the key of its words: flash, immediate, draft, move, waiting, line, or none.
type Next struct {
	Kind    string
	Link    string
	What    string
	Who     string
	Since   Instant
	Until   Instant
	Code    string // of the precedence, or of the state
	Exercis bool
}

// A Move is a proceeding in which somebody is to act.
type Move struct {
	ID, Title, State string
	Subject          string
	Who              []string
	Since, Until     Instant
	Proof            string // code
	Lapse            string // code
	Acts             []string
}

func (c *Console) boardPages() pages { return pages{"GET /{$}": c.board} }

func (c *Console) board(v *visit) error {
	ctx := v.r.Context()
	b, err := c.api.Board(ctx)
	if err != nil {
		return err
	}
	p := &BoardPage{Frame: c.frame(v, "board"), OurAll: len(b.OurMove), TheirAll: len(b.TheirMove)}
	p.Ours, p.OursAll = c.desk.waiting(false, boardWaiting)
	p.Theirs, p.TheirsAll = c.desk.waiting(true, boardWaiting)
	c.wordedAll(ctx, p.Lang, p.Ours)
	c.wordedAll(ctx, p.Lang, p.Theirs)
	p.OurMove, p.TheirMove = c.moves(v, p.Lang, b.OurMove), c.moves(v, p.Lang, b.TheirMove)
	if p.Drafts, err = c.draftsFor(ctx, v, p.Lang); err != nil {
		return err
	}
	if p.Lines, err = c.lineViews(v, p.Frame, b.Lines, historyDays); err != nil {
		return err
	}
	if p.Events, err = c.lastEvents(v, boardEvents); err != nil {
		return err
	}
	charters, err := c.api.Charters(ctx)
	p.NoCharters = err == nil && len(charters) == 0
	p.Next = p.next()
	c.show(v.w, 200, p.Lang, "board", p)
	return nil
}

// moves are the proceedings with the next deadlines, and then those that began first.
func (c *Console) moves(v *visit, lang string, list []node.ProceedingView) (out []Move) {
	soonest := first(list, boardMoves, func(a, b node.ProceedingView) int {
		return cmp.Or(cmp.Compare(deadline(a), deadline(b)), cmp.Compare(a.Since, b.Since))
	})
	for _, x := range soonest {
		m := c.move(v.r.Context(), lang, x)
		m.Subject = c.subjectOf(v.r.Context(), x)
		out = append(out, m)
	}
	return out
}

// move is a proceeding as a list shows it.
func (c *Console) move(ctx context.Context, lang string, x node.ProceedingView) Move {
	h := c.charterNamed(ctx, x.Charter)
	m := Move{ID: x.ID, Title: h.procedure(lang, x), State: h.state(lang, x), Since: instant(x.Since), Until: instantOrNone(x.Until), Proof: x.Proof, Lapse: x.Lapse}
	for _, id := range x.Turn {
		m.Who = append(m.Who, h.party(id))
	}
	for _, a := range x.ActsAllowed {
		m.Acts = append(m.Acts, c.drawn.words[lang].act(h, x.Procedure, a))
	}
	return m
}

// Named is what a proceeding is called, and what it is about.
func (m Move) Named() string {
	if m.Subject != "" {
		return m.Title + ": " + m.Subject
	}
	return m.Title
}

// subjectOf is what a proceeding is about, by its opening.
func (c *Console) subjectOf(ctx context.Context, x node.ProceedingView) string {
	h := c.charterNamed(ctx, x.Charter)
	if p := c.payload(ctx, x.ID); p != nil && h != nil {
		return h.subject(p)
	}
	return ""
}

// deadline sorts what has none last.
func deadline(p node.ProceedingView) string {
	if p.Until == nil {
		return "~"
	}
	return *p.Until
}

func (h *heldCharter) procedure(lang string, p node.ProceedingView) string {
	if h != nil {
		for i := range h.text.Procedures {
			if x := &h.text.Procedures[i]; x.Name == p.Procedure {
				return h.titled(lang, x.Title)
			}
		}
	}
	return oneLine(p.Title)
}

func (h *heldCharter) state(lang string, p node.ProceedingView) string {
	if h != nil {
		for i := range h.text.Procedures {
			if x := &h.text.Procedures[i]; x.Name == p.Procedure && x.State(p.State) != nil {
				return h.titled(lang, x.State(p.State).Title)
			}
		}
	}
	return oneLine(p.State)
}

// act is what the charter calls an act; those that every procedure has are called in the words of the console.
func (w *words) act(h *heldCharter, procedure, act string) string {
	if h != nil {
		for i := range h.text.Procedures {
			if x := &h.text.Procedures[i]; x.Name == procedure && x.Act(act) != nil {
				return h.titled(w.lang, x.Act(act).Title)
			}
		}
	}
	return w.choice("act", oneLine(act))
}

// next picks the one thing to do.
func (p *BoardPage) next() Next {
	urgent := func(w Waiting) bool {
		return w.Precedence.Code == parley.Flash.String() || w.Precedence.Code == parley.Immediate.String()
	}
	of := func(kind string, w Waiting) Next {
		return Next{Kind: kind, Link: "/message/" + w.ID, What: w.Title(), Who: w.From, Since: w.Sent, Code: w.Precedence.Code, Exercis: w.Exercise}
	}
	switch {
	case len(p.Ours) > 0 && urgent(p.Ours[0]):
		return of(p.Ours[0].Precedence.Code, p.Ours[0])
	case len(p.Drafts) > 0:
		d := p.Drafts[0]
		return Next{Kind: "draft", Link: "/drafts/" + d.ID, What: d.Title, Since: d.Made, Code: d.Precedence.Code, Exercis: d.Exercise}
	case len(p.OurMove) > 0:
		m := p.OurMove[0]
		return Next{Kind: "move", Link: "/proceeding/" + m.ID, What: m.Named(), Since: m.Since, Until: m.Until}
	case len(p.Ours) > 0:
		return of("waiting", p.Ours[0])
	}
	for _, l := range p.Lines {
		if !l.Works {
			return Next{Kind: "line", Link: "/lines", Who: l.Name, Since: l.Since, Code: l.State}
		}
	}
	return Next{Kind: "none"}
}
