package node

import (
	"context"
	"time"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// Erasing removes the bytes of a message and of its attachments and enters *erased* in the own record, in one
// transaction. The entries of all records stay, so that what was proved stays proved; nothing is erased before it is
// settled on both sides [REC-83].

// maxReason bounds the reason of an erasure, in bytes: it goes into the journal and to nobody else.
const maxReason = 200

// Erase removes the body of a message and of its attachments for a reason of this party's own.
func (n *Node) Erase(ctx context.Context, id, reason string, who Who) (MessageView, error) {
	if reason == "" {
		return MessageView{}, parley.Errorf(parley.CodeUsage, "say why the message is erased; the reason is kept in the journal")
	}
	if err := wire.CheckLine("reason", reason, maxReason); err != nil {
		return MessageView{}, err
	}
	var m store.Message
	err := n.cfg.Store.View(func(r store.Reader) (err error) { m, err = n.find(r, id); return err })
	if err != nil {
		return MessageView{}, err
	}
	t := n.table(m.Charter)
	if t == nil {
		return MessageView{}, parley.Errorf(parley.CodeNotFound, "the charter of message %s is not held here", m.ID)
	}
	if err := n.erase(t, m.ID, reason, who); err != nil {
		return MessageView{}, storageSentence(err, "the message was not erased")
	}
	return n.Show(ctx, m.ID.String())
}

func (n *Node) erase(t *table, id parley.Hash, reason string, who Who) error {
	if err := n.mayEraseAct(t, id); err != nil {
		return err
	}
	j := &job{t: t, kind: wire.LeafErased, id: id}
	j.entry = &store.Entry{User: who.User, Post: who.Post, Action: "erase", Detail: id.String() + ": " + reason}
	j.check = func(tx store.Tx) error { return mayErase(tx, t, id) }
	j.write = func(tx store.Tx, _ uint64, _ parley.Millis) error { return eraseBytes(tx, id) }
	_, _, err := n.recorder.do(j)
	if err == nil {
		n.watch.changed(id)
	}
	return err
}

// mayEraseAct reports an act whose proceeding has not ended for good: without its bytes nobody here could say where that
// stands, nor hand them to a participant who lacks them.
func (n *Node) mayEraseAct(t *table, id parley.Hash) error {
	var m store.Message
	err := n.cfg.Store.View(func(r store.Reader) (err error) { m, err = r.Message(id); return err })
	if err != nil || m.Proceeding.IsZero() {
		return err
	}
	if err := n.lookAtRows([]store.Proceeding{{ID: m.Proceeding}}); err != nil {
		return err
	}
	n.acts.mu.Lock()
	defer n.acts.mu.Unlock()
	return n.cfg.Store.View(func(r store.Reader) error {
		if p, err := r.Proceeding(m.Proceeding); err == nil && isKept(&p) {
			return nil
		}
		_, _, res, err := n.fold(r, t, m.Proceeding, n.now())
		switch {
		case parley.CodeOf(err) == parley.CodeBadMessage: // it opens nothing
			return nil
		case err != nil:
			return parley.Wrap(err, parley.CodeNotYet, "the message belongs to the proceeding %.8s, of which cannot be said here whether it has ended, and nothing of it is erased before", m.Proceeding)
		case !res.End || !res.Settled:
			return parley.Errorf(parley.CodeNotYet, "the message belongs to the proceeding %s %.8s, which has not ended for good (it stands at %s), and nothing of it is erased before", res.Procedure.Name, m.Proceeding, res.State)
		}
		return nil
	})
}

// erased reports whether a message's bytes were removed.
func erased(m store.Message) bool { return len(m.Envelope) == 0 }

// mayErase reports why a message cannot be erased yet: it is not in the record, or not settled with every addressee, or
// an attachment is still under way.
func mayErase(r store.Reader, t *table, id parley.Hash) error {
	m, err := r.Message(id)
	if err != nil {
		return err
	}
	if erased(m) {
		return parley.Errorf(parley.CodeDuplicate, "the message is erased already")
	}
	if m.RecordedAt < 0 {
		return parley.Errorf(parley.CodeNotYet, "the message is not in this party's record yet, and nothing is erased before")
	}
	if p, err := r.Proceeding(m.Proceeding); err == nil && p.Due == 0 {
		return parley.Errorf(parley.CodeNotYet, "something of the proceeding %.8s has just come; try again", p.ID)
	}
	ds, err := r.Deliveries(id)
	if ignoreNotFound(err) != nil {
		return err
	}
	for _, d := range ds {
		if m.Own && !d.Settled {
			return parley.Errorf(parley.CodeNotYet, "the message is not settled with %s yet, and nothing is erased before", d.Party)
		}
	}
	return attachmentsSettled(r, t, m, ds)
}

func attachmentsSettled(r store.Reader, t *table, m store.Message, ds []store.Delivery) error {
	as, err := r.Attachments(m.ID)
	if ignoreNotFound(err) != nil {
		return err
	}
	wanted := map[parley.PartyID]bool{}
	for _, d := range ds {
		wanted[d.Party] = !d.Expired && d.Refused < 0
	}
	for _, a := range as {
		if !m.Own {
			if b, err := r.Body(a.Blob); ignoreNotFound(err) != nil || err == nil && !b.Complete {
				return parley.Errorf(parley.CodeNotYet, "an attachment of the message is still under way, and nothing is erased before")
			}
			continue
		}
		bs, err := r.BlobDeliveries(a.Blob)
		if ignoreNotFound(err) != nil {
			return err
		}
		for _, b := range bs {
			if b.Charter == t.id && !b.Done && wanted[b.Party] {
				return parley.Errorf(parley.CodeNotYet, "an attachment of the message has not reached %s yet, and nothing is erased before", b.Party)
			}
		}
	}
	return nil
}

// eraseBytes removes the envelope, and the attachments that no other message here names.
func eraseBytes(tx store.Tx, id parley.Hash) error {
	as, err := tx.Attachments(id)
	if ignoreNotFound(err) != nil {
		return err
	}
	for _, a := range as {
		others, err := tx.AttachmentsOf(a.Blob)
		if ignoreNotFound(err) != nil {
			return err
		}
		used := false
		for _, o := range others {
			if o.Message == id {
				continue
			}
			m, err := tx.Message(o.Message)
			if ignoreNotFound(err) != nil {
				return err
			}
			used = used || err == nil && !erased(m)
		}
		if !used {
			if err := tx.DropBody(a.Blob); err != nil {
				return err
			}
		}
	}
	return tx.EraseMessage(id)
}

// erasedOn returns the date of our *erased* leaf for a message; 0 for none.
func erasedOn(r store.Reader, t *table, id parley.Hash) (parley.Millis, error) {
	row, ok, err := leafOf(r, t.own().log, id, wire.LeafErased)
	if err != nil || !ok {
		return 0, err
	}
	l, err := wire.DecodeLeaf(row.Bytes)
	return l.Date, err
}

// startRetention erases, once a day, what is older than a charter keeps it.
func (n *Node) startRetention(srv *server) {
	srv.after(time.Minute, func() { n.retain(srv) })
}

func (n *Node) retain(srv *server) {
	for _, t := range n.tables() {
		if days := t.charter().RetentionDays; days > 0 && t.recovery.Load() == nil {
			n.eraseOlder(t, n.now()-parley.Millis(days)*24*3600*1000)
		}
	}
	srv.after(longestTimer, func() { n.retain(srv) })
}

// eraseOlder erases what was stored before a time and is settled; the rest is looked at again the next day.
func (n *Node) eraseOlder(t *table, before parley.Millis) {
	for after := uint64(0); ; {
		var ms []store.Message
		err := n.cfg.Store.View(func(r store.Reader) (err error) {
			ms, err = r.Messages(store.MessageFilter{Charter: t.id, After: after, Limit: messagePiece})
			return err
		})
		if err != nil || len(ms) == 0 {
			return
		}
		for _, m := range ms {
			after = m.Seq
			if m.Stored >= before || erased(m) {
				continue
			}
			if err := n.erase(t, m.ID, "the charter's retention", Who{User: "node"}); err != nil && parley.CodeOf(err) != parley.CodeNotYet {
				n.event(EventStorage, "", "a message could not be erased at the end of the charter's retention", "id", m.ID.String(), "error", err)
			}
		}
	}
}

// erasedView is a message of which only the entries are left.
func (n *Node) erasedView(r store.Reader, m store.Message) (MessageView, error) {
	v := MessageView{
		Seq: m.Seq, ID: m.ID.String(), Charter: m.Charter.String(), From: string(m.Author), To: []string{}, Info: []string{}, Precedence: m.Precedence.String(),
		DTG: m.Time.DTG(), Time: m.Time.String(), Form: m.Form, Attachments: []AttachmentView{}, Receipts: map[string]ReceiptView{}, Marks: []string{},
	}
	v.Refers.ReplyTo, v.Refers.Acknowledges = hexOrNull(m.ReplyTo), hexOrNull(m.Acks)
	t := n.table(m.Charter)
	if t == nil {
		return v, nil
	}
	v.Exercise = t.charter().Exercise
	date, err := erasedOn(r, t, m.ID)
	if err != nil {
		return v, err
	}
	v.Marks = append(v.Marks, erasedMark(date))
	parties := []parley.PartyID{n.cfg.Party}
	if m.Own {
		ds, err := r.Deliveries(m.ID)
		if err != nil {
			return v, err
		}
		parties = nil
		for _, d := range ds {
			parties = append(parties, d.Party)
		}
	}
	for _, id := range parties {
		v.To = append(v.To, string(id))
		rv, err := n.receiptView(r, t, m, t.seat(id))
		if err != nil {
			return v, err
		}
		v.Receipts[string(id)] = rv
	}
	return v, nil
}

func erasedMark(date parley.Millis) string {
	if date == 0 {
		return markGone + ", and no entry says that they were erased"
	}
	return markErased + date.String() + " under the charter's retention; the entries of the records stay"
}

func hexOrNull(h parley.Hash) *string {
	if h.IsZero() {
		return nil
	}
	s := h.String()
	return &s
}
