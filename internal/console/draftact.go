package console

import (
	"context"
	"slices"

	"parley/internal/node"
)

// A DraftedAct is what a draft would do in a proceeding, for those who sign it: what follows from it as the proceeding stands
// now, what came on record since it was written, and the texts that it agrees to, in full.
type DraftedAct struct {
	ID, Title, Act, State string // no id: it opens a proceeding
	Open                  bool   // the act is open to us now
	Consequence           Consequence
	News                  []StoryEntry
	Agrees                []AgreeChoice
}

// Void reports whether the act would have no effect as it is.
func (a *DraftedAct) Void() bool { return !a.Open || a.Consequence.Strict && len(a.News) > 0 }

// draftedAct reads the proceeding of a draft; nil where the draft is no act.
func (c *Console) draftedAct(ctx context.Context, lang string, h *heldCharter, d node.DraftView) (*DraftedAct, error) {
	if d.Act == nil || h == nil {
		return nil, nil
	}
	if d.Act.Proceeding == nil {
		return &DraftedAct{Act: h.actOf(lang, ActOf{Act: d.Act.Name}), Open: true}, nil
	}
	k, err := c.courseOf(ctx, lang, *d.Act.Proceeding)
	if err != nil {
		return nil, err
	}
	a := &DraftedAct{ID: k.ID, Title: k.title(), Act: k.actTitle(d.Act.Name), State: k.stateTitle(k.ProceedingView.State)}
	a.Consequence, a.Open = k.consequence(d.Act.Name)
	t := c.tale(ctx, k)
	p := &ActPage{Consequence: a.Consequence, Draft: Draft{Of: ActOf{Act: d.Act.Name, Agrees: d.Act.Texts}}}
	a.Agrees = slices.DeleteFunc(t.agrees(p), func(x AgreeChoice) bool { return !x.Chosen })
	last := 0 // place of the last act that its writer had seen
	for _, id := range d.Act.Seen {
		last = max(last, t.number[id])
	}
	for _, e := range t.entries(k.Entries) {
		if e.ID != "" && e.Number > last && e.ID != d.Message.ID {
			a.News = append(a.News, e)
		}
	}
	return a, nil
}
