package node

import (
	"context"

	"parley/internal/store"
)

// Envelope returns the bytes of a message as they were signed.
func (n *Node) Envelope(ctx context.Context, id string) (b []byte, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		m, err := n.find(r, id)
		if err == nil {
			err = n.mustRead(ctx, n.table(m.Charter))
		}
		if err == nil {
			b = m.Envelope
		}
		return err
	})
	return b, err
}
