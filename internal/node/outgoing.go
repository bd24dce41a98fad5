package node

import (
	"time"

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
	peer.fresh.put(id, envelope)
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
		_, _, has, err = leafEver(r, s.log, id, wire.LeafGotBlob)
		return err
	})
	return has
}

// withdraw takes a message or an attachment out of a peer's queue.
func (n *Node) withdraw(charter parley.Hash, party parley.PartyID, id parley.Hash) {
	if t := n.table(charter); t != nil {
		if p := n.peerOf(t, party); p != nil {
			p.fresh.take(id)
			p.box.put(link.Withdraw{ID: id})
		}
	}
}

// showOwnHead lets every line of the charter whose peer waits for one of the new leaves show the new head at once, with
// the places of those; the others show it with the next ones.
func (n *Node) showOwnHead(t *table, head store.Head, group []*job) {
	for i, s := range t.seats() {
		p := n.peerOf(t, s.id)
		if i == t.self || p == nil {
			continue
		}
		st := stateOf(t.own().log, head.Size, head)
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
		if len(group) > 0 && st.Notable == nil {
			n.showLater(t)
			continue
		}
		p.box.lay(st)
	}
}

// rouseLines has every line of a charter look at what was laid before it.
func (n *Node) rouseLines(t *table) {
	for i, s := range t.seats() {
		if p := n.peerOf(t, s.id); i != t.self && p != nil {
			p.box.rouse()
		}
	}
}

// showPause gathers growth of the own record that a peer does not wait for: on a busy table each peer is shown it once a
// pause, not once an entry.
const showPause = time.Second

// showLater lets every line of the charter show the head as it is after a pause.
func (n *Node) showLater(t *table) {
	srv := n.server()
	if srv == nil || t.showing.Swap(true) {
		return
	}
	srv.after(showPause, func() {
		t.showing.Store(false)
		st, ok := ownState(t)
		for i, s := range t.seats() {
			if p := n.peerOf(t, s.id); ok && i != t.self && p != nil {
				p.box.put(st)
			}
		}
	})
}
