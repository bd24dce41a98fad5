package node

import (
	"context"
	"encoding/hex"

	"parley"
	"parley/internal/bearer"
	"parley/internal/store"
	"parley/link"
	"parley/narrow"
)

// A LineSecretGiven is a secret of a line that the two parties gave each other by hand.
type LineSecretGiven struct {
	LineQuery
	Secret []byte `json:"secret"` // 32 bytes
	Who    Who    `json:"who"`
}

// String says whose line the secret is of, and does not tell it.
func (g LineSecretGiven) String() string { return "a secret of the line to " + g.Party }

// GoString is String.
func (g LineSecretGiven) GoString() string { return g.String() }

// LineSecretView names a secret of a line; it does not tell it.
type LineSecretView struct {
	Party string `json:"party"`
	ID    string `json:"id"` // 8 digits, the same at both ends; whoever records a beginning reads it
}

// KeepLineSecret keeps a secret for the narrow bearer that the parties gave each other by hand, in the place of the last such.
func (n *Node) KeepLineSecret(_ context.Context, g LineSecretGiven) (LineSecretView, error) {
	t, s, err := n.lineNamed(g.LineQuery)
	if err != nil {
		return LineSecretView{}, err
	}
	if len(g.Secret) != narrow.SecretSize {
		return LineSecretView{}, parley.Errorf(parley.CodeUsage, "secret: it has %d bytes, where %d are wanted", len(g.Secret), narrow.SecretSize)
	}
	entry := store.Entry{Time: n.now(), User: g.Who.User, Post: g.Who.Post, Action: "line-secret", Detail: "to " + string(s.id)}
	id, err := n.secrets.keep(n.peerOf(t, s.id).root, g.Secret, true, &entry)
	if err != nil {
		return LineSecretView{}, err
	}
	n.wakeWays(n.peerOf(t, s.id))
	return LineSecretView{Party: string(s.id), ID: hex.EncodeToString(id[:])}, nil
}

// takeSecret takes a secret for the narrow bearer from a session over TLS whose other end has said its HELLO.
func (n *Node) takeSecret(p *peer, d link.HelloIn) {
	p.mu.Lock()
	s := p.open(d.Session)
	p.mu.Unlock()
	if s == nil || !s.greeted || !n.secrets.due(p.root) {
		return
	}
	x, ok := s.conn.(bearer.Exporter)
	if !ok {
		return
	}
	secret, err := x.Export(narrow.ExporterLabel, narrow.SecretSize)
	if err == nil {
		_, err = n.secrets.keep(p.root, secret, false, nil)
	}
	if err != nil {
		n.cfg.Log.Warn("no secret for the narrow bearer was taken", "party", string(p.name()), "error", err)
		return
	}
	n.wakeWays(p)
}

// wakeWays has whoever dials a peer look again.
func (n *Node) wakeWays(p *peer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, w := range p.ways {
		w.wake()
	}
}
