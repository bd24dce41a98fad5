package node

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"time"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// Submit accepts an envelope of the own party: checked like a peer's, stored and entered as sent in one transaction.
func (n *Node) Submit(ctx context.Context, envelope []byte, who Who) (Submitted, error) {
	if !n.online() {
		return Submitted{}, n.notRunning()
	}
	e, p, err := wire.DecodeEnvelope(envelope)
	if err != nil {
		return Submitted{}, err
	}
	t, err := n.tableOfEnvelope(e, p)
	if err != nil {
		return Submitted{}, err
	}
	id, payload := parley.Sum(envelope), parley.Sum(e.Payload)
	if known, ok := n.recorded(t, payload); ok {
		return Submitted{ID: known.String(), Repeated: true}, nil
	}
	if p.Expires != nil && *p.Expires <= n.now() {
		return Submitted{}, parley.Errorf(parley.CodeExpired, "the message expired at %s", *p.Expires)
	}
	_, _, err = n.recorder.do(n.sentJob(t, id, payload, envelope, p))
	var dup *duplicateError
	if errors.As(err, &dup) {
		return Submitted{ID: dup.id.String(), Repeated: true}, nil
	}
	if err != nil {
		return Submitted{}, storageSentence(err, "the message was not accepted")
	}
	n.journal(who, "send", id.String())
	return Submitted{ID: id.String()}, nil
}

// tableOfEnvelope finds the charter whose edition the signatures are made under, and checks all that a receiver will.
func (n *Node) tableOfEnvelope(e *wire.Envelope, p *wire.Payload) (*table, error) {
	if p.From.Party != n.cfg.Party {
		return nil, parley.Errorf(parley.CodeBadMessage, "the originator is %s, but this node is %s", p.From.Party, n.cfg.Party)
	}
	var last error
	for _, t := range n.tables() {
		v := judge(t, e, p)
		if v.verdict == accepted {
			return t, nil
		}
		if !v.forged() || last == nil {
			last = v.err(p)
		}
	}
	if last == nil {
		last = parley.Errorf(parley.CodeNotFound, "this node has adopted no charter yet")
	}
	return nil, last
}

func (n *Node) recorded(t *table, payload parley.Hash) (id parley.Hash, ok bool) {
	err := n.cfg.Store.View(func(r store.Reader) error {
		m, err := r.MessageByPayload(t.id, n.cfg.Party, payload)
		id = m.ID
		return err
	})
	return id, err == nil
}

// duplicateError says that the payload is recorded already, under id.
type duplicateError struct{ id parley.Hash }

func (e *duplicateError) Error() string { return "the message is recorded already as " + e.id.String() }

// storageSentence gives an error of the store a sentence of its own.
func storageSentence(err error, what string) error {
	if parley.CodeOf(err) != parley.CodeInternal {
		return err
	}
	if errors.Is(err, store.ErrUnknown) {
		return parley.Wrap(err, parley.CodeStorage, "%s for certain: the disk failed while it was written; submit the same file again", what)
	}
	return parley.Wrap(err, parley.CodeStorage, "%s: the store failed", what)
}

func (n *Node) sentJob(t *table, id, payload parley.Hash, envelope []byte, p *wire.Payload) *job {
	parties := addresseeParties(t, p)
	j := &job{t: t, kind: wire.LeafSent, id: id, addressees: wire.Bitmap(len(t.seats), parties), precedence: p.Precedence}
	for _, i := range parties {
		j.waiting = append(j.waiting, t.seats[i].id)
	}
	j.check = func(tx store.Tx) error { return n.checkSubmission(tx, t, payload, p) }
	j.write = func(tx store.Tx, at uint64, date parley.Millis) error {
		m := messageRow(t, id, payload, envelope, p)
		m.Own, m.Stored, m.SentAt, m.RecordedAt, m.Refused = true, date, int64(at), int64(at), -1
		if _, err := tx.AddMessage(m); err != nil {
			return err
		}
		return n.addDeliveries(tx, t, m, p, parties)
	}
	j.then = func(at uint64, _ parley.Millis, err error) {
		if err != nil {
			return
		}
		n.metrics.sent.WithLabelValues(p.Precedence.String()).Inc()
		for _, i := range parties {
			n.offer(t, t.seats[i], id, envelope, p, int64(at))
		}
		n.watch.changed(id)
	}
	return j
}

