package node

import (
	"parley"
	"parley/internal/store"
	"parley/wire"
)

// takeBack returns what takes a message of our own that a peer hands back: one that our record names as sent and whose
// body is not here, or, of a record that is recovering or has, one that left ahead of its head and is not known here any
// more. nil: it is no such message.
func (n *Node) takeBack(id parley.Hash, envelope []byte, e *wire.Envelope, p *wire.Payload) *job {
	if p.From.Party != n.cfg.Party {
		return nil
	}
	for _, t := range n.tables() {
		if _, ok := n.ownLeaf(t, id, wire.LeafSent); ok {
			return n.takeBackJob(t, id, envelope, e, p)
		}
		if t.lostSome() && n.judgeOwn(t, e, p).verdict == accepted {
			return &job{t: t, intake: func(store.Tx) ([]*job, error) {
				return []*job{n.sentJob(t, id, parley.Sum(e.Payload), envelope, p)}, nil
			}}
		}
	}
	return nil
}

// ownLeaf finds a leaf of the own record.
func (n *Node) ownLeaf(t *table, id parley.Hash, kind wire.LeafKind) (l store.Leaf, ok bool) {
	n.cfg.Store.View(func(r store.Reader) (err error) {
		l, ok, err = leafOf(r, t.own().log, id, kind)
		return err
	})
	return l, ok
}

// lostSome reports whether the own record is recovering or has been.
func (t *table) lostSome() bool {
	t.untoldMu.Lock()
	defer t.untoldMu.Unlock()
	return t.recovered || t.recovery.Load() != nil
}

// takeBackJob stores a message whose sent leaf came back without it.
func (n *Node) takeBackJob(t *table, id parley.Hash, envelope []byte, e *wire.Envelope, p *wire.Payload) *job {
	m := messageRow(t, id, parley.Sum(e.Payload), envelope, p)
	m.Own, m.Stored = true, n.now()
	return &job{t: t, intake: func(tx store.Tx) ([]*job, error) { return nil, n.storeBack(tx, t, m, p) }, then: func(_ uint64, _ parley.Millis, err error) {
		if err == nil {
			n.wanted.drop(id)
			n.watch.changed(id)
			n.wantBlobs(t, p)
		}
	}}
}

func (n *Node) storeBack(tx store.Tx, t *table, m store.Message, p *wire.Payload) error {
	leaf, sent, err := sentLeaf(tx, t.own().log, m.ID)
	if err != nil || !sent {
		return err
	}
	m.SentAt = placeAt(t.own().log, leaf.Index)
	m.RecordedAt = m.SentAt
	if _, err := tx.Message(m.ID); err == nil {
		return dropUnfinished(tx, m.ID)
	}
	if _, err := tx.MessageByPayload(t.id, m.Author, m.PayloadHash); err == nil {
		return dropUnfinished(tx, m.ID)
	}
	if _, err := tx.AddMessage(m); err != nil {
		return err
	}
	if err := n.addDeliveries(tx, t, m, p, addresseeParties(t, p)); err != nil {
		return err
	}
	if err := n.healReceipts(tx, t, m); err != nil {
		return err
	}
	return dropUnfinished(tx, m.ID)
}

// healReceipts enters what the records held of others say of a message of ours that is here again.
func (n *Node) healReceipts(tx store.Tx, t *table, m store.Message) error {
	for i, s := range t.seats() {
		if i == t.self {
			continue
		}
		rows, err := tx.LeavesByID(s.log, m.ID)
		if ignoreNotFound(err) != nil {
			return err
		}
		for _, row := range rows {
			l, err := wire.DecodeLeaf(row.Bytes)
			if err != nil {
				return err
			}
			if l.Kind == wire.LeafReceived || l.Kind == wire.LeafRefused || l.Kind == wire.LeafOpened {
				if err := n.applyReceipt(tx, &mirror{t: t, s: s}, fact{row.Index, l}); err != nil {
					return err
				}
			}
		}
	}
	refs, err := tx.MessagesReferring(m.ID)
	if ignoreNotFound(err) != nil {
		return err
	}
	for _, x := range refs {
		if x.Own || x.Charter != t.id || x.SentAt < 0 || t.seat(x.Author) == nil {
			continue
		}
		date, err := dateAt(tx, t.seat(x.Author), x.SentAt)
		if err != nil {
			return err
		}
		if err := n.noteReference(tx, x, date); err != nil {
			return err
		}
	}
	return nil
}

