package console

import (
	"bytes"
	"net/http"
	"slices"

	"parley/form"
	"parley/wire"
)

// overtaken shows the form of an act again, with what came on record since it was previewed; it reports whether it did. An
// act that was sent already is not overtaken: it is sent again, and is the same message.
func (c *Console) overtaken(v *visit, p *wire.Payload, draft string) (bool, error) {
	if p.Proceeding == nil || p.Act == "" {
		return false, nil
	}
	k, err := c.courseOf(v.r.Context(), c.bareFrame(v.r).Lang, p.Proceeding.String())
	if err != nil {
		return false, err
	}
	_, open := k.consequence(p.Act)
	same := len(k.Seen) <= wire.MaxSeen && len(k.Seen) == len(p.Seen)
	for _, id := range p.Seen {
		same = same && slices.Contains(k.Seen, id.String())
	}
	if open && (same || len(k.Seen) > wire.MaxSeen) || c.sentAlready(v, k, p) {
		return false, nil
	}
	page := &ActPage{Again: true}
	if d, err := c.cfg.Drafts.Draft(draft); err == nil && d.Of.Proceeding == k.ID {
		page.Draft = d
	} else {
		page.Draft = Draft{ID: draft, Charter: k.Charter, From: string(p.From.Parley().Post), Precedence: p.Precedence.String(), Lang: p.Lang, Of: ActOf{Proceeding: k.ID, Act: p.Act, Shown: shownOf(p)}}
		f := form.Of(k.held.text, p.Form)
		if b, err := f.Decode(p.Body); err == nil && f.Schema() != nil {
			page.Draft.Values = valuesOf(f.Schema(), b)
		} else {
			page.Draft.Text = string(p.Body)
		}
	}
	page.Draft.Of.Act = p.Act
	return true, c.showAct(v, k, page, http.StatusConflict)
}

// sentAlready reports whether an act of ours is this payload.
func (c *Console) sentAlready(v *visit, k *course, p *wire.Payload) bool {
	want := p.Encode()
	for _, e := range slices.Concat(k.Entries, k.Aside) {
		if e.Act == nil || e.Author != k.own || e.Name != p.Act {
			continue
		}
		if x := c.payload(v.r.Context(), *e.Act); x != nil && bytes.Equal(x.Encode(), want) {
			return true
		}
	}
	return false
}

// shownOf is what the officer who wrote p had seen, as far as p says.
func shownOf(p *wire.Payload) (out string) {
	for _, id := range p.Seen {
		out += id.String()[:shownDigits] + ","
	}
	return out
}
