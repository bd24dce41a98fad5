package node

import (
	"crypto/sha256"
	"errors"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// receiveMessage takes a whole envelope that came over a line. What a key of its author signed is stored and shown at
// once; the receipt waits until the author's signed head covers it. It reports whether the body may be
func (n *Node) receiveMessage(id parley.Hash, envelope []byte) {
	if parley.Sum(envelope) != id {
		n.drop(id, "its bytes are not those of its id")
		return
	}
	e, p, err := wire.DecodeEnvelope(envelope)
	if err != nil {
		n.drop(id, parley.SentenceOf(err))
		return
	}
	t, j := n.judgeReceived(e, p)
	if t == nil || j.verdict == dropped || !addressedTo(p, n.cfg.Party) {
		n.drop(id, "not for this node, or not signed by its originator: "+j.why)
		return
	}
	row := messageRow(t, id, parley.Sum(e.Payload), envelope, p)
	row.Precedence, row.Stored = p.PrecedenceFor(n.cfg.Party), n.now()
	fresh, err := n.storeReceived(t, row, p)
	if err != nil {
		n.cfg.Log.Error("a message could not be stored", "message", id.String(), "error", err)
		return
	}
	if fresh {
		n.metrics.received.WithLabelValues(row.Precedence.String()).Inc()
		n.cfg.Log.Info("message", "id", id.String(), "from", p.From.Parley().String(), "precedence", row.Precedence.String(), "form", p.Form)
		n.watch.changed(id)
	}
	n.recordReceived(t, id)
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
		if v := judge(t, e, p); v.verdict < j.verdict || best == nil {
			best, j = t, v
		}
	}
	return best, j
}

func (n *Node) drop(id parley.Hash, why string) {
	n.metrics.dropped.Inc()
	n.cfg.Log.Warn("dropped", "id", id.String(), "why", why)
	n.cfg.Store.Update(func(tx store.Tx) error { return tx.DropBody(id) })
}

// storeReceived stores the message, what it refers to, and its attachments. It reports whether it was new.
func (n *Node) storeReceived(t *table, m store.Message, p *wire.Payload) (fresh bool, err error) {
	err = n.cfg.Store.Update(func(tx store.Tx) error {
		fresh = false
		if _, err := tx.Message(m.ID); err == nil {
			return tx.DropBody(m.ID)
		}
		if _, err := tx.MessageByPayload(t.id, m.Author, m.PayloadHash); err == nil {
			return tx.DropBody(m.ID) // a second envelope over a recorded payload is a duplicate
		}
		if leaf, ok, err := sentLeaf(tx, t.seat(m.Author).log, m.ID); err != nil {
			return err
		} else if ok {
			m.SentAt = int64(leaf.Index)
		}
		if _, err := tx.AddMessage(m); err != nil {
			return err
		}
		fresh = true
		for i, b := range p.Blobs {
			if err := tx.AddAttachment(store.Attachment{Message: m.ID, Place: i, Blob: b.ID, Size: b.Size}); err != nil {
				return err
			}
		}
		return tx.DropBody(m.ID)
	})
	return fresh, err
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

// errNothing answers a job that has nothing to do; it is no failure.
var errNothing = errors.New("nothing to record")

// recordReceived enters a message as received or refused, once its author's sent leaf is proved here. It does nothing
// while it is not, or when that is done already.
func (n *Node) recordReceived(t *table, id parley.Hash) {
	proof := n.provedSent(t, id)
	if proof == nil {
		return
	}
	m, p, j, err := n.judgeStored(t, id)
	if err != nil || j.verdict == notCheckable || m.RecordedAt >= 0 || m.Own {
		return
	}
	leaf := &job{t: t, kind: wire.LeafReceived, mark: &proof.Mark, id: id, precedence: m.Precedence, waiting: []parley.PartyID{m.Author}}
	code := int16(-1)
	if j.verdict == refused {
		leaf.kind, leaf.code, code = wire.LeafRefused, j.code, int16(j.code)
	}
	leaf.check = func(tx store.Tx) error {
		now, err := tx.Message(id)
		if err == nil && now.RecordedAt >= 0 {
			return errNothing
		}
		return err
	}
	leaf.write = func(tx store.Tx, at uint64, date parley.Millis) error {
		if err := tx.SetPlaces(id, int64(proof.Index), int64(at), code); err != nil || j.verdict == refused {
			return err
		}
		return n.noteReference(tx, m, proof.leaf.Date)
	}
	leaf.then = func(_ uint64, _ parley.Millis, err error) {
		if err != nil {
			if !errors.Is(err, errNothing) {
				n.cfg.Log.Error("a message could not be recorded", "message", id.String(), "error", err)
			}
			return
		}
		n.watch.changed(id)
		n.lookForBlobs(p)
	}
	n.recorder.add(leaf)
}

func (n *Node) judgeStored(t *table, id parley.Hash) (m store.Message, p *wire.Payload, j judgement, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		m, err = r.Message(id)
		return err
	})
	if err != nil {
		return m, nil, j, err
	}
	e, p, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil {
		return m, nil, j, err
	}
	return m, p, judge(t, e, p), nil
}

