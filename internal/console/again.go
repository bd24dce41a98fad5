package console

import (
	"context"
	"slices"

	"parley"
	"parley/form"
	"parley/internal/node"
	"parley/wire"
)

// mayReplace reports whether a message is one of ours that another may correct or cancel: a text, or a notice that stands by
// itself.
func (h *heldCharter) mayReplace(m node.MessageView, own bool) bool {
	return own && h != nil && m.Text != nil && (m.Form == wire.FormText || slices.Contains(noticeForms(h.text), m.Form))
}

// beginAgain begins a draft with what an earlier message of this party says, to correct or cancel it.
func (c *Console) beginAgain(ctx context.Context, d *Draft, corrects, cancels string) error {
	m, err := c.api.Show(ctx, corrects+cancels)
	if err != nil {
		return err
	}
	h := c.charterNamed(ctx, m.Charter)
	author, post, _ := cutAddress(m.From)
	if !h.mayReplace(m, author == string(c.cfg.Party)) {
		return parley.Errorf(parley.CodeBadMessage, "only a text or a notice of this party can be corrected or cancelled, and no act of a proceeding")
	}
	b, err := c.api.Envelope(ctx, m.ID)
	if err != nil {
		return err
	}
	_, p, err := wire.DecodeEnvelope(b)
	if err != nil {
		return err
	}
	d.Charter, d.From, d.To, d.Info, d.Precedence = m.Charter, post, m.To, m.Info, m.Precedence
	d.Subject, d.Handling, d.Lang = some(m.Subject), some(m.Handling), some(m.Lang)
	if d.Corrects = m.ID; cancels != "" {
		d.Corrects, d.Cancels = "", m.ID
	}
	if m.Form == wire.FormText {
		d.Text = some(m.Text)
		return nil
	}
	d.Form = m.Form
	if body, err := form.Of(h.text, m.Form).Decode(p.Body); err == nil {
		d.Values = valuesOf(h.text.Schema(m.Form), body)
	}
	return nil
}

// refer names the messages that a draft stands to.
func (d Draft) refer(r *wire.Refers) error {
	for _, x := range []struct {
		id string
		to **parley.Hash
	}{{d.ReplyTo, &r.ReplyTo}, {d.Corrects, &r.Corrects}, {d.Cancels, &r.Cancels}} {
		if x.id == "" {
			continue
		}
		id, err := parley.ParseHash(x.id)
		if err != nil {
			return err
		}
		*x.to = &id
	}
	return nil
}
