package node

import (
	"time"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// What a peer lost, it may have back: a message or attachment to its author, and to each addressee of ours.

// handBackTime is how long a body that a peer asked for stays in the queue.
const handBackTime = 10 * time.Minute

// handBack queues a message or an attachment that a peer asks for, if it is the peer's own or was addressed to it.
func (n *Node) handBack(p *peer, d link.AskIn) {
	ps, ok := p.seatIn(d.Log.Charter)
	if !ok || d.Ask.ID == nil {
		return
	}
	var it *link.Item
	open := false
	err := n.cfg.Store.View(func(r store.Reader) (err error) {
		if d.Ask.What == wire.AskBody {
			it, open, err = messageFor(r, ps, *d.Ask.ID)
		} else {
			it, err = blobFor(r, ps, *d.Ask.ID)
		}
		return err
	})
	if err != nil || it == nil {
		return
	}
	p.box.put(link.Offer{Item: *it})
	if srv := n.server(); srv != nil && !open {
		srv.after(handBackTime, func() { p.box.put(link.Withdraw{ID: it.ID}) })
	}
}

// messageFor returns a message for a peer that is its author or an addressee of ours; open says that it is in the queue
// anyway.
func messageFor(r store.Reader, ps peerSeat, id parley.Hash) (it *link.Item, open bool, err error) {
	m, err := r.Message(id)
	if err != nil || m.Charter != ps.t.id {
		return nil, false, ignoreNotFound(err)
	}
	ds, err := r.Deliveries(id)
	if err != nil {
		return nil, false, err
	}
	may := m.Author == ps.s.id
	for _, d := range ds {
		if m.Own && d.Party == ps.s.id {
			may, open = true, !d.Settled
		}
	}
	author := ps.t.seat(m.Author)
	if !may || author == nil {
		return nil, false, nil
	}
	return &link.Item{ID: id, Log: link.LogKey(author.log), Size: uint64(len(m.Envelope)), Precedence: parley.Routine, Index: -1}, open, nil
}

// blobFor returns an attachment of a message that the peer may have.
func blobFor(r store.Reader, ps peerSeat, id parley.Hash) (*link.Item, error) {
	b, err := r.Body(id)
	if err != nil || !b.Complete {
		return nil, ignoreNotFound(err)
	}
	as, err := r.AttachmentsOf(id)
	if err != nil {
		return nil, ignoreNotFound(err)
	}
	for _, a := range as {
		of, _, err := messageFor(r, ps, a.Message)
		if err != nil {
			return nil, err
		}
		if of != nil {
			return &link.Item{ID: id, Blob: true, Log: of.Log, Size: b.Size, Precedence: parley.Routine, Index: -1}, nil
		}
	}
	return nil, nil
}

// handBackUnrecorded offers a peer that is recovering its messages that our record could not enter: they left ahead of
// their head, and the peer may not know them any more.
func (n *Node) handBackUnrecorded(p *peer) {
	own := false
	for _, ps := range p.places() {
		n.cfg.Store.View(func(r store.Reader) error {
			ms, err := r.Messages(store.MessageFilter{Charter: ps.t.id, Own: &own, Unrecorded: true})
			for _, m := range ms {
				if m.Author != ps.s.id || m.SentAt >= 0 {
					continue
				}
				it := link.Item{ID: m.ID, Log: link.LogKey(ps.s.log), Size: uint64(len(m.Envelope)), Precedence: parley.Routine, Index: -1}
				p.box.put(link.Offer{Item: it})
				if srv := n.server(); srv != nil {
					srv.after(handBackTime, func() { p.box.put(link.Withdraw{ID: it.ID}) })
				}
			}
			return err
		})
	}
}
