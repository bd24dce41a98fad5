package node

import (
	"errors"
	"time"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// An arrival is a whole message that came over a line and is signed by its author.
type arrival struct {
	t     *table
	row   store.Message
	back  *job // instead: a message of our own that comes back
	full  bool // instead: its author has used up what the charter grants it
	p     *wire.Payload
	parts bool        // it came in parts, which are stored
	fresh bool        // it was not held before
	sent  *store.Leaf // its author's leaf, if it is held
}

// receiveMessage takes a whole envelope that came over a line; see messageJob. It returns when it is stored.
func (n *Node) receiveMessage(id parley.Hash, envelope []byte) error {
	j := n.messageJob(id, envelope, true)
	if j == nil || j == notTaken {
		return nil
	}
	_, _, err := n.recorder.do(j)
	return err
}

// messageJob judges a whole envelope that came over a line. What a key of its author signed is to be stored, and shown
// at once; the receipt waits until the author's signed head covers it, and stands in the same transaction where it does
// already. parts says that it came in parts. nil says that the envelope was dropped, notTaken that
// there is no room for it. An error of the job is one of the
// store: the body must come again.
func (n *Node) messageJob(id parley.Hash, envelope []byte, parts bool) *job {
	a := n.judgeArrival(id, envelope)
	if a == nil {
		return nil
	}
	if a.back != nil {
		return a.back
	}
	if a.full {
		return notTaken
	}
	a.parts = parts
	return &job{t: a.t, precedence: a.row.Precedence, intake: func(tx store.Tx) ([]*job, error) {
		if err := n.storeReceived(tx, a); err != nil || a.fresh && a.sent == nil && n.ahead.sent(a.t.seat(a.row.Author).log, id) == nil {
			return nil, err
		}
		if j := n.receivedJob(tx, a.t, id); j != nil {
			return []*job{j}, nil
		}
		return nil, nil
	}, then: func(_ uint64, _ parley.Millis, err error) {
		if err == nil {
			n.arrived(a)
		}
	}}
}

// judgeArrival returns the message, or nil where it is dropped.
func (n *Node) judgeArrival(id parley.Hash, envelope []byte) *arrival {
	if parley.Sum(envelope) != id {
		n.drop(id, "its bytes are not those of its id")
		return nil
	}
	e, p, err := wire.DecodeEnvelope(envelope)
	if err != nil {
		n.drop(id, parley.SentenceOf(err))
		return nil
	}
	if back := n.takeBack(id, envelope, e, p); back != nil {
		return &arrival{back: back}
	}
	t, j := n.judgeReceived(e, p)
	if t == nil || j.verdict == dropped || !addressedTo(p, n.cfg.Party) && !n.isOfOurs(t, id, p) {
		n.drop(id, "not for this node, or not signed by its originator: "+j.why)
		return nil
	}
	if !n.roomForText(t, p.From.Party, len(envelope)) {
		return &arrival{full: true}
	}
	row := messageRow(t, id, parley.Sum(e.Payload), envelope, p)
	row.Precedence, row.Stored = p.PrecedenceFor(n.cfg.Party), n.now()
	return &arrival{t: t, row: row, p: p}
}

// arrived tells who waits that a message is stored.
func (n *Node) arrived(a *arrival) {
	if !a.fresh {
		return
	}
	n.stored.add(a.t.id, a.row.Author, uint64(len(a.row.Envelope)))
	id, precedence := a.row.ID, a.row.Precedence.String()
	n.metrics.received.WithLabelValues(precedence).Inc()
	n.cfg.Log.Info("message", "id", id.String(), "from", a.p.From.Parley().String(), "precedence", precedence, "form", a.p.Form)
	n.awaited.came(id)
	n.watch.changed(id)
	n.follow(a.t, a.row.Proceeding)
}

// isOfOurs reports whether a message that is not addressed to us is an act of a proceeding in which we take part.
func (n *Node) isOfOurs(t *table, id parley.Hash, p *wire.Payload) (ours bool) {
	n.cfg.Store.View(func(r store.Reader) error {
		ours = n.sharesProceeding(r, t, id, p, n.cfg.Party)
		return nil
	})
	return ours
}

func addressedTo(p *wire.Payload, party parley.PartyID) bool {
	for _, a := range p.Addressees() {
		if a.Party == party {
			return true
		}
	}
	return false
}

// judgeReceived judges under the charter whose signature fits, or under the first that could.
func (n *Node) judgeReceived(e *wire.Envelope, p *wire.Payload) (*table, judgement) {
	var best *table
	j := judgement{verdict: dropped, why: "no charter"}
	for _, t := range n.tables() {
		if v := n.judgeNamed(t, e, p, 0); v.verdict < j.verdict || best == nil {
			best, j = t, v
		}
	}
	return best, j
}

// judgeNamed judges a message whose place is not known, by what it names. The date is that of its leaf, 0 where that is not
// known either.
func (n *Node) judgeNamed(t *table, e *wire.Envelope, p *wire.Payload, date parley.Millis) (j judgement) {
	err := n.cfg.Store.View(func(r store.Reader) error {
		st, err := standingNamed(r, t, p)
		st.date = date
		j = judge(t, e, p, st)
		return err
	})
	if err != nil {
		return judgement{verdict: notCheckable, why: "signature not yet checkable: the database could not be read"}
	}
	return j
}

func (n *Node) drop(id parley.Hash, why string) {
	n.metrics.dropped.Inc()
	if say, unsaid := n.drops.next(time.Now()); say { // a peer may send any number
		n.cfg.Log.Warn("dropped", "id", id.String(), "why", why, "unsaid", unsaid)
	}
	err := n.cfg.Store.Update(func(tx store.Tx) error { return dropUnfinished(tx, id) })
	if err != nil {
		n.cfg.Log.Error("what was dropped could not be removed", "id", id.String(), "error", err)
	}
}

// dropUnfinished removes what is held of a body, but never an attachment that is whole: a peer may name any id.
func dropUnfinished(tx store.Tx, id parley.Hash) error {
	b, err := tx.Body(id)
	if err != nil || b.Complete {
		return ignoreNotFound(err)
	}
	return tx.DropBody(id)
}

// storeReceived stores the message, what it refers to, and its attachments.
func (n *Node) storeReceived(tx store.Tx, a *arrival) error {
	a.fresh, a.sent = false, nil
	m := a.row
	if a.parts {
		if err := dropUnfinished(tx, m.ID); err != nil {
			return err
		}
	}
	if _, err := tx.Message(m.ID); err == nil {
		return nil
	}
	if _, err := tx.MessageByPayload(a.t.id, m.Author, m.PayloadHash); err == nil {
		return nil // a second envelope over a recorded payload is a duplicate
	}
	if leaf, ok, err := sentLeaf(tx, a.t.seat(m.Author).log, m.ID); err != nil {
		return err
	} else if ok {
		m.SentAt, a.sent = placeAt(a.t.seat(m.Author).log, leaf.Index), &leaf
	}
	if a.t.lostSome() {
		var err error
		if m.RecordedAt, m.Refused, err = ownReceipt(tx, a.t, m.ID); err != nil {
			return err
		}
	}
	if _, err := tx.AddMessage(m); err != nil {
		return err
	}
	if err := n.noteRecorded(tx, a.t, m); err != nil {
		return err
	}
	a.fresh = true
	for i, b := range a.p.Blobs {
		if err := tx.AddAttachment(store.Attachment{Message: m.ID, Place: i, Blob: b.ID, Size: b.Size}); err != nil {
			return err
		}
	}
	return nil
}

// sentLeaf finds the author's sent leaf for a message among the leaves held.
func sentLeaf(r store.Reader, log store.LogID, id parley.Hash) (store.Leaf, bool, error) {
	return leafOf(r, log, id, wire.LeafSent)
}

func leafOf(r store.Reader, log store.LogID, id parley.Hash, kind wire.LeafKind) (store.Leaf, bool, error) {
	leaves, err := r.LeavesByID(log, id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return store.Leaf{}, false, err
	}
	for _, l := range leaves {
		if wire.LeafKind(l.Kind) == kind {
			return l, true, nil
		}
	}
	return store.Leaf{}, false, nil
}
