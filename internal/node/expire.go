package node

import (
	"time"

	"parley"
	"parley/internal/store"
)

// longestTimer is the longest that a timer is set for: a later expiry is looked at again then.
const longestTimer = 24 * time.Hour

// expireAfter settles the deliveries of a message when its expiry passes.
func (n *Node) expireAfter(id parley.Hash, at parley.Millis) {
	srv := n.server()
	if srv == nil {
		return
	}
	wait := min(max(at-n.now(), 0), parley.Millis(longestTimer/time.Millisecond))
	srv.after(time.Duration(wait)*time.Millisecond, func() {
		if n.now() < at {
			n.expireAfter(id, at)
			return
		}
		n.expire(id)
	})
}

// expire settles what is open of a message and takes it, and the attachments that nothing else wants, out of the
// queues.
func (n *Node) expire(id parley.Hash) {
	gone := map[parley.PartyID][]parley.Hash{}
	var charter parley.Hash
	err := n.cfg.Store.Update(func(tx store.Tx) error {
		clear(gone)
		ds, err := tx.Deliveries(id)
		for i := 0; err == nil && i < len(ds); i++ {
			if d := ds[i]; !d.Settled {
				charter = d.Charter
				gone[d.Party], err = n.expireAt(tx, d)
			}
		}
		return err
	})
	if err != nil {
		n.tryAgain(err, "an expiry could not be stored", func() { n.expire(id) })
		return
	}
	for party, ids := range gone {
		for _, id := range ids {
			n.withdraw(charter, party, id)
		}
		if t := n.table(charter); t != nil {
			n.lookAt(n.peerOf(t, party))
		}
	}
	n.watch.changed(id)
}

// expireAt settles one delivery and returns what is not to be sent to its party any more.
func (n *Node) expireAt(tx store.Tx, d store.Delivery) ([]parley.Hash, error) {
	d.Settled, d.Expired = true, true
	if err := tx.PutDelivery(d); err != nil {
		return nil, err
	}
	if err := tx.DropAckClock(d.Message, d.Party); err != nil {
		return nil, err
	}
	blobs, err := n.unwantedBlobs(tx, d)
	return append(blobs, d.Message), err
}

// unwantedBlobs returns the attachments of an expired message that no other message to the party wants.
func (n *Node) unwantedBlobs(r store.Reader, d store.Delivery) (out []parley.Hash, err error) {
	t := n.table(d.Charter)
	if t == nil {
		return nil, nil
	}
	as, err := r.Attachments(d.Message)
	if err != nil {
		return nil, ignoreNotFound(err)
	}
	for _, a := range as {
		_, _, wanted, err := blobWanted(r, t, t.seat(d.Party), a.Blob)
		if err != nil {
			return nil, err
		}
		if !wanted {
			out = append(out, a.Blob)
		}
	}
	return out, nil
}
