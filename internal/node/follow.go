package node

import (
	"context"

	"parley"
	"parley/internal/store"
)

// Follow calls fn for each message that is stored or changes after it began, until ctx ends, serving ends or fn fails.
func (n *Node) Follow(ctx context.Context, own bool, fn func(MessageView) error) error {
	srv := n.server()
	if srv == nil {
		return n.notRunning()
	}
	w, cancel := n.watch.watch(nil)
	defer cancel()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-srv.ctx.Done():
			return n.notRunning()
		case <-w.wake:
		}
		for _, id := range w.take() {
			v, ok, err := n.followed(ctx, id, own)
			if err != nil {
				return err
			}
			if ok {
				if err := fn(v); err != nil {
					return err
				}
			}
		}
	}
}

func (n *Node) followed(ctx context.Context, id parley.Hash, own bool) (v MessageView, ok bool, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		m, err := r.Message(id)
		if err != nil {
			return ignoreNotFound(err)
		}
		if m.Own != own || unlisted(m) {
			return nil
		}
		ok = true
		v, err = n.messageView(r, m)
		n.withhold(ctx, &v)
		return err
	})
	return v, ok, err
}
