package node

import (
	"context"
	"io"
	"strings"
	"unicode/utf8"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// Inbox lists messages from others, in order of storing.
func (n *Node) Inbox(ctx context.Context, q Query) ([]MessageView, error) { return n.list(q, false) }

// Sent lists own messages, in order of storing.
func (n *Node) Sent(ctx context.Context, q Query) ([]MessageView, error) { return n.list(q, true) }

func (n *Node) list(q Query, own bool) ([]MessageView, error) {
	f := store.MessageFilter{Own: &own, After: q.After}
	if q.Charter != "" {
		t, err := n.tableNamed(q.Charter)
		if err != nil {
			return nil, err
		}
		f.Charter = t.id
	}
	out := []MessageView{}
	err := n.cfg.Store.View(func(r store.Reader) error {
		ms, err := r.Messages(f)
		if err != nil {
			return err
		}
		for _, m := range ms {
			if m.Form == wire.FormAck {
				continue
			}
			if q.Limit > 0 && len(out) == q.Limit {
				break
			}
			v, err := n.messageView(r, m)
			if err != nil {
				return err
			}
			out = append(out, v)
		}
		return nil
	})
	return out, err
}

// Show returns one message with its places in the records.
func (n *Node) Show(ctx context.Context, id string) (v MessageView, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		m, err := n.find(r, id)
		if err != nil {
			return err
		}
		if v, err = n.messageView(r, m); err != nil {
			return err
		}
		v.Places, err = n.places(r, m)
		return err
	})
	return v, err
}

// find returns the message with the id, or the only one that begins with it.
func (n *Node) find(r store.Reader, id string) (store.Message, error) {
	if len(id) == 64 {
		h, err := parley.ParseHash(id)
		if err != nil {
			return store.Message{}, err
		}
		m, err := r.Message(h)
		if err != nil {
			return m, parley.Wrap(err, parley.CodeNotFound, "no message %s is held here", id)
		}
		return m, nil
	}
	if len(id) < 8 || strings.Trim(id, "0123456789abcdef") != "" {
		return store.Message{}, parley.Errorf(parley.CodeBadID, "%.80q is not an id: an id is 64 lower-case hexadecimal digits, or at least the first 8 of them", id)
	}
	ms, err := r.Messages(store.MessageFilter{})
	if err != nil {
		return store.Message{}, err
	}
	var found []store.Message
	for _, m := range ms {
		if strings.HasPrefix(m.ID.String(), id) {
			found = append(found, m)
		}
	}
	switch len(found) {
	case 0:
		return store.Message{}, parley.Errorf(parley.CodeNotFound, "no message held here begins with %s", id)
	case 1:
		return found[0], nil
	}
	return store.Message{}, parley.Errorf(parley.CodeAmbiguous, "%d messages begin with %s; give more digits", len(found), id)
}

// messageView is a message as a user sees it.
func (n *Node) messageView(r store.Reader, m store.Message) (MessageView, error) {
	e, p, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil {
		return MessageView{}, parley.Wrap(err, parley.CodeBadRecord, "the message %s in the database is damaged", m.ID)
	}
	v := MessageView{
		ID: m.ID.String(), Charter: m.Charter.String(), From: p.From.Parley().String(), To: addresses(p.Action), Info: addresses(p.Info),
		Precedence: m.Precedence.String(), DTG: p.Time.DTG(), Time: p.Time.String(), Subject: p.Subject, Lang: p.Lang,
		Handling: p.Handling, Exercise: p.Exercise, Form: p.Form, Text: textOf(p), Refers: refersView(p.Refers),
		Attachments: []AttachmentView{}, Receipts: map[string]ReceiptView{}, Marks: []string{},
	}
	t := n.table(m.Charter)
	if t == nil {
		return v, nil
	}
	v.Exercise = v.Exercise || t.charter.Exercise
	for _, b := range p.Blobs {
		held, err := heldBytes(r, b.ID)
		if err != nil {
			return v, err
		}
		v.Attachments = append(v.Attachments, AttachmentView{b.Name, b.MediaType, b.Size, b.ID.String(), held})
	}
	if !m.Own {
		v.Marks = marks(m, judge(t, e, p))
	}
	for _, i := range addresseeParties(t, p) {
		rv, err := n.receiptView(r, t, m, t.seats[i])
		if err != nil {
			return v, err
		}
		v.Receipts[string(t.seats[i].id)] = rv
	}
	return v, nil
}

