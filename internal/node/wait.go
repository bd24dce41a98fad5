package node

import (
	"context"

	"parley"
	"parley/internal/store"
)

// Wait returns when every addressee party has got as far as step, or when ctx or serving ends. id may be a prefix of at
// least 8 digits.
func (n *Node) Wait(ctx context.Context, id string, step string) error {
	srv := n.server()
	if srv == nil {
		return n.notRunning()
	}
	if step != "recorded" && step != "acknowledged" && step != "answered" {
		return parley.Errorf(parley.CodeUsage, "a wait is for \"recorded\", \"acknowledged\" or \"answered\"")
	}
	h, err := parley.ParseHash(id)
	if err != nil {
		if h, err = n.ownMessage(id); err != nil {
			return err
		}
	}
	w, cancel := n.watch.watch(&h)
	defer cancel()
	for {
		done, err := n.reached(h, step)
		if done || err != nil {
			return err
		}
		select {
		case <-w.wake:
		case <-srv.ctx.Done():
			return n.notRunning()
		case <-ctx.Done():
			return parley.Errorf(parley.CodeNotYet, "accepted, not yet %s", step)
		}
	}
}

// ownMessage returns the id of a message that this party sent.
func (n *Node) ownMessage(id string) (h parley.Hash, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		h, err = n.findOwn(r, id)
		return err
	})
	return h, err
}

func (n *Node) findOwn(r store.Reader, id string) (parley.Hash, error) {
	m, err := n.find(r, id)
	if err == nil && !m.Own {
		return m.ID, parley.Errorf(parley.CodeNotFound, "message %s is not one that this party sent", m.ID)
	}
	return m.ID, err
}

func (n *Node) reached(id parley.Hash, step string) (done bool, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		ds, err := r.Deliveries(id)
		if err == nil && len(ds) == 0 {
			_, err = n.findOwn(r, id.String())
		}
		if err != nil {
			return err
		}
		done = true
		for _, d := range ds {
			switch {
			case d.Refused >= 0:
				return parley.Errorf(parley.CodeBadMessage, "%s refused it: %s", d.Party, parley.RefusalCode(d.Refused).Reason())
			case d.Expired && d.Expires == 0:
				return parley.Errorf(parley.CodeExpired, "%s or this party left the charter before %s recorded it", d.Party, d.Party)
			case d.Expired:
				return parley.Errorf(parley.CodeExpired, "it expired before %s recorded it", d.Party)
			case step == "recorded" && d.Recorded == 0, step == "acknowledged" && d.Acknowledged == 0, step == "answered" && d.Answered == 0:
				done = false
			}
		}
		return nil
	})
	return done, err
}
