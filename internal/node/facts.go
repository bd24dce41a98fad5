package node

import (
	"errors"
	"slices"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// A fact is a leaf of another party under its verified head.
type fact struct {
	index uint64
	leaf  wire.Leaf
}

// applyFact enters what a leaf of a peer means for our messages, and for those that wait for it: a message that can be
// recorded now is what the job does.
func (n *Node) applyFact(tx store.Tx, m *mirror, f fact) (*job, error) {
	switch f.leaf.Kind {
	case wire.LeafReceived, wire.LeafRefused, wire.LeafOpened:
		return nil, n.applyReceipt(tx, m, f)
	case wire.LeafGotBlob:
		return nil, applyGotBlob(tx, m, f)
	case wire.LeafSent:
		return n.applySent(tx, m, f)
	}
	return nil, nil
}

// applySent enters where a message that came before stands in its author's record.
func (n *Node) applySent(tx store.Tx, m *mirror, f fact) (*job, error) {
	msg, err := tx.Message(f.leaf.ID)
	if err != nil || msg.Author != m.s.id || msg.Charter != m.t.id {
		return nil, ignoreNotFound(err)
	}
	if msg.RecordedAt < 0 && msg.Proceeding.IsZero() && n.sentToUs(tx, m.t, m.s, f) {
		if j := n.receivedOn(tx, m.t, msg, &provedLeaf{f.index, f.leaf.Mark, f.leaf}); j != nil {
			return j, nil // it sets both places
		}
	}
	if msg.SentAt >= 0 {
		return nil, nil
	}
	if err := tx.SetPlaces(msg.ID, placeAt(m.s.log, f.index), msg.RecordedAt, msg.Refused); err != nil || msg.RecordedAt < 0 || msg.Refused >= 0 {
		return nil, err
	}
	return nil, n.noteReference(tx, msg, f.leaf.Date) // our receipt was older than the message, which had been lost
}

func ignoreNotFound(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// applyReceipt enters a receipt of a message of ours, if it copies the mark of our sent leaf.
func (n *Node) applyReceipt(tx store.Tx, m *mirror, f fact) error {
	msg, err := tx.Message(f.leaf.ID)
	if err != nil || !msg.Own {
		return ignoreNotFound(err)
	}
	_, sent, ok, err := leafEver(tx, m.t.own().log, msg.ID, wire.LeafSent)
	if err != nil || !ok || sent.Mark != f.leaf.Mark {
		return err
	}
	ds, err := tx.Deliveries(msg.ID)
	if err != nil {
		return err
	}
	for _, d := range ds {
		if d.Party != m.s.id {
			continue
		}
		d = receipted(d, fact{uint64(placeAt(m.s.log, f.index)), f.leaf})
		if err := tx.PutDelivery(d); err != nil {
			return err
		}
		if err := n.moveClock(tx, m.t, msg, d); err != nil {
			return err
		}
		n.noteVerdict(m.t, m.s, msg, f.leaf)
	}
	return nil
}

// receipted returns d with what the leaf says. The first receipt counts, whatever the peer enters later. One that is
// dated before the expiry shows, however late it comes, that the message arrived in time.
func receipted(d store.Delivery, f fact) store.Delivery {
	switch {
	case f.leaf.Kind == wire.LeafOpened && d.Opened == 0:
		d.Opened = f.leaf.Date
	case f.leaf.Kind == wire.LeafOpened || d.RecordedAt >= 0:
		return d
	default:
		d.Settled, d.Recorded, d.RecordedAt = true, f.leaf.Date, int64(f.index)
		d.Expired = d.Expired && d.Expires != 0 && f.leaf.Date >= d.Expires
		if f.leaf.Kind == wire.LeafRefused {
			d.Refused = int16(f.leaf.Code)
		}
	}
	return d
}

func applyGotBlob(tx store.Tx, m *mirror, f fact) error {
	ds, err := tx.BlobDeliveries(f.leaf.ID)
	if err != nil {
		return ignoreNotFound(err)
	}
	for _, d := range ds {
		if d.Charter == m.t.id && d.Party == m.s.id && !d.Done {
			d.Done = true
			if err := tx.PutBlobDelivery(d); err != nil {
				return err
			}
		}
	}
	return nil
}

// factsAhead takes leaves that are proved ahead of the leaves held, together: a receipt settles, a sent leaf lets us record.
func (n *Node) factsAhead(m *mirror, facts []fact) {
	done := make([]chan error, len(facts))
	for i, f := range facts {
		n.ahead.put(m.s.log, f)
		done[i] = n.queueFact(m, f)
	}
	n.recorder.begin()
	var stored []fact
	for i, f := range facts {
		if err := n.recorder.outcome(done[i]); err != nil {
			n.cfg.Log.Error("a receipt could not be stored", "party", string(m.s.id), "error", err)
			continue
		}
		stored = append(stored, f)
	}
	n.afterFacts(m, stored)
}

// queueFact has the log-writer apply a fact when it next begins.
func (n *Node) queueFact(m *mirror, f fact) chan error {
	done := make(chan error, 1)
	n.recorder.queue(&job{from: m.from, t: m.t, then: func(_ uint64, _ parley.Millis, err error) { done <- err }, intake: func(tx store.Tx) ([]*job, error) {
		j, err := n.applyFact(tx, m, f)
		if j == nil {
			return nil, err
		}
		return []*job{j}, err
	}})
	return done
}

// afterFacts tells those who wait for what facts say, and notes which bodies are to come.
func (n *Node) afterFacts(m *mirror, facts []fact) {
	for _, f := range facts {
		n.afterFact(m, f)
	}
	n.followSent(m.t, facts)
	n.await(m.t, m.s, facts)
}

func (n *Node) afterFact(m *mirror, f fact) {
	switch f.leaf.Kind {
	case wire.LeafReceived, wire.LeafRefused, wire.LeafOpened:
		n.withdraw(m.t.id, m.s.id, f.leaf.ID)
		n.watch.changed(f.leaf.ID)
	case wire.LeafGotBlob:
		n.withdraw(m.t.id, m.s.id, f.leaf.ID)
		n.blobChanged(f.leaf.ID)
	case wire.LeafStatement:
		n.departuresChanged(m.t)
	}
}

// followSent has the proceedings looked at again to which messages belong of which the sent leaves came.
func (n *Node) followSent(t *table, facts []fact) {
	sent := slices.DeleteFunc(slices.Clone(facts), func(f fact) bool { return f.leaf.Kind != wire.LeafSent })
	if len(sent) == 0 {
		return
	}
	n.cfg.Store.View(func(r store.Reader) error {
		briefs, err := briefsOf(r, leafIDs(sent))
		for _, f := range sent {
			n.follow(t, briefs[f.leaf.ID].Proceeding)
		}
		return err
	})
}
