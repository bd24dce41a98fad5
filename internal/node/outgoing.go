package node

import (
	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// blobPrecedence is the precedence at which an attachment travels: one step below its message, so that a text never
// waits for a map.
func blobPrecedence(p parley.Precedence) parley.Precedence {
	if p == parley.Routine {
		return p
	}
	return p - 1
}

// offer puts a message of ours and its attachments into the queue of one addressee party.
func (n *Node) offer(t *table, s *seat, id parley.Hash, envelope []byte, p *wire.Payload, sentAt int64) {
	peer := n.peerOf(t, s.id)
	if peer == nil {
		return
	}
	it := link.Item{ID: id, Log: link.LogKey(t.own().log), Size: uint64(len(envelope)), Precedence: p.PrecedenceFor(s.id), Index: sentAt}
	if p.Expires != nil {
		it.Expires = *p.Expires
		n.expireAfter(id, *p.Expires)
	}
	peer.box.put(link.Offer{Item: it})
	for _, b := range p.Blobs {
		if !n.hasBlob(t, s, b.ID) {
			peer.box.put(link.Offer{Item: blobItem(t, b.ID, b.Size, it.Precedence, it.Expires)})
		}
	}
}

func blobItem(t *table, id parley.Hash, size uint64, message parley.Precedence, expires parley.Millis) link.Item {
	return link.Item{ID: id, Blob: true, Log: link.LogKey(t.own().log), Size: size, Precedence: blobPrecedence(message), Index: -1, Expires: expires}
}

// hasBlob reports whether a party's record says that it holds an attachment.
func (n *Node) hasBlob(t *table, s *seat, id parley.Hash) (has bool) {
	n.cfg.Store.View(func(r store.Reader) (err error) {
		_, has, err = leafOf(r, s.log, id, wire.LeafGotBlob)
		return err
	})
	return has
}

// offerAgain has every line of a charter offer what is open: some of it may never have been.
func (n *Node) offerAgain(t *table) {
	for i, s := range t.seats {
		if p := n.peerOf(t, s.id); i != t.self && p != nil {
			p.box.put(shownLate{t})
		}
	}
}

// offerOpen hands fn everything of ours that a peer has not settled, in order of sending.
func (n *Node) offerOpen(ps peerSeat, fn func(link.Item)) {
	var items []link.Item
	err := n.cfg.Store.View(func(r store.Reader) (err error) {
		if items, err = openMessages(r, ps); err != nil {
			return err
		}
		blobs, err := openBlobs(r, ps)
		items = append(items, blobs...)
		return err
	})
	if err != nil {
		n.cfg.Log.Error("the queue could not be read", "party", string(ps.s.id), "error", err)
	}
	for _, it := range items {
		if it.Expires != 0 && !it.Blob {
			n.expireAfter(it.ID, it.Expires)
		}
		fn(it)
	}
}

func openMessages(r store.Reader, ps peerSeat) (out []link.Item, err error) {
	ds, err := r.OpenDeliveries(ps.t.id, ps.s.id)
	if err != nil {
		return nil, err
	}
	for _, d := range ds {
		m, err := r.Message(d.Message)
		if err != nil {
			return nil, err
		}
		if m.SentAt < int64(ps.t.shownSize()) { // no body leaves before a head over its sent leaf may be shown
			out = append(out, link.Item{ID: m.ID, Log: link.LogKey(ps.t.own().log), Size: uint64(len(m.Envelope)), Precedence: d.Precedence, Index: m.SentAt, Expires: d.Expires})
		}
	}
	return out, nil
}

func openBlobs(r store.Reader, ps peerSeat) (out []link.Item, err error) {
	bs, err := r.OpenBlobDeliveries(ps.t.id, ps.s.id)
	if err != nil {
		return nil, err
	}
	for _, b := range bs {
		p, expires, wanted, err := blobWanted(r, ps.t, ps.s, b.Blob)
		if err != nil {
			return nil, err
		}
		if wanted {
			out = append(out, blobItem(ps.t, b.Blob, b.Size, p, expires))
		}
	}
	return out, nil
}

// blobWanted reports whether a message of ours to a party that did not expire names an attachment, the highest
// precedence of these, and when the last of them expires, if all do.
func blobWanted(r store.Reader, t *table, s *seat, blob parley.Hash) (p parley.Precedence, expires parley.Millis, wanted bool, err error) {
	as, err := r.AttachmentsOf(blob)
	if err != nil {
		return 0, 0, false, ignoreNotFound(err)
	}
	for _, a := range as {
		ds, err := r.Deliveries(a.Message)
		if err != nil {
			return 0, 0, false, err
		}
		for _, d := range ds {
			if d.Charter != t.id || d.Party != s.id || d.Expired {
				continue
			}
			switch {
			case !wanted:
				expires = d.Expires
			case d.Expires == 0 || expires == 0:
				expires = 0
			default:
				expires = max(expires, d.Expires)
			}
			p, wanted = max(p, d.Precedence), true
		}
	}
	return p, expires, wanted, nil
}

// withdraw takes a message or an attachment out of a peer's queue.
func (n *Node) withdraw(charter parley.Hash, party parley.PartyID, id parley.Hash) {
	if t := n.table(charter); t != nil {
		if p := n.peerOf(t, party); p != nil {
			p.box.put(link.Withdraw{ID: id})
		}
	}
}

// showOwnHead lets every line of the charter show a new head; each learns which of the new leaves its peer waits for.
func (n *Node) showOwnHead(t *table, head store.Head, group []*job) {
	for i, s := range t.seats {
		p := n.peerOf(t, s.id)
		if i == t.self || p == nil {
			continue
		}
		st := link.LogState{Log: link.LogKey(t.own().log), Size: head.Size, Head: link.Head{Size: head.Size, Signature: head.Signature, Root: head.Root}}
		for _, j := range group {
			if j.err != nil {
				continue
			}
			for _, w := range j.waiting {
				if w == s.id {
					st.Precedence = max(st.Precedence, j.precedence)
					st.Notable = append(st.Notable, link.Notable{Index: j.at, Precedence: j.precedence})
				}
			}
		}
		p.box.put(st)
	}
}

// showMirror lets the line of a record's owner know how much of it is held here.
func (n *Node) showMirror(m *mirror) {
	st, ok := n.logState(m.s.log)
	if p := n.peerOf(m.t, m.s.id); ok && p != nil {
		p.box.put(st)
	}
}
