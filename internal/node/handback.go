package node

import (
	"time"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// What a peer lost, or never got, it may have: a message or an attachment its author and each of its addressees, of whoever
// holds it, and nobody else [REC-42]. It proves itself.

// handBackTime is how long a body that a peer asked for stays in the queue.
const handBackTime = 10 * time.Minute

// handBack queues a message or an attachment that a peer asks for, if it is the peer's own or is addressed to it.
func (n *Node) handBack(p *peer, d link.AskIn) {
	ps, ok := p.seatIn(d.Log.Charter)
	if !ok || d.Ask.ID == nil || !p.relayed.mayAskBack(p, *d.Ask.ID) {
		return
	}
	var it *link.Item
	open := false
	err := n.cfg.Store.View(func(r store.Reader) (err error) {
		if d.Ask.What == wire.AskBody {
			it, open, err = n.messageFor(r, ps, *d.Ask.ID)
		} else {
			it, err = n.blobFor(r, ps, *d.Ask.ID)
		}
		return err
	})
	if err != nil || it == nil {
		return
	}
	if open {
		p.box.put(link.Offer{Item: *it})
		return
	}
	n.lendItem(p, *it)
}

// mayLend notes that a body stands in the peer's queue for a time, or does no more; it reports whether it was not noted.
func (x *relayed) mayLend(p *peer, id parley.Hash, lent bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	fresh := !x.lent[id]
	if lent {
		x.lent[id] = true
	} else {
		delete(x.lent, id)
	}
	return fresh
}

// maxLent bounds the bodies that stand in the queue of one peer because it asked for them.
const maxLent = 1 << 14

// mayAskBack reports whether a body that the peer asks for is not one too many.
func (x *relayed) mayAskBack(p *peer, id parley.Hash) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return x.lent[id] || len(x.lent) < maxLent
}

// messageFor returns a message for a peer that is its author or one of its addressees; open says that it is in the queue
// anyway. One that expired goes to an addressee that asks for it, who else could not tell it from one that is kept back.
func (n *Node) messageFor(r store.Reader, ps peerSeat, id parley.Hash) (it *link.Item, open bool, err error) {
	m, err := r.Message(id)
	if err != nil || m.Charter != ps.t.id {
		return nil, false, ignoreNotFound(err)
	}
	if erased(m) {
		return nil, false, nil
	}
	if m.Author != ps.s.id {
		return n.messageTo(r, ps, m)
	}
	author := ps.t.seat(m.Author)
	return &link.Item{ID: id, Log: link.LogKey(author.log), Size: uint64(len(m.Envelope)), Precedence: parley.Routine, Index: -1}, false, nil
}

// messageTo returns a message for a peer that is one of its addressees.
func (n *Node) messageTo(r store.Reader, ps peerSeat, m store.Message) (it *link.Item, open bool, err error) {
	author := ps.t.seat(m.Author)
	if author == nil || m.Own && m.SentAt >= ps.t.shownPlace() {
		return nil, false, nil // no body leaves before a head over its sent leaf may be shown
	}
	_, p, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil || !addressedTo(p, ps.s.id) && !n.sharesProceeding(r, ps.t, m.ID, p, ps.s.id) {
		return nil, false, nil
	}
	if open, err = openFor(r, m, ps.s.id); err != nil {
		return nil, false, err
	}
	it = &link.Item{ID: m.ID, Log: link.LogKey(author.log), Size: uint64(len(m.Envelope)), Precedence: p.PrecedenceFor(ps.s.id), Index: -1}
	if p.Expires != nil && *p.Expires > n.now() {
		it.Expires = *p.Expires
	}
	return it, open, nil
}

// openFor reports whether a message of ours waits for a party's receipt, and so stands in its queue.
func openFor(r store.Reader, m store.Message, party parley.PartyID) (open bool, err error) {
	if !m.Own {
		return false, nil
	}
	ds, err := r.Deliveries(m.ID)
	for _, d := range ds {
		open = open || d.Party == party && !d.Settled
	}
	return open, err
}

// blobFor returns an attachment of a message that the peer may have.
func (n *Node) blobFor(r store.Reader, ps peerSeat, id parley.Hash) (*link.Item, error) {
	b, err := r.Body(id)
	if err != nil || !b.Complete {
		return nil, ignoreNotFound(err)
	}
	as, err := r.AttachmentsOf(id)
	if err != nil {
		return nil, ignoreNotFound(err)
	}
	for _, a := range as {
		of, _, err := n.messageFor(r, ps, a.Message)
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
