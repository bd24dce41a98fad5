package console

import (
	"context"
	"io"

	"parley"
	"parley/internal/node"
	"parley/wire"
)

// blank is a payload with what every message has.
func (c *Console) blank(k node.Composer, post parley.PostID) (*wire.Payload, error) {
	p := &wire.Payload{Time: parley.MillisOf(c.cfg.Now()), From: wire.AddressOf(parley.Address{Party: k.Party, Post: post}), Edition: k.Edition, Roster: k.Roster}
	_, err := io.ReadFull(c.cfg.Rand, p.Nonce[:])
	return p, err
}

// submit has a payload signed and hands it to the node. The same payload a second time gives the same id.
func (c *Console) submit(ctx context.Context, v *visit, edition parley.Hash, p *wire.Payload) (string, error) {
	if c.cfg.Signer == nil {
		return "", parley.Errorf(parley.CodeNotReleased, "this console signs nothing: neither operator keys nor passkeys are set up for it; use the command line")
	}
	who := v.who
	who.Post = string(p.From.Parley().Post)
	envelope, err := c.cfg.Signer.Seal(ctx, who, edition, p)
	if err != nil {
		return "", err
	}
	s, err := c.api.Submit(ctx, envelope, who)
	return s.ID, err
}