// wantBlobs asks for the attachments of a message that was taken back.
func (n *Node) wantBlobs(t *table, p *wire.Payload) {
	for _, b := range p.Blobs {
		if body, err := n.bodyOf(b.ID); err == nil && body.Complete {
			continue
		}
		leaf := wire.Leaf{Kind: wire.LeafGotBlob, ID: b.ID}
		n.wanted.add(b.ID, newWanted(t, leaf, addresseeSeats(t, p)))
	}
	n.lookForWanted()
}

func addresseeSeats(t *table, p *wire.Payload) (out []*seat) {
	for _, i := range addresseeParties(t, p) {
		out = append(out, t.seats()[i])
	}
	return out
}

// ownReceipt finds our own received or refused leaf for a message: it stands there when the message itself was lost.
func ownReceipt(r store.Reader, t *table, id parley.Hash) (at int64, code int16, err error) {
	leaf, ok, err := leafOf(r, t.own().log, id, wire.LeafReceived)
	if err != nil {
		return -1, -1, err
	}
	if ok {
		return placeAt(t.own().log, leaf.Index), -1, nil
	}
	leaf, ok, err = leafOf(r, t.own().log, id, wire.LeafRefused)
	if err != nil || !ok {
		return -1, -1, err
	}
	l, err := wire.DecodeLeaf(leaf.Bytes)
	return placeAt(t.own().log, leaf.Index), int16(l.Code), err
}

// takeBackBlob takes an attachment that was wanted back and whose bytes are all here.
func (n *Node) takeBackBlob(id parley.Hash) error {
	salts, size, err := n.saltsOf(id)
	if err != nil {
		return err
	}
	b, err := n.bodyOf(id)
	if err != nil || !wholeRange(b) {
		return ignoreNotFound(err)
	}
	for _, salt := range salts {
		sum, err := n.blobHash(id, salt)
		if err != nil {
			return err
		}
		if sum != id || b.Size != size {
			continue
		}
		if err := n.cfg.Store.Update(func(tx store.Tx) error { return tx.CompleteBody(id) }); err != nil {
			return err
		}
		n.wanted.drop(id)
		n.blobChanged(id)
		return nil
	}
	if len(salts) > 0 {
		n.drop(id, "an attachment's bytes are not those of its id")
	}
	return nil
}

// saltsOf returns the salts of the messages here that name an attachment, and its size.
func (n *Node) saltsOf(id parley.Hash) (salts [][16]byte, size uint64, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		salts = nil
		as, err := r.AttachmentsOf(id)
		if err != nil {
			return ignoreNotFound(err)
		}
		for _, a := range as {
			m, err := r.Message(a.Message)
			if err != nil {
				return err
			}
			if _, p, err := wire.DecodeEnvelope(m.Envelope); err == nil && p.Salt != nil {
				salts, size = append(salts, *p.Salt), a.Size
			}
		}
		return nil
	})
	return salts, size, err
}

// noteRecorded enters what a message means that came again and that our record has long received.
func (n *Node) noteRecorded(tx store.Tx, t *table, m store.Message) error {
	if m.RecordedAt < 0 || m.Refused >= 0 || m.SentAt < 0 {
		return nil
	}
	date, err := dateAt(tx, t.seat(m.Author), m.SentAt)
	if err != nil {
		return err
	}
	return n.noteReference(tx, m, date)
}
