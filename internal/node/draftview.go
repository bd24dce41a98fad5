package node

import (
	"parley"
	"parley/internal/release"
	"parley/internal/store"
	"parley/wire"
)

// draftView is a draft as those see it who sign it.
func (n *Node) draftView(row store.Draft) (v DraftView, err error) {
	v = DraftView{ID: draftName(row.ID), Signatures: []DraftSigner{}, Missing: []string{}, WaitsFor: map[string][]string{},
		MadeBy: row.User, Made: row.Made.String(), Changed: row.Changed.String()}
	if !row.Decided.IsZero() {
		v.Decided = textOrNull(row.Decided.String())
	}
	if row.State == store.DraftReleased {
		err = n.releasedView(&v, row)
		return v, err
	}
	var c *draftChange
	err = n.cfg.Store.View(func(r store.Reader) (err error) {
		if c, err = n.changing(r, row, Who{}); err != nil {
			return err
		}
		v.Message, err = draftMessage(r, c.t, row, c.d.Payload)
		return err
	})
	if err != nil {
		return v, err
	}
	v.TextHash, v.Act = parley.Sum(c.d.Payload.Body).String(), draftedAct(c.d.Payload)
	v.addSigners(c.d.Signed)
	switch {
	case row.State == store.DraftCancelled:
		v.State = "cancelled"
	case c.outdated:
		v.State, v.Missing = "outdated", []string{"the roster, the sheet or the edition changed: to be signed again"}
	default:
		v.State, v.Signatures = "open", []DraftSigner{}
		v.addSigners(c.d.Good())
		v.addWaits(c.d.Waits(n.rules.Load()))
	}
	return v, nil
}

// releasedView is a draft that became a message.
func (n *Node) releasedView(v *DraftView, row store.Draft) error {
	v.State = "released"
	signed, err := release.DecodeSigned(row.Signed)
	if err != nil {
		return err
	}
	v.addSigners(signed)
	return n.cfg.Store.View(func(r store.Reader) error {
		m, err := r.Message(row.Message)
		if err != nil {
			return err
		}
		if _, p, err := wire.DecodeEnvelope(m.Envelope); err == nil {
			v.TextHash, v.Act = parley.Sum(p.Body).String(), draftedAct(p)
		}
		v.Message, err = n.messageView(r, m)
		return err
	})
}

// draftedAct is what a payload does in a proceeding, or nil.
func draftedAct(p *wire.Payload) *DraftedAct {
	if p.Act == "" {
		return nil
	}
	a := &DraftedAct{Name: p.Act, Seen: hexes(p.Seen), Texts: hexes(p.Texts)}
	if p.Proceeding != nil {
		a.Proceeding = hexOrNull(*p.Proceeding)
	}
	return a
}

func (v *DraftView) addSigners(all []release.Signed) {
	for _, s := range all {
		v.Signatures = append(v.Signatures, DraftSigner{string(s.Officer), release.Word(release.ActOf(s.Use)), s.At.String(), s.User})
	}
}

func (v *DraftView) addWaits(w release.Waiting) {
	v.Missing = append(v.Missing, w.Missing...)
	for act, ids := range w.Officers {
		for _, id := range ids {
			v.WaitsFor[act] = append(v.WaitsFor[act], string(id))
		}
	}
}

// draftMessage shows a draft as the other side will read it.
func draftMessage(r store.Reader, t *table, row store.Draft, p *wire.Payload) (MessageView, error) {
	v := MessageView{
		Charter: row.Charter.String(), From: p.From.Parley().String(), To: addresses(p.Action), Info: addresses(p.Info),
		Precedence: p.Precedence.String(), DTG: p.Time.DTG(), Time: p.Time.String(), Subject: textOrNull(p.Subject), Lang: textOrNull(p.Lang),
		Handling: textOrNull(p.Handling), Exercise: p.Exercise || t.charter().Exercise, Form: p.Form, Text: textOf(p), Refers: refersView(p.Refers),
		Attachments: []AttachmentView{}, Receipts: map[string]ReceiptView{}, Marks: []string{},
	}
	if text := formText(t, p); text != nil {
		v.Text = text
	}
	for _, b := range p.Blobs {
		held, err := heldBytes(r, b.ID)
		if err != nil {
			return v, err
		}
		v.Attachments = append(v.Attachments, AttachmentView{b.Name, b.MediaType, b.Size, b.ID.String(), held})
	}
	return v, nil
}
