package node

import (
	"context"

	"parley"
	"parley/internal/store"
)

// Wait returns when every addressee party has got as far as step, or when ctx ends.
func (n *Node) Wait(ctx context.Context, id string, step string) error {
	if !n.online() {
		return n.notRunning()
	}
	h, err := parley.ParseHash(id)
	if err != nil {
		return err
	}
	if step != "recorded" && step != "acknowledged" {
		return parley.Errorf(parley.CodeUsage, "a wait is for \"recorded\" or \"acknowledged\"")
	}
	woken, cancel := n.watch.subscribe()
	defer cancel()
	for {
		done, err := n.reached(h, step)
		if done || err != nil {
			return err
		}
		select {
		case <-woken:
		case <-ctx.Done():
			return parley.Errorf(parley.CodeNotYet, "accepted, not yet %s", step)
		}
	}
}

func (n *Node) reached(id parley.Hash, step string) (done bool, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		ds, err := r.Deliveries(id)
		if err != nil {
			return err
		}
		done = true
		for _, d := range ds {
			switch {
			case d.Refused >= 0:
				return parley.Errorf(parley.CodeBadMessage, "%s refused it: %s", d.Party, parley.RefusalCode(d.Refused).Reason())
			case d.Expired:
				return parley.Errorf(parley.CodeExpired, "it expired before %s recorded it", d.Party)
			case step == "recorded" && d.Recorded == 0, step == "acknowledged" && d.Acknowledged == 0:
				done = false
			}
		}
		return nil
	})
	return done, err
}
