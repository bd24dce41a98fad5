package node

import (
	"context"
	"errors"

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
	id, payload := parley.Sum(envelope), parley.Sum(e.Payload)
	t, err := n.tableOfEnvelope(e, p)
	if err != nil {
		for _, t := range n.tables() { // accepted before a newer sheet or edition came into force
			if known, ok := n.answeredFor(t, payload); ok && n.judgeNamed(t, e, p, 0).verdict == accepted {
				return Submitted{ID: known.String(), Repeated: true}, nil
			}
		}
		return Submitted{}, err
	}
	if p.Expires != nil && *p.Expires <= n.now() {
		if known, ok := n.recorded(t, payload); ok {
			return Submitted{ID: known.String(), Repeated: true}, nil
		}
		return Submitted{}, parley.Errorf(parley.CodeExpired, "the message expired at %s", *p.Expires)
	}
	j := n.leaveJob(t, e, p, nil)
	j.entry = &store.Entry{User: who.User, Post: who.Post, Action: "send", Detail: id.String()}
	if err = n.recorder.soon(j); errors.Is(err, errUnsafe) {
		return Submitted{ID: id.String()}, unsafe(id)
	}
	var dup *duplicateError
	if errors.As(err, &dup) {
		return Submitted{ID: dup.id.String(), Repeated: true}, nil
	}
	if err == nil || errors.Is(err, errUnsigned) { // stored, and goes out by itself
		return Submitted{ID: id.String()}, nil
	}
	if known, ok := n.recorded(t, payload); ok && j.at == 0 { // a store that takes nothing more still knows what it held
		return Submitted{ID: known.String(), Repeated: true}, nil
	}
	return Submitted{}, storageSentence(err, "the message was not accepted")
}

// unsafe is the answer about a message of which is not known in time whether it is stored.
func unsafe(id parley.Hash) error {
	return parley.Errorf(parley.CodeNotYet, "not yet safe: the database has not confirmed the message within %v (is its disk, or its standby, gone?). It keeps its id and goes out once it is stored; submit the same again to learn: %s", safeWithin, id)
}