// checkSubmission reports a payload that is recorded already, and attachments that are not here.
func (n *Node) checkSubmission(tx store.Tx, t *table, payload parley.Hash, p *wire.Payload) error {
	if m, err := tx.MessageByPayload(t.id, n.cfg.Party, payload); err == nil {
		return &duplicateError{m.ID}
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	for _, b := range p.Blobs {
		body, err := tx.Body(b.ID)
		if errors.Is(err, store.ErrNotFound) || err == nil && (!body.Complete || body.Size != b.Size) {
			return parley.Errorf(parley.CodeNotFound, "the attachment %q is not held by this node; give its file again with --attach", b.Name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// messageRow fills the columns of a message; places are for the caller.
func messageRow(t *table, id, payload parley.Hash, envelope []byte, p *wire.Payload) store.Message {
	m := store.Message{
		ID: id, Charter: t.id, Author: p.From.Party, PayloadHash: payload, Envelope: envelope, Form: p.Form,
		Precedence: p.Precedence, Time: p.Time, SentAt: -1, RecordedAt: -1, Refused: -1,
	}
	if p.Refers.Acknowledges != nil {
		m.Acks = *p.Refers.Acknowledges
	}
	if p.Refers.ReplyTo != nil {
		m.ReplyTo = *p.Refers.ReplyTo
	}
	return m
}

func (n *Node) addDeliveries(tx store.Tx, t *table, m store.Message, p *wire.Payload, parties []int) error {
	for _, i := range parties {
		d := store.Delivery{Message: m.ID, Charter: t.id, Party: t.seats[i].id, Precedence: p.PrecedenceFor(t.seats[i].id), RecordedAt: -1, Refused: -1}
		if p.Expires != nil {
			d.Expires = *p.Expires
		}
		if err := tx.PutDelivery(d); err != nil {
			return err
		}
	}
	for place, b := range p.Blobs {
		if err := tx.AddAttachment(store.Attachment{Message: m.ID, Place: place, Blob: b.ID, Size: b.Size}); err != nil {
			return err
		}
		for _, i := range parties {
			if err := tx.PutBlobDelivery(store.BlobDelivery{Blob: b.ID, Charter: t.id, Party: t.seats[i].id, Size: b.Size}); err != nil {
				return err
			}
		}
	}
	return nil
}

// addresseeParties returns the places of the parties that p is addressed to, ascending, each once.
func addresseeParties(t *table, p *wire.Payload) []int {
	var out []int
	for i, s := range t.seats {
		for _, a := range p.Addressees() {
			if a.Party == s.id {
				out = append(out, i)
				break
			}
		}
	}
	return out
}

// Upload stores an attachment's bytes in pieces and checks them against its id. What does not fit is removed again.
func (n *Node) Upload(ctx context.Context, charter, id parley.Hash, salt [16]byte, size uint64, in io.Reader) error {
	if !n.online() {
		return n.notRunning()
	}
	if err := wire.CheckBlobSize(id.String()[:8], size); err != nil {
		return err
	}
	var held store.Body
	err := n.cfg.Store.Update(func(tx store.Tx) (err error) {
		if held, err = tx.Body(id); err == nil {
			return nil
		}
		return tx.OpenBody(store.Body{ID: id, Blob: true, Charter: charter, Author: n.cfg.Party, Size: size})
	})
	if err != nil {
		return storageSentence(err, "the attachment was not stored")
	}
	if held.Complete {
		return nil
	}
	if err := n.uploadBytes(ctx, id, salt, size, in); err != nil {
		n.cfg.Store.Update(func(tx store.Tx) error { return tx.DropBody(id) })
		return storageSentence(err, "the attachment was not stored")
	}
	return nil
}

const uploadPiece = 1 << 20

func (n *Node) uploadBytes(ctx context.Context, id parley.Hash, salt [16]byte, size uint64, in io.Reader) error {
	sum := sha256.New()
	sum.Write(salt[:])
	buf := make([]byte, min(size, uploadPiece))
	for off := uint64(0); off < size; {
		piece := buf[:min(uint64(len(buf)), size-off)]
		if _, err := io.ReadFull(in, piece); err != nil {
			return parley.Wrap(err, parley.CodeBadMessage, "the attachment ended before its %d bytes", size)
		}
		sum.Write(piece)
		if err := n.cfg.Store.Update(func(tx store.Tx) error { return tx.WriteBody(id, off, piece) }); err != nil {
			return err
		}
		if off += uint64(len(piece)); ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if parley.Hash(sum.Sum(nil)) != id {
		return parley.Errorf(parley.CodeBadMessage, "the attachment's bytes are not those of its id")
	}
	return n.cfg.Store.Update(func(tx store.Tx) error { return tx.CompleteBody(id) })
}

// Wait returns when every addressee party has got as far as step, or when ctx ends.
func (n *Node) Wait(ctx context.Context, id string, step string) error {
	if !n.online() {
		return n.notRunning()
	}
	h, err := parley.ParseHash(id)
	if err != nil {
		return err
	}
	if step != "recorded" && step != "acknowledged" {
		return parley.Errorf(parley.CodeUsage, "a wait is for \"recorded\" or \"acknowledged\"")
	}
	woken, cancel := n.watch.subscribe()
	defer cancel()
	for {
		done, err := n.reached(h, step)
		if done || err != nil {
			return err
		}
		select {
		case <-woken:
		case <-ctx.Done():
			return parley.Errorf(parley.CodeNotYet, "accepted, not yet %s", step)
		}
	}
}

func (n *Node) reached(id parley.Hash, step string) (done bool, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		ds, err := r.Deliveries(id)
		if err != nil {
			return err
		}
		done = true
		for _, d := range ds {
			switch {
			case d.Refused >= 0:
				return parley.Errorf(parley.CodeBadMessage, "%s refused it: %s", d.Party, parley.RefusalCode(d.Refused).Reason())
			case d.Expired:
				return parley.Errorf(parley.CodeExpired, "it expired before %s recorded it", d.Party)
			case step == "recorded" && d.Recorded == 0, step == "acknowledged" && d.Acknowledged == 0:
				done = false
			}
		}
		return nil
	})
	return done, err
}

// expireAfter settles the deliveries of a message when its expiry passes.
func (n *Node) expireAfter(id parley.Hash, at parley.Millis) {
	srv := n.server()
	if srv == nil {
		return
	}
	wait := time.Duration(at-n.now()) * time.Millisecond
	srv.after(max(wait, 0), func() { n.expire(id) })
}

func (n *Node) expire(id parley.Hash) {
	var gone []store.Delivery
	err := n.cfg.Store.Update(func(tx store.Tx) error {
		gone = nil
		ds, err := tx.Deliveries(id)
		if err != nil {
			return err
		}
		for _, d := range ds {
			if d.Settled {
				continue
			}
			d.Settled, d.Expired = true, true
			if err := tx.PutDelivery(d); err != nil {
				return err
			}
			gone = append(gone, d)
		}
		return nil
	})
	if err != nil {
		n.cfg.Log.Error("an expiry could not be stored", "message", id.String(), "error", err)
	}
	for _, d := range gone {
		n.withdraw(d.Charter, d.Party, id)
	}
	n.watch.changed(id)
}
