package console

import (
	"context"
	"slices"
	"strings"

	"parley/internal/node"
)

// An EventLine is an alarm of the node: its kind in the reader's language, or, where the console has no words for it, the node's own
// sentence.
type EventLine struct {
	Time     Instant
	Kind     string // key of its words
	Who      string // the other side, where it is about one
	About    string // what the proceeding is called, where it is about one
	Link     string // to the proceeding; of a conflict to the map
	Sentence string // of the node, in English; empty where there are words
	Count    int
}

func (c *Console) lastEvents(v *visit, n int) (out []EventLine, err error) {
	list, err := c.api.Events(v.r.Context())
	if err != nil {
		return nil, err
	}
	list = node.Aloud(list) // who forces an officer may look on
	slices.Reverse(list)
	lang := c.bareFrame(v.r).Lang
	for _, e := range list[:min(n, len(list))] {
		out = append(out, c.eventLine(v.r.Context(), lang, e))
	}
	return out, nil
}

func (c *Console) eventLine(ctx context.Context, lang string, e node.EventView) EventLine {
	out := EventLine{Time: instant(e.Time), Kind: e.Kind, Count: e.Count}
	if !c.drawn.words[lang].has("event." + e.Kind) {
		out.Sentence = strings.TrimSpace(oneLine(e.Sentence))
	}
	h := c.charterNamed(ctx, some(e.Charter))
	if e.Party != nil {
		out.Who = h.party(*e.Party)
	}
	if e.Kind == node.EventConflict {
		out.Link, out.About = "/map?days=any", c.drawn.words[lang].say("title.map")
	}
	if e.Proceeding == nil {
		return out
	}
	out.Link = "/proceeding/" + *e.Proceeding
	if p := c.payload(ctx, *e.Proceeding); p != nil && h != nil {
		out.About = h.procedure(lang, node.ProceedingView{Procedure: p.Act, Title: p.Act})
		if subject := h.subject(p); subject != "" {
			out.About += ": " + subject
		}
	}
	return out
}
