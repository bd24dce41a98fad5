package node

import (
	"time"

	"parley"
	"parley/internal/store"
)

// expireAfter settles the deliveries of a message when its expiry passes.
func (n *Node) expireAfter(id parley.Hash, at parley.Millis) {
	srv := n.server()
	if srv == nil {
		return
	}
	wait := time.Duration(at-n.now()) * time.Millisecond
	srv.after(max(wait, 0), func() { n.expire(id) })
}

func (n *Node) expire(id parley.Hash) {
	var gone []store.Delivery
	err := n.cfg.Store.Update(func(tx store.Tx) error {
		gone = nil
		ds, err := tx.Deliveries(id)
		if err != nil {
			return err
		}
		for _, d := range ds {
			if d.Settled {
				continue
			}
			d.Settled, d.Expired = true, true
			if err := tx.PutDelivery(d); err != nil {
				return err
			}
			gone = append(gone, d)
		}
		return nil
	})
	if err != nil {
		n.cfg.Log.Error("an expiry could not be stored", "message", id.String(), "error", err)
	}
	for _, d := range gone {
		n.withdraw(d.Charter, d.Party, id)
	}
	n.watch.changed(id)
}
