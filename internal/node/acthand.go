package node

import (
	"slices"
	"time"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// Rule R6 for acts: whoever sends one sees to it that each participant gets what stands before it, and whoever lacks the
// body of one asks everybody who may have it. The leaves come by the ways of all records.

// handOnActs offers each participant the acts of others that are on record here and not in its own record, as far as that
// is held, once their author's own line has had its turn: an act of ours stands behind them, and cannot be recorded there
// before them. What they inherit of its precedence stops below FLASH.
func (n *Node) handOnActs(t *table, id parley.Hash, precedence parley.Precedence) {
	srv := n.server()
	if srv == nil || id.IsZero() {
		return
	}
	srv.after(ownersTurn, func() {
		for party, ids := range n.lacking(t, id) {
			if p := n.peerOf(t, party); p != nil {
				for _, act := range ids {
					n.lend(p, t, act, min(precedence, parley.Immediate))
				}
			}
		}
	})
}

// lacking returns, for each other participant, the acts of third parties that it is not known to hold, at most maxLacking.
func (n *Node) lacking(t *table, id parley.Hash) map[parley.PartyID][]parley.Hash {
	out := map[parley.PartyID][]parley.Hash{}
	n.acts.mu.Lock()
	defer n.acts.mu.Unlock()
	n.cfg.Store.View(func(r store.Reader) error {
		k, err := n.trackerOf(r, t, id)
		if err != nil {
			return err
		}
		for _, party := range k.o.ids {
			if party == n.cfg.Party {
				continue
			}
			has := k.idsOf(party)
			for _, l := range k.logs[slices.Index(k.o.ids, n.cfg.Party)] {
				for _, x := range l.leaves {
					if x.Kind == wire.LeafReceived && !has[x.ID] && len(out[party]) < maxLacking {
						out[party] = append(out[party], x.ID)
					}
				}
			}
		}
		return nil
	})
	return out
}

// maxLacking bounds what one act has offered to one participant: of more it asks itself.
const maxLacking = 256

// idsOf returns what a participant's record has of the proceeding, as far as it is held.
func (k *tracker) idsOf(party parley.PartyID) map[parley.Hash]bool {
	out := map[parley.Hash]bool{}
	for _, l := range k.logs[slices.Index(k.o.ids, party)] {
		for _, x := range l.leaves {
			out[x.ID] = true
		}
	}
	return out
}

// lend offers a peer, for a time, an act that we hold.
func (n *Node) lend(p *peer, t *table, id parley.Hash, precedence parley.Precedence) {
	ps, ok := p.seatIn(t.id)
	if !ok || !p.relayed.mayAskBack(p, id) {
		return
	}
	var it *link.Item
	n.cfg.Store.View(func(r store.Reader) (err error) {
		it, _, err = n.messageFor(r, ps, id)
		return err
	})
	if it == nil {
		return
	}
	it.Precedence = precedence
	n.lendItem(p, *it)
}

// lendItem puts what is not in a peer's queue anyway into it for a time.
func (n *Node) lendItem(p *peer, it link.Item) {
	p.box.put(link.Offer{Item: it})
	if srv := n.server(); srv != nil && p.relayed.mayLend(p, it.ID, true) {
		srv.after(handBackTime, func() {
			p.relayed.mayLend(p, it.ID, false)
			p.box.put(link.Withdraw{ID: it.ID})
		})
	}
}

// sharesProceeding reports whether a party takes part in the proceeding of an act: it may have the act's body, addressed to
// it or not [REC-42], and so may we.
func (n *Node) sharesProceeding(r store.Reader, t *table, id parley.Hash, p *wire.Payload, party parley.PartyID) bool {
	of := proceedingOf(id, p)
	if of.IsZero() {
		return false
	}
	o, err := n.openingOf(r, t, of)
	return err == nil && slices.Contains(o.ids, party)
}

// awaitActs notes the acts of a proceeding that a record names and whose bodies are not here.
func (n *Node) awaitActs(r store.Reader, k *tracker) {
	for p := range k.o.ids {
		for _, l := range k.logs[p] {
			for i := l.recorded; i < len(l.leaves); i++ {
				x := l.leaves[i]
				if _, err := r.Message(x.ID); ignoreNotFound(err) == nil && err != nil {
					n.awaitAct(k, k.o.ids[l.authors[i]], x.ID)
				}
			}
		}
	}
}

// awaitAct has the body of an act asked for.
func (n *Node) awaitAct(k *tracker, author parley.PartyID, id parley.Hash) {
	srv, s := n.server(), k.t.seat(author)
	if srv == nil || s == nil || s == k.t.own() {
		return
	}
	b := &awaitedBody{t: k.t, s: s, id: id, since: time.Now(), noted: n.now(), pause: bodyPause, to: map[parley.PartyID]bool{}}
	b.next = b.since.Add(bodyPatience)
	for _, party := range k.o.ids {
		b.to[party] = true
	}
	w := &n.awaited
	w.mu.Lock()
	defer w.mu.Unlock()
	n.awaitBody(srv, b)
}
