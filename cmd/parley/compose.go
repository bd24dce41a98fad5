package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"strings"

	"parley"
	"parley/internal/node"
	"parley/wire"
)

// compose makes and packs a text message.
func (f *sendFlags) compose(ctx context.Context, api node.API, text []byte) (*letter, error) {
	reply, charter, err := f.answered(ctx, api)
	if err != nil {
		return nil, err
	}
	c, err := api.Composer(ctx, charter)
	if err != nil {
		return nil, err
	}
	post, err := choosePost(c.Posts, f.from)
	if err != nil {
		return nil, err
	}
	p, err := newPayload(c, post)
	if err != nil {
		return nil, err
	}
	p.Form, p.Body, p.Lang = wire.FormText, text, f.lang
	if p.Lang == "" && len(c.Authentic) > 0 {
		p.Lang = c.Authentic[0]
	}
	p.Subject, p.Handling, p.Exercise, p.Refers.ReplyTo = f.subject, f.handling, c.Exercise || f.exercise, reply
	if p.Precedence, err = parley.ParsePrecedence(f.precedence); err != nil {
		return nil, err
	}
	p.InfoPrecedence = p.Precedence
	if p.Action, err = addressees(c, f.to); err != nil {
		return nil, err
	}
	if p.Info, err = addressees(c, f.info); err != nil {
		return nil, err
	}
	files, err := attach(p, f.attach)
	if err != nil {
		return nil, err
	}
	return letterOf(c, post, p, files), nil
}

// answered returns the message that --reply-to names, and the charter: that of the message unless --charter is given.
func (f *sendFlags) answered(ctx context.Context, api node.API) (*parley.Hash, string, error) {
	if f.replyTo == "" {
		return nil, f.charter, nil
	}
	m, err := api.Show(ctx, f.replyTo)
	if err != nil {
		return nil, "", err
	}
	id, err := parley.ParseHash(m.ID)
	if err != nil {
		return nil, "", err
	}
	if f.charter != "" && !strings.HasPrefix(m.Charter, f.charter) {
		return nil, "", parley.Errorf(parley.CodeBadMessage, "the message %s was sent under another charter", short(m.ID))
	}
	return &id, m.Charter, nil
}

// newPayload returns a payload with what every message has.
func newPayload(c node.Composer, post parley.PostID) (*wire.Payload, error) {
	at, err := checkedNow()
	if err != nil {
		return nil, err
	}
	p := &wire.Payload{Time: at, From: wire.AddressOf(parley.Address{Party: c.Party, Post: post}), Edition: c.Edition, Roster: c.Roster}
	_, err = rand.Read(p.Nonce[:])
	return p, err
}

// letterOf packs a message that nobody has signed.
func letterOf(c node.Composer, post parley.PostID, p *wire.Payload, files map[parley.Hash]string) *letter {
	return &letter{charter: c.Charter, edition: c.EditionID, post: post, payload: p, files: files}
}

// choosePost returns the post that sends: the named one, or the only one.
func choosePost(own []parley.PostID, name string) (parley.PostID, error) {
	if name == "" && len(own) == 1 {
		return own[0], nil
	}
	if i := slices.Index(own, parley.PostID(name)); i >= 0 {
		return own[i], nil
	}
	if name == "" {
		return "", parley.Errorf(parley.CodeAmbiguous, "say with --from which post sends: %s", join(own))
	}
	return "", parley.Errorf(parley.CodeUnknownParty, "this party has no post %.40q; it has %s", name, join(own))
}

// addressees reads addresses and checks that the charter has them.
func addressees(c node.Composer, words []string) ([]wire.Address, error) {
	var out []wire.Address
	for _, w := range words {
		a, err := parley.ParseAddress(strings.TrimSpace(w))
		if err != nil {
			return nil, err
		}
		posts, ok := c.Parties[a.Party]
		switch {
		case a.Party == c.Party:
			return nil, parley.Errorf(parley.CodeBadMessage, "%s is this party itself; a message goes to others: %s", a, known(c))
		case !ok, a.Post != "" && !slices.Contains(posts, a.Post):
			return nil, parley.Errorf(parley.CodeUnknownParty, "the charter has no addressee %s; it has %s", a, known(c))
		}
		out = append(out, wire.AddressOf(a))
	}
	return out, nil
}

// known lists the addressees that the charter has.
func known(c node.Composer) string {
	var out []string
	for _, id := range slices.Sorted(maps.Keys(c.Parties)) {
		out = append(out, string(id))
		for _, p := range c.Parties[id] {
			out = append(out, fmt.Sprintf("%s/%s", id, p))
		}
	}
	return strings.Join(out, ", ")
}
