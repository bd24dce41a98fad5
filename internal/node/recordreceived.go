package node

import (
	"errors"
	"slices"
	"time"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// errNothing answers a job that has nothing to do; it is no failure.
var errNothing = errors.New("nothing to record")

// recordReceived enters a message as received or refused, once its author's sent leaf is proved here. It does nothing
// while it is not, or when that is done already.
func (n *Node) recordReceived(t *table, id parley.Hash) {
	var leaf *job
	n.cfg.Store.View(func(r store.Reader) error { leaf = n.receivedJob(r, t, id); return nil })
	if leaf != nil {
		leaf.check = func(tx store.Tx) error { return nothingIfRecorded(tx, id) }
		n.recorder.add(leaf)
		return
	}
	n.followMessage(t, id)
}

// receivedJob returns what enters a message as received or refused, or nil while there is nothing to enter.
func (n *Node) receivedJob(r store.Reader, t *table, id parley.Hash) *job {
	m, err := r.Message(id)
	if err != nil || m.RecordedAt >= 0 || !m.Proceeding.IsZero() { // acts have an order: see recordActs
		return nil
	}
	proof := n.provedSent(r, t, m)
	if proof == nil {
		return nil
	}
	return n.receivedOn(r, t, m, proof)
}

// nothingIfRecorded stops a job that came too late.
func nothingIfRecorded(tx store.Tx, id parley.Hash) error {
	now, err := tx.Message(id)
	if err == nil && now.RecordedAt >= 0 {
		return errNothing
	}
	return err
}

// receivedOn returns what enters a message that has no leaf of ours, on the proof of its author's leaf, or nil where
// its signature cannot be checked yet.
func (n *Node) receivedOn(r store.Reader, t *table, m store.Message, proof *provedLeaf) *job {
	id := m.ID
	p, j, err := judgeStored(r, t, m, proof)
	if err != nil || j.verdict == notCheckable || j.verdict == dropped {
		return nil
	}
	leaf := &job{from: n.peerOf(t, m.Author), t: t, kind: wire.LeafReceived, mark: &proof.Mark, id: id, precedence: m.Precedence, waiting: []parley.PartyID{m.Author}}
	code := int16(-1)
	if j.verdict == refused {
		leaf.kind, leaf.code, code = wire.LeafRefused, j.code, int16(j.code)
	}
	sentAt := m.SentAt
	if sentAt < 0 {
		sentAt = placeAt(t.seat(m.Author).log, proof.Index)
	}
	leaf.write = func(tx store.Tx, at uint64, date parley.Millis) error {
		if err := tx.SetPlaces(id, sentAt, placeAt(t.own().log, at), code); err != nil || j.verdict == refused {
			return err
		}
		if err := oweAck(tx, t, m, p, date); err != nil {
			return err
		}
		return n.noteReference(tx, m, proof.leaf.Date)
	}
	leaf.then = func(_ uint64, _ parley.Millis, err error) {
		if err != nil && !errors.Is(err, errNothing) {
			n.tryAgain(err, "a message could not be recorded", func() { n.recordReceived(t, id) })
			return
		}
		n.afterRecorded(t, m, p, leaf.check != nil)
		if err == nil && leaf.kind == wire.LeafReceived {
			n.answerTest(t, m)
		}
	}
	return leaf
}

// afterRecorded tells who waits, and does what had to wait for the leaf. late says that m was read in an earlier
// transaction than that of the leaf: an officer may have read the message in between.
func (n *Node) afterRecorded(t *table, m store.Message, p *wire.Payload, late bool) {
	for _, changed := range []parley.Hash{m.ID, m.Acks, m.ReplyTo} {
		n.watch.changed(changed)
	}
	n.lookAt(n.peerOf(t, m.Author))
	n.lookForBlobs(t, p)
	n.follow(t, m.Proceeding)
	if m.Read != 0 || late {
		n.reportOpened(t, m.ID)
	}
}

// retryPause is how long a failed store is left alone.
const retryPause = 5 * time.Second

// tryAgain has work of the log-writer done later that failed for want of the store.
func (n *Node) tryAgain(err error, what string, fn func()) {
	n.event(EventStorage, "", what, "error", err)
	if srv := n.server(); srv != nil {
		srv.after(retryPause, fn)
	}
}

// recordWaiting enters the messages that are stored and, after a stop or a failure, have no leaf of ours yet.
func (n *Node) recordWaiting() {
	own := false
	var ms []store.Message
	err := n.cfg.Store.View(func(r store.Reader) (err error) {
		if ms, err = r.Messages(store.MessageFilter{Own: &own, Unrecorded: true}); err == nil {
			ms, err = n.recordable(r, ms)
		}
		return err
	})
	if err != nil {
		n.tryAgain(err, "the messages that wait for a receipt could not be read", n.recordWaiting)
	}
	for _, m := range ms {
		if t := n.table(m.Charter); t != nil {
			n.recordReceived(t, m.ID)
		}
	}
}

// recordable leaves out the texts of which no sent leaf is here: their receipt comes with it.
func (n *Node) recordable(r store.Reader, ms []store.Message) (out []store.Message, err error) {
	for some := range slices.Chunk(ms, store.MaxIDs) {
		ids, sent := make([]parley.Hash, len(some)), map[parley.Hash]bool{}
		for i, m := range some {
			ids[i] = m.ID
		}
		leaves, err := r.LeavesNaming(ids)
		if err != nil {
			return nil, err
		}
		for _, l := range leaves {
			sent[l.ID] = sent[l.ID] || wire.LeafKind(l.Kind) == wire.LeafSent
		}
		for _, m := range some {
			t := n.table(m.Charter)
			if t == nil || t.seat(m.Author) == nil {
				continue
			}
			if sent[m.ID] || !m.Proceeding.IsZero() || n.ahead.sent(t.seat(m.Author).log, m.ID) != nil {
				out = append(out, m)
			}
		}
	}
	return out, nil
}

// judgeStored judges a message that is held by what is in force at its place in its author's record.
func judgeStored(r store.Reader, t *table, m store.Message, sent *provedLeaf) (p *wire.Payload, j judgement, err error) {
	st, err := standingAt(r, t, t.seat(m.Author), sent.Index)
	if err != nil {
		return nil, j, err
	}
	st.date = sent.leaf.Date
	e, p, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil {
		return nil, j, err
	}
	return p, judge(t, e, p, st), nil
}

// sentToUs reports whether a sent leaf of a party names this one, in the party order of the edition in force there.
func (n *Node) sentToUs(r store.Reader, t *table, s *seat, f fact) bool {
	if f.leaf.Kind != wire.LeafSent {
		return false
	}
	ed, err := t.editionAt(r, s, f.index)
	return err == nil && ed.addresses(f.leaf, n.cfg.Party)
}

// A provedLeaf is a leaf under a verified head of its owner.
type provedLeaf struct {
	Index uint64
	Mark  [8]byte
	leaf  wire.Leaf
}

// provedSent returns the author's sent leaf for a message that is held, if a verified head covers it: among the leaves
// held, or proved ahead of them.
func (n *Node) provedSent(r store.Reader, t *table, m store.Message) *provedLeaf {
	if m.Own || m.Charter != t.id || t.seat(m.Author) == nil {
		return nil
	}
	log := t.seat(m.Author).log
	row, ok, err := sentLeaf(r, log, m.ID)
	if err != nil {
		return nil
	}
	found := n.ahead.sent(log, m.ID)
	if ok {
		l, err := wire.DecodeLeaf(row.Bytes)
		if err != nil {
			return nil
		}
		found = &provedLeaf{row.Index, row.Mark, l}
	}
	if found == nil || !n.sentToUs(r, t, t.seat(m.Author), fact{found.Index, found.leaf}) {
		return nil
	}
	return found
}

// noteReference enters what an acknowledgement or a reply means for the message that it refers to: the time is the
// date of its own sent leaf. A message that is not here yet is passed over.
func (n *Node) noteReference(tx store.Tx, m store.Message, date parley.Millis) error {
	for _, ref := range []parley.Hash{m.Acks, m.ReplyTo} {
		if ref.IsZero() {
			continue
		}
		of, err := tx.Message(ref)
		if errors.Is(err, store.ErrNotFound) {
			continue // answers a message that is not here yet
		}
		if err != nil {
			return err
		}
		if of.Charter != m.Charter {
			continue // a party of that name under another charter may be someone else
		}
		ds, err := tx.Deliveries(of.ID)
		if err != nil {
			return err
		}
		for _, d := range ds {
			if d.Party != m.Author {
				continue
			}
			if ref == m.Acks && d.Acknowledged == 0 {
				d.Acknowledged = date
			}
			if ref == m.ReplyTo && d.Answered == 0 {
				d.Answered = date
			}
			if err := tx.PutDelivery(d); err != nil {
				return err
			}
			if t := n.table(of.Charter); t != nil {
				if err := n.moveClock(tx, t, of, d); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
