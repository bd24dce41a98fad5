package console

import (
	"context"
	"net/http"
	"slices"

	"parley"
	"parley/internal/node"
	"parley/wire"
)

// ownPosts are the own posts that a message was addressed to: all, where it was addressed to the party at large.
func (c *Console) ownPosts(ctx context.Context, m node.MessageView) (out []string) {
	k, err := c.api.Composer(ctx, m.Charter)
	if err != nil {
		return nil
	}
	for _, s := range slices.Concat(m.To, m.Info) {
		party, post, named := cutAddress(s)
		switch {
		case party != string(c.cfg.Party):
		case !named:
			out = nil
			for _, p := range k.Posts {
				out = append(out, string(p))
			}
			return out
		default:
			out = append(out, post)
		}
	}
	return out
}

// acknowledge signs for a message and goes back to it.
func (c *Console) acknowledge(v *visit) error {
	ctx := v.r.Context()
	m, err := c.api.Show(ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if m.Receipts[string(c.cfg.Party)].Acknowledged == nil { // else somebody was faster, and that is shown
		x, err := c.signFor(ctx, v, m)
		if err != nil {
			return err
		}
		if x.Draft != "" {
			http.Redirect(v.w, v.r, "/drafts/"+x.Draft, http.StatusSeeOther)
			return nil
		}
	}
	http.Redirect(v.w, v.r, "/message/"+m.ID+"?done=acknowledged", http.StatusSeeOther)
	return nil
}

// signFor hands over the acknowledgement of a message, for the post that was chosen.
func (c *Console) signFor(ctx context.Context, v *visit, m node.MessageView) (x Dispatched, err error) {
	post := v.r.FormValue("post")
	if posts := c.ownPosts(ctx, m); !slices.Contains(posts, post) {
		return x, parley.Errorf(parley.CodeUnknownParty, "the message was not addressed to the post %.40q", post)
	}
	if x.Draft, err = c.beingAcknowledged(ctx, m.ID); err != nil || x.Draft != "" {
		return x, err
	}
	k, err := c.api.Composer(ctx, m.Charter)
	if err != nil {
		return x, err
	}
	p, err := c.blank(k, parley.PostID(post))
	if err != nil {
		return x, err
	}
	author, err := parley.ParseAddress(m.From)
	if err != nil {
		return x, err
	}
	id, err := parley.ParseHash(m.ID)
	if err != nil {
		return x, err
	}
	p.Form, p.Action, p.Refers.Acknowledges = wire.FormAck, []wire.Address{wire.AddressOf(author)}, &id
	p.Exercise = k.Exercise || m.Exercise
	if p.Precedence, err = parley.ParsePrecedence(m.Precedence); err != nil {
		return x, err
	}
	p.InfoPrecedence = p.Precedence
	return c.dispatch(v, k, p, "")
}

// beingAcknowledged returns the draft by which a message is acknowledged already, and that nobody has signed yet.
func (c *Console) beingAcknowledged(ctx context.Context, message string) (string, error) {
	list, err := c.api.Drafts(ctx, false)
	for _, d := range list {
		if of := d.Message.Refers.Acknowledges; of != nil && *of == message {
			return d.ID, nil
		}
	}
	return "", err
}