// tableOfEnvelope finds the charter whose edition the signatures are made under, and checks all that a receiver will.
func (n *Node) tableOfEnvelope(e *wire.Envelope, p *wire.Payload) (*table, error) {
	if p.From.Party != n.cfg.Party {
		return nil, parley.Errorf(parley.CodeBadMessage, "the originator is %s, but this node is %s", p.From.Party, n.cfg.Party)
	}
	var last error
	for _, t := range n.tables() {
		v := n.judgeNamed(t, e, p, n.now()) // what is in force is known when it is entered
		if v.verdict == accepted {
			return t, nil
		}
		if !v.forged() || last == nil {
			last = v.err(p)
		}
		if v.code == parley.RefusedNotReleased { // say what to do instead
			if err := n.cfg.Store.View(func(r store.Reader) error { return n.mayLeave(r, t, e, p, nil) }); err != nil {
				last = err
			}
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

// answeredFor finds a payload that is recorded under a head that may be shown: what may have been answered with success.
func (n *Node) answeredFor(t *table, payload parley.Hash) (id parley.Hash, ok bool) {
	err := n.cfg.Store.View(func(r store.Reader) error {
		m, err := r.MessageByPayload(t.id, n.cfg.Party, payload)
		id, ok = m.ID, err == nil && m.SentAt < t.shownPlace()
		return err
	})
	return id, ok && err == nil
}

// duplicateError says that the payload is recorded already, under id.
type duplicateError struct{ id parley.Hash }

func (e *duplicateError) Error() string { return "the message is recorded already as " + e.id.String() }

// storageSentence gives an error of the store a sentence of its own.
func storageSentence(err error, what string) error {
	if err == nil || parley.CodeOf(err) != parley.CodeInternal {
		return err
	}
	if errors.Is(err, store.ErrUnknown) {
		return parley.Wrap(err, parley.CodeStorage, "%s for certain: the disk failed while it was written; try the same again", what)
	}
	return parley.Wrap(err, parley.CodeStorage, "%s: the store failed", what)
}

func (n *Node) sentJob(t *table, id, payload parley.Hash, envelope []byte, p *wire.Payload) *job {
	parties := addresseeParties(t, p)
	j := &job{t: t, kind: wire.LeafSent, id: id, precedence: p.Precedence, size: len(envelope)}
	for _, i := range parties {
		j.waiting = append(j.waiting, t.seats()[i].id)
	}
	j.addressees = t.edition().bitmap(j.waiting)
	j.marked = n.actMark(t, id, p)
	j.check = func(tx store.Tx) error {
		if err := n.checkSubmission(tx, t, payload, p); err != nil {
			return err
		}
		return n.checkOwnAct(tx, t, id, p)
	}
	add := func(tx store.Tx, at int64, date parley.Millis) error {
		m := messageRow(t, id, payload, envelope, p)
		m.Own, m.Stored, m.SentAt, m.RecordedAt, m.Refused = true, date, at, at, -1
		if _, err := tx.AddMessage(m); err != nil {
			return err
		}
		return n.addDeliveries(tx, t, m, p, parties)
	}
	j.write = func(tx store.Tx, at uint64, date parley.Millis) error { return add(tx, placeAt(t.own().log, at), date) }
	if j.marked == nil { // an act waits until it has its place
		j.hold = func(tx store.Tx, date parley.Millis) error { return add(tx, -1, date) }
	}
	j.then = func(at uint64, _ parley.Millis, err error) {
		if err != nil && !errors.Is(err, errUnsigned) {
			return
		}
		sentAt := int64(at)
		if j.held {
			sentAt = -1
		}
		n.metrics.sent.WithLabelValues(p.Precedence.String()).Inc()
		n.follow(t, proceedingOf(id, p))
		if err == nil { // else it is offered when it is shown
			n.handOnActs(t, proceedingOf(id, p), p.Precedence)
		}
		for _, i := range parties {
			n.lookAt(n.peerOf(t, t.seats()[i].id))
			if err == nil {
				n.offer(t, t.seats()[i], id, envelope, p, sentAt)
			}
		}
		for _, changed := range []*parley.Hash{&id, p.Refers.Acknowledges, p.Refers.ReplyTo} {
			if changed != nil {
				n.watch.changed(*changed)
			}
		}
	}
	return j
}

// judgeOwn judges a message of ours by what is in force for the next leaf of our record.
func (n *Node) judgeOwn(t *table, e *wire.Envelope, p *wire.Payload) (j judgement) {
	err := n.cfg.Store.View(func(r store.Reader) error {
		st, err := standingNow(r, t)
		j = judge(t, e, p, st)
		return err
	})
	if err != nil {
		return judgement{verdict: notCheckable, why: "the database could not be read"}
	}
	return j
}

// checkSubmission reports a payload that is recorded already, one that a newer edition or sheet has overtaken, and
// attachments that are not here.
func (n *Node) checkSubmission(tx store.Tx, t *table, payload parley.Hash, p *wire.Payload) error {
	if m, err := tx.MessageByPayload(t.id, n.cfg.Party, payload); err == nil {
		return &duplicateError{m.ID}
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	st, err := standingNow(tx, t)
	if err != nil {
		return err
	}
	if code, out := st.outOfForce(p); out {
		return judgement{verdict: refused, code: code}.err(p)
	}
	if d := t.whoLeft(st.edition, p, n.now()); d != nil {
		return d.judgement(t).err(p)
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
	m.Proceeding = proceedingOf(id, p)
	return m
}

func (n *Node) addDeliveries(tx store.Tx, t *table, m store.Message, p *wire.Payload, parties []int) error {
	for _, i := range parties {
		d := store.Delivery{Message: m.ID, Charter: t.id, Party: t.seats()[i].id, Precedence: p.PrecedenceFor(t.seats()[i].id), RecordedAt: -1, Refused: -1}
		if p.Expires != nil {
			d.Expires = *p.Expires
		}
		if err := tx.PutDelivery(d); err != nil {
			return err
		}
		if err := startClock(tx, t, m, d); err != nil {
			return err
		}
	}
	if err := ackGiven(tx, t, m); err != nil {
		return err
	}
	for place, b := range p.Blobs {
		if err := tx.AddAttachment(store.Attachment{Message: m.ID, Place: place, Blob: b.ID, Size: b.Size}); err != nil {
			return err
		}
		for _, i := range parties {
			_, _, has, err := leafEver(tx, t.seats()[i].log, b.ID, wire.LeafGotBlob)
			if err != nil {
				return err
			}
			if err := tx.PutBlobDelivery(store.BlobDelivery{Blob: b.ID, Charter: t.id, Party: t.seats()[i].id, Size: b.Size, Done: has}); err != nil {
				return err
			}
		}
	}
	return nil
}

// addresseeParties returns the places of the parties that p is addressed to, ascending, each once.
func addresseeParties(t *table, p *wire.Payload) []int {
	var out []int
	for i, s := range t.seats() {
		for _, a := range p.Addressees() {
			if a.Party == s.id {
				out = append(out, i)
				break
			}
		}
	}
	return out
}
