package console

import (
	"encoding/hex"
	"net/http"

	"parley"
	"parley/internal/node"
	"parley/wire"
)

// renewDraft makes a draft anew that another roster, sheet or edition has overtaken; its signatures go.
func (c *Console) renewDraft(v *visit) error {
	id := v.r.PathValue("id")
	if _, err := c.prepared(v, id); err != nil {
		return c.showDraft(v, id, err)
	}
	c.desk.changed()
	http.Redirect(v.w, v.r, "/drafts/"+id+"?done=renewed", http.StatusSeeOther)
	return nil
}

// prepared is what stands in a draft, made anew where it is out of date: whom it is prepared for does not matter to that.
func (c *Console) prepared(v *visit, id string) (x node.Prepared, err error) {
	roster, err := c.rosterOf(v, id)
	if err != nil {
		return x, err
	}
	for _, o := range roster.Officers {
		if x, err = c.api.PrepareDraft(v.r.Context(), id, node.Preparing{Officer: o.ID, Who: v.who}); err == nil {
			break
		}
	}
	return x, err
}

// sameFiles gives what is written the attachments of a draft, which the node holds.
func (c *Console) sameFiles(v *visit, d node.DraftView, w *Draft) error {
	x, err := c.prepared(v, d.ID)
	if err != nil {
		return err
	}
	p, err := wire.DecodePayload(x.Payload)
	if err != nil || p.Salt == nil {
		return err
	}
	w.Salt = hex.EncodeToString(p.Salt[:])
	for _, b := range p.Blobs {
		w.Files = append(w.Files, DraftFile{b.Name, b.MediaType, b.Size, b.ID})
	}
	return nil
}

// rosterOf returns the own roster under the charter of a draft.
func (c *Console) rosterOf(v *visit, id string) (r node.RosterView, err error) {
	d, err := c.api.ShowDraft(v.r.Context(), id)
	if err != nil {
		return r, err
	}
	if r, err = c.api.Roster(v.r.Context(), d.Message.Charter, ""); err == nil && len(r.Officers) == 0 {
		err = parley.Errorf(parley.CodePolicy, "this party has no officers under the charter")
	}
	return r, err
}

// editDraft opens the text of a draft to be written again. What was signed stays until the changed text is handed over.
func (c *Console) editDraft(v *visit) error {
	d, err := c.api.ShowDraft(v.r.Context(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if d.State != "open" && d.State != "outdated" {
		return c.showDraft(v, d.ID, parley.Errorf(parley.CodeDuplicate, "the draft %s is %s: it cannot be changed any more", d.ID[:8], d.State))
	}
	if d.Act != nil { // its text alone would be no act any more
		return c.showDraft(v, d.ID, parley.Errorf(parley.CodeUsage, "an act is not changed as a text is: give the draft up and write the act anew"))
	}
	id, err := c.sessions.token()
	if err != nil {
		return err
	}
	m := d.Message
	_, post, _ := cutAddress(m.From)
	w := Draft{ID: id, Charter: m.Charter, From: post, To: m.To, Info: m.Info, Precedence: m.Precedence, Subject: some(m.Subject), Handling: some(m.Handling),
		Lang: some(m.Lang), Text: some(m.Text), ReplyTo: some(m.Refers.ReplyTo), Edits: d.ID}
	if len(m.Attachments) > 0 {
		if err := c.sameFiles(v, d, &w); err != nil {
			return err
		}
	}
	if err := c.keep(v, w); err != nil {
		return err
	}
	http.Redirect(v.w, v.r, "/compose?draft="+id, http.StatusSeeOther)
	return nil
}