// marks are the warnings that stand beside a message: a verdict is about effect, the text is shown all the same.
func marks(m store.Message, j judgement) []string {
	out := []string{}
	if m.Refused >= 0 {
		out = append(out, "refused: "+parley.RefusalCode(m.Refused).Reason())
	}
	if j.verdict == notCheckable {
		out = append(out, j.why)
	}
	if m.RecordedAt < 0 {
		out = append(out, "shown before its author's signed record covers it; no receipt was given yet")
	}
	return out
}

func addresses(as []wire.Address) []string {
	out := []string{}
	for _, a := range as {
		out = append(out, a.Parley().String())
	}
	return out
}

func textOf(p *wire.Payload) *string {
	if p.Form == wire.FormAck || !utf8.Valid(p.Body) {
		return nil
	}
	s := string(p.Body)
	return &s
}

func refersView(f wire.Refers) RefersView {
	hex := func(h *parley.Hash) *string {
		if h == nil {
			return nil
		}
		s := h.String()
		return &s
	}
	return RefersView{hex(f.ReplyTo), hex(f.Acknowledges), hex(f.Cancels), hex(f.Corrects), hex(f.Translates)}
}

func heldBytes(r store.Reader, id parley.Hash) (held uint64, err error) {
	b, err := r.Body(id)
	if err != nil {
		return 0, ignoreNotFound(err)
	}
	for _, x := range b.Ranges {
		held += x.To - x.From
	}
	return held, nil
}

// Attachment returns the bytes of an attachment that is held whole.
func (n *Node) Attachment(ctx context.Context, blob string) (io.ReadCloser, error) {
	id, err := parley.ParseHash(blob)
	if err != nil {
		return nil, err
	}
	var b store.Body
	if err := n.cfg.Store.View(func(r store.Reader) (err error) { b, err = r.Body(id); return err }); err != nil {
		return nil, parley.Wrap(err, parley.CodeNotFound, "no attachment %s is held here", blob)
	}
	if !b.Complete {
		return nil, parley.Errorf(parley.CodeNotYet, "the attachment is not all here yet")
	}
	in, out := io.Pipe()
	go func() {
		out.CloseWithError(n.readBlob(id, func(piece []byte) error { _, err := out.Write(piece); return err }))
	}()
	return in, nil
}

// MarkRead notes that an officer has read the message. Where the charter has it reported, it is entered as opened.
func (n *Node) MarkRead(ctx context.Context, id string, who Who) error {
	if !n.online() {
		return n.notRunning()
	}
	var m store.Message
	first := false
	err := n.cfg.Store.Update(func(tx store.Tx) (err error) {
		if m, err = n.find(tx, id); err != nil {
			return err
		}
		first = m.Read == 0
		return tx.SetRead(m.ID, n.now())
	})
	if err != nil {
		return err
	}
	n.journal(who, "read", m.ID.String())
	if t := n.table(m.Charter); first && !m.Own && t != nil && t.charter.ReportOpened && m.RecordedAt >= 0 {
		n.recordOpened(t, m)
	}
	n.watch.changed(m.ID)
	return nil
}

func (n *Node) recordOpened(t *table, m store.Message) {
	proof := n.provedSent(t, m.ID)
	if proof == nil {
		return
	}
	n.recorder.add(&job{t: t, kind: wire.LeafOpened, mark: &proof.Mark, id: m.ID, precedence: parley.Routine, waiting: []parley.PartyID{m.Author}})
}

// Follow calls fn for each message that is stored or changes after it began.
func (n *Node) Follow(ctx context.Context, own bool, fn func(MessageView) error) error {
	if !n.online() {
		return n.notRunning()
	}
	w, cancel := n.watch.add()
	defer cancel()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-w.wake:
		}
		for _, id := range w.take() {
			v, ok, err := n.followed(id, own)
			if err != nil {
				return err
			}
			if ok {
				if err := fn(v); err != nil {
					return err
				}
			}
		}
	}
}

func (n *Node) followed(id parley.Hash, own bool) (v MessageView, ok bool, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		m, err := r.Message(id)
		if err != nil {
			return ignoreNotFound(err)
		}
		if m.Own != own || m.Form == wire.FormAck {
			return nil
		}
		ok = true
		v, err = n.messageView(r, m)
		return err
	})
	return v, ok, err
}
