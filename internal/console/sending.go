package console

import (
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"slices"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/node"
	"parley/wire"
)

// A Sending is a message that somebody wrote, of whatever form, before anybody signed it. Whoever has one hands it to
// preview, and has nothing else to do with it.
type Sending struct {
	Payload  *wire.Payload    // whole: made by blank, then given its form, body, addressees and references
	Composer node.Composer    // what blank made it of
	Reads    *charter.Charter // edition by which it is read, where that is not the one in force: that of its proceeding
	Flags    []form.Flag      // what the rules of its form say; they never stop it
	Back     string           // path of the page on which it was written
	Draft    string           // what is kept of the writing, with its attachments; removed when it was handed over; or empty
	Edits    string           // draft of the node in whose place it goes; or empty
}

func (c *Console) sendingPages() pages { return pages{"POST /send": c.send} }

// blank is a payload with what every message has.
func (c *Console) blank(k node.Composer, post parley.PostID) (*wire.Payload, error) {
	p := &wire.Payload{Time: parley.MillisOf(c.cfg.Now()), From: wire.AddressOf(parley.Address{Party: k.Party, Post: post}), Edition: k.Edition, Roster: k.Roster}
	_, err := io.ReadFull(c.cfg.Rand, p.Nonce[:])
	return p, err
}

// send hands over what was previewed. A second time it gives the same message.
func (c *Console) send(v *visit) error {
	p, k, err := c.previewed(v)
	if err != nil {
		return err
	}
	if shown, err := c.overtaken(v, p, v.r.FormValue("draft")); shown || err != nil {
		return err
	}
	if err := c.upload(v, v.r.FormValue("draft"), k, p); err != nil {
		return err
	}
	x, err := c.dispatch(v, k, p, v.r.FormValue("edits"))
	if err != nil {
		return err
	}
	if draft := v.r.FormValue("draft"); draft != "" {
		if err := c.cfg.Drafts.Remove(draft); err != nil {
			c.cfg.Log.Error("what was kept of a message that was sent could not be removed", "error", err)
		}
	}
	next := "/message/" + x.Message + "?done=sent"
	if p.Act != "" {
		next = "/proceeding/" + x.Message + "?done=acted"
	}
	if x.Draft != "" {
		next = "/drafts/" + x.Draft + "?done=handed"
	}
	http.Redirect(v.w, v.r, next, http.StatusSeeOther)
	return nil
}

// previewed is what comes back from a preview.
func (c *Console) previewed(v *visit) (*wire.Payload, node.Composer, error) {
	b, err := base64.StdEncoding.DecodeString(v.r.FormValue("payload"))
	if err != nil {
		return nil, node.Composer{}, parley.Wrap(err, parley.CodeBadEncoding, "what was previewed did not come back whole; open it again")
	}
	p, err := wire.DecodePayload(b)
	if err != nil {
		return nil, node.Composer{}, err
	}
	k, err := c.api.Composer(v.r.Context(), v.r.FormValue("charter"))
	if err != nil {
		return nil, k, err
	}
	if from := p.From.Parley(); from.Party != k.Party || !slices.Contains(k.Posts, from.Post) {
		return nil, k, parley.Errorf(parley.CodeBadMessage, "what was previewed comes from no post of this party; open it again")
	}
	return p, k, nil
}

// Dispatched is what became of a message that was handed over: it is on its way, or a draft that officers sign.
type Dispatched struct{ Message, Draft string }

// dispatch hands a message over: signed by the key of its post, or, once the party has officers, as a draft, which leaves
// when those have signed it whom policy, roster and charter ask for. The same payload again gives the same.
func (c *Console) dispatch(v *visit, k node.Composer, p *wire.Payload, edits string) (x Dispatched, err error) {
	ctx, who := v.r.Context(), v.who
	who.Post = string(p.From.Parley().Post)
	officers, err := c.hasOfficers(ctx, k)
	if err != nil {
		return x, err
	}
	if officers {
		d, err := c.api.Draft(ctx, node.NewDraft{ID: edits, Charter: k.Charter.String(), Payload: p.Encode(), Who: who})
		return Dispatched{Draft: d.ID}, err
	}
	if c.cfg.Signer == nil {
		return x, parley.Errorf(parley.CodeNotReleased, "this console signs nothing: the party has no officers yet, and the console may not use the operator keys; use the command line")
	}
	envelope, err := c.cfg.Signer.Seal(ctx, who, k.EditionID, p)
	if err != nil {
		return x, err
	}
	s, err := c.api.Submit(ctx, envelope, who)
	return Dispatched{Message: s.ID}, err
}

// hasOfficers reports whether officers sign for this party under a charter, and the keys of posts do no more.
func (c *Console) hasOfficers(ctx context.Context, k node.Composer) (bool, error) {
	v, err := c.api.Roster(ctx, k.Charter.String(), "")
	return v.Number > 0, err
}
