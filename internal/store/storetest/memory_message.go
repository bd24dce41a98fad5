package storetest

import (
	"bytes"
	"iter"

	"parley"
	"parley/internal/store"
)

func copyMessage(m store.Message) store.Message {
	m.Envelope = bytes.Clone(m.Envelope)
	return m
}

// numbered returns the message with that seq, which one of the indexes gave.
func (r *reader) numbered(seq uint64, ok bool) (store.Message, error) {
	if !ok {
		return store.Message{}, store.ErrNotFound
	}
	m, _ := r.messages.get(key(seq))
	return copyMessage(m), nil
}

func (r *reader) Message(id parley.Hash) (store.Message, error) {
	return r.numbered(r.messageSeqs.get(key(id)))
}

func (r *reader) MessageByPayload(charter parley.Hash, author parley.PartyID, payload parley.Hash) (store.Message, error) {
	return r.numbered(r.payloadSeqs.get(key(charter, author, payload)))
}

func (r *reader) Messages(f store.MessageFilter) ([]store.Message, error) {
	var list []store.Message
	for m := range r.filtered(f) {
		if m.Seq == f.After || !f.Charter.IsZero() && m.Charter != f.Charter || f.Own != nil && m.Own != *f.Own ||
			f.Unrecorded && m.RecordedAt >= 0 || f.Openings && (m.Proceeding != m.ID) {
			continue
		}
		list = append(list, copyMessage(m))
		if len(list) == f.Limit {
			break
		}
	}
	return list, nil
}

// filtered returns the messages among which f selects, ascending Seq from f.After on.
func (r *reader) filtered(f store.MessageFilter) iter.Seq[store.Message] {
	if f.Proceeding.IsZero() {
		return r.messages.from("", key(f.After))
	}
	return func(yield func(store.Message) bool) {
		for seq := range r.actSeqs.from(key(f.Proceeding), key(f.After)) {
			if m, _ := r.messages.get(key(seq)); !yield(m) {
				return
			}
		}
	}
}

func (r *reader) MessagesReferring(id parley.Hash) ([]store.Message, error) {
	var list []store.Message
	for seq := range r.referring.from(key(id), "") {
		m, _ := r.numbered(seq, true)
		list = append(list, m)
	}
	return list, nil
}

func (t *tx) AddMessage(m store.Message) (seq uint64, err error) {
	defer t.failOn(&err)
	byID, byPayload := key(m.ID), key(m.Charter, m.Author, m.PayloadHash)
	if t.messageSeqs.has(byID) || t.payloadSeqs.has(byPayload) {
		return 0, conflictf("message %s is there already, or its payload from %s", m.ID, m.Author)
	}
	last, _ := t.messages.lastTo("", beyond)
	m.Seq = last.Seq + 1
	t.messages = t.messages.with(key(m.Seq), copyMessage(m))
	t.messageSeqs = t.messageSeqs.with(byID, m.Seq)
	t.payloadSeqs = t.payloadSeqs.with(byPayload, m.Seq)
	if m.Form != "text" && m.Form != "ack" {
		t.formSeqs = t.formSeqs.with(key(m.Charter, parley.PartyID(m.Form), ^m.Seq), m.Seq)
	}
	if !m.Proceeding.IsZero() {
		t.actSeqs = t.actSeqs.with(key(m.Proceeding, m.Seq), m.Seq)
	}
	for _, to := range []parley.Hash{m.Acks, m.ReplyTo} {
		if !to.IsZero() {
			t.referring = t.referring.with(key(to, m.Seq), m.Seq)
		}
	}
	return m.Seq, nil
}

// change applies fn to the message with that id.
func (t *tx) change(id parley.Hash, fn func(*store.Message)) error {
	m, err := t.Message(id)
	if err == nil {
		fn(&m)
		t.messages = t.messages.with(key(m.Seq), m)
	}
	return err
}

func (t *tx) SetPlaces(id parley.Hash, sentAt, recordedAt int64, refused int16) (err error) {
	defer t.failOn(&err)
	return t.change(id, func(m *store.Message) { m.SentAt, m.RecordedAt, m.Refused = sentAt, recordedAt, refused })
}

func (t *tx) EraseMessage(id parley.Hash) (err error) {
	defer t.failOn(&err)
	return t.change(id, func(m *store.Message) { m.Envelope = []byte{}; t.dropWords(*m) })
}

func (t *tx) SetRead(id parley.Hash, at parley.Millis) (err error) {
	defer t.failOn(&err)
	return t.change(id, func(m *store.Message) {
		if m.Read == 0 {
			m.Read = at
		}
	})
}
