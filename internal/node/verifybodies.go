package node

import (
	"bytes"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// checkMessages holds every message of this record's owner, and every leaf that names a message, against each other.
func (v *verifier) checkMessages(r store.Reader) error {
	ms, err := r.Messages(store.MessageFilter{Charter: v.t.id})
	if err != nil {
		return err
	}
	held := map[parley.Hash]bool{}
	for _, m := range ms {
		held[m.ID] = true
		if m.Author == v.s.id {
			v.checkMessage(m)
		}
		if v.s == v.t.own() {
			v.checkPlace(m)
		}
	}
	if v.s != v.t.own() {
		return nil
	}
	for id, facts := range v.leaves {
		for _, f := range facts {
			switch f.leaf.Kind {
			case wire.LeafSent, wire.LeafReceived, wire.LeafRefused:
				if gone, err := givenUp(r, v.t, id); err != nil {
					return err
				} else if !held[id] && !gone {
					v.fail("entry %d says %s %s, and that message is not in the database", f.index, kindNames[f.leaf.Kind], id)
				}
			}
		}
	}
	return nil
}

// checkMessage checks a message of the record's owner from its bytes.
func (v *verifier) checkMessage(m store.Message) {
	e, p, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil || parley.Sum(m.Envelope) != m.ID {
		v.fail("message %s: its bytes are not those of its id", m.ID)
		return
	}
	want := messageRow(v.t, m.ID, parley.Sum(e.Payload), m.Envelope, p)
	if want.Author != m.Author || want.PayloadHash != m.PayloadHash || want.Form != m.Form || want.Time != m.Time ||
		want.Acks != m.Acks || want.ReplyTo != m.ReplyTo || m.Own != (m.Author == v.party) {
		v.fail("message %s: its columns are not those of its bytes", m.ID)
	}
	if j := judge(v.t, e, p, standing{}); j.verdict == dropped {
		v.fail("message %s: %s", m.ID, j.why)
	}
	// A place beyond the leaves held was proved ahead of them.
	if m.SentAt >= 0 && uint64(m.SentAt) < v.size && !v.names(m.ID, uint64(m.SentAt), wire.LeafSent) {
		v.fail("message %s: entry %d does not say that it was sent", m.ID, m.SentAt)
	}
}

// checkPlace holds the place where our own record names a message against the leaf there.
func (v *verifier) checkPlace(m store.Message) {
	kind := wire.LeafReceived
	switch {
	case m.RecordedAt < 0:
		return
	case m.Own:
		kind = wire.LeafSent
	case m.Refused >= 0:
		kind = wire.LeafRefused
	}
	if !v.names(m.ID, uint64(m.RecordedAt), kind) {
		v.fail("message %s: entry %d does not say %s", m.ID, m.RecordedAt, kindNames[kind])
	}
}

func (v *verifier) names(id parley.Hash, index uint64, kind wire.LeafKind) bool {
	for _, f := range v.leaves[id] {
		if f.index == index && f.leaf.Kind == kind {
			return true
		}
	}
	return false
}

// checkBodies checks the attachments of the owner's messages that are held whole.
func (v *verifier) checkBodies(r store.Reader) error {
	ms, err := r.Messages(store.MessageFilter{Charter: v.t.id})
	if err != nil {
		return err
	}
	for _, m := range ms {
		if m.Author != v.s.id {
			continue
		}
		_, p, err := wire.DecodeEnvelope(m.Envelope)
		if err != nil || p.Salt == nil {
			continue
		}
		for _, b := range p.Blobs {
			if err := v.checkBlob(r, m, p, b); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *verifier) checkBlob(r store.Reader, m store.Message, p *wire.Payload, b wire.Blob) error {
	body, err := r.Body(b.ID)
	if ignoreNotFound(err) != nil {
		return err
	}
	claimed := v.ownLeaf(r, b.ID)
	if err != nil || !body.Complete {
		if gone, err := givenUp(r, v.t, b.ID); err != nil {
			return err
		} else if (m.Own || claimed) && !gone {
			v.fail("message %s: the attachment %q is not in the database", m.ID, b.Name)
		}
		return nil
	}
	whole := bytes.NewBuffer(append([]byte(nil), p.Salt[:]...))
	for off := uint64(0); off < body.Size; {
		piece, err := r.ReadBody(b.ID, off, int(min(body.Size-off, uploadPiece)))
		if err != nil || len(piece) == 0 {
			v.fail("message %s: the attachment %q cannot be read", m.ID, b.Name)
			return nil
		}
		whole.Write(piece)
		off += uint64(len(piece))
	}
	if parley.Sum(whole.Bytes()) != b.ID {
		v.fail("message %s: the bytes of the attachment %q are not those of its id", m.ID, b.Name)
	}
	return nil
}

// ownLeaf reports whether our own record says that we hold an attachment.
func (v *verifier) ownLeaf(r store.Reader, id parley.Hash) bool {
	_, ok, err := leafOf(r, v.t.own().log, id, wire.LeafGotBlob)
	return ok && err == nil
}
