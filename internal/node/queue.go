package node

import (
	"parley"
	"parley/internal/store"
	"parley/link"
)

// offerAgain has every line of a charter offer what is open: some of it may never have been.
func (n *Node) offerAgain(t *table) {
	for i, s := range t.seats() {
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
	ids := make([]parley.Hash, len(ds))
	for i, d := range ds {
		ids[i] = d.Message
	}
	briefs, err := briefsOf(r, ids)
	if err != nil {
		return nil, err
	}
	for _, d := range ds {
		m, ok := briefs[d.Message]
		if !ok {
			return nil, store.ErrNotFound
		}
		if mayLeave(ps.t, m.SentAt) {
			out = append(out, link.Item{ID: m.ID, Log: link.LogKey(ps.t.own().log), Size: m.Size, Precedence: d.Precedence, Index: m.SentAt, Expires: d.Expires})
		}
	}
	return out, nil
}

// mayLeave reports whether a head over a message's sent leaf may be shown: no byte of it, nor of what it names, leaves
// before [REC-34]. The exception is a node that is recovering.
func mayLeave(t *table, sentAt int64) bool {
	return sentAt < t.shownPlace() || t.recovery.Load() != nil
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
		m, err := r.Message(a.Message)
		if err != nil {
			return 0, 0, false, ignoreNotFound(err)
		}
		if !m.Own || !mayLeave(t, m.SentAt) {
			continue
		}
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