// A provedLeaf is a leaf under a verified head of its owner.
type provedLeaf struct {
	Index uint64
	Mark  [8]byte
	leaf  wire.Leaf
}

// provedSent returns the author's sent leaf for a message that is held, if a verified head covers it: among the leaves
// held, or proved ahead of them.
func (n *Node) provedSent(t *table, id parley.Hash) *provedLeaf {
	var found *provedLeaf
	n.cfg.Store.View(func(r store.Reader) error {
		m, err := r.Message(id)
		if err != nil || m.Own || t.seat(m.Author) == nil {
			return err
		}
		log := t.seat(m.Author).log
		row, ok, err := sentLeaf(r, log, id)
		if err != nil {
			return err
		}
		if !ok {
			found = n.ahead.sent(log, id)
			return nil
		}
		l, err := wire.DecodeLeaf(row.Bytes)
		found = &provedLeaf{row.Index, row.Mark, l}
		return err
	})
	if found == nil || !found.leaf.Addressed(t.self) {
		return nil
	}
	return found
}

// receiveBlob takes an attachment whose bytes are all here: it is checked against its id under the salt of a message
// that names it. Without such a message it waits for one.
func (n *Node) receiveBlob(id parley.Hash) {
	var salt *[16]byte
	var t *table
	var author parley.PartyID
	n.cfg.Store.View(func(r store.Reader) error {
		as, err := r.AttachmentsOf(id)
		if err != nil || len(as) == 0 {
			return err
		}
		m, err := r.Message(as[0].Message)
		if err != nil {
			return err
		}
		if _, p, err := wire.DecodeEnvelope(m.Envelope); err == nil {
			salt, author, t = p.Salt, m.Author, n.table(m.Charter)
		}
		return nil
	})
	if salt == nil || t == nil {
		return
	}
	if !n.blobHashes(id, *salt) {
		n.drop(id, "an attachment's bytes are not those of its id")
		return
	}
	n.recorder.add(&job{t: t, kind: wire.LeafGotBlob, id: id, precedence: parley.Routine, waiting: []parley.PartyID{author},
		check: func(tx store.Tx) error {
			b, err := tx.Body(id)
			if err == nil && b.Complete {
				return errNothing
			}
			return err
		},
		write: func(tx store.Tx, _ uint64, _ parley.Millis) error { return tx.CompleteBody(id) },
		then: func(_ uint64, _ parley.Millis, err error) {
			if err == nil {
				n.metrics.blobs.Inc()
				n.blobChanged(id)
			}
		},
	})
}

func (n *Node) blobHashes(id parley.Hash, salt [16]byte) bool {
	sum := sha256.New()
	sum.Write(salt[:])
	err := n.readBlob(id, func(piece []byte) error { sum.Write(piece); return nil })
	return err == nil && parley.Hash(sum.Sum(nil)) == id
}

// readBlob hands the bytes of a body to fn in order, piece by piece.
func (n *Node) readBlob(id parley.Hash, fn func([]byte) error) error {
	var b store.Body
	if err := n.cfg.Store.View(func(r store.Reader) (err error) { b, err = r.Body(id); return err }); err != nil {
		return err
	}
	for off := uint64(0); off < b.Size; {
		var piece []byte
		err := n.cfg.Store.View(func(r store.Reader) (err error) {
			piece, err = r.ReadBody(id, off, int(min(b.Size-off, uploadPiece)))
			return err
		})
		if err != nil {
			return err
		}
		if err := fn(piece); err != nil {
			return err
		}
		off += uint64(len(piece))
	}
	return nil
}

func (n *Node) blobChanged(id parley.Hash) {
	n.cfg.Store.View(func(r store.Reader) error {
		as, err := r.AttachmentsOf(id)
		for _, a := range as {
			n.watch.changed(a.Message)
		}
		return err
	})
}

// lookForBlobs takes over attachments that came whole before their message.
func (n *Node) lookForBlobs(p *wire.Payload) {
	for _, b := range p.Blobs {
		whole := false
		n.cfg.Store.View(func(r store.Reader) error {
			body, err := r.Body(b.ID)
			whole = err == nil && !body.Complete && wholeRange(body)
			return nil
		})
		if whole {
			go n.receiveBlob(b.ID)
		}
	}
}

func wholeRange(b store.Body) bool {
	return len(b.Ranges) == 1 && b.Ranges[0] == store.Range{From: 0, To: b.Size}
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
		}
		n.watch.changed(of.ID)
	}
	return nil
}
