package storetest

import (
	"parley"
	"parley/internal/store"
)

func (r *reader) Attachments(message parley.Hash) ([]store.Attachment, error) {
	return copied(r.attachments.from(key(message), ""), asIs), nil
}

func (r *reader) AttachmentsOf(blob parley.Hash) ([]store.Attachment, error) {
	return copied(r.attachmentsOf.from(key(blob), ""), asIs), nil
}

func (t *tx) AddAttachment(a store.Attachment) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(a.Size); err != nil {
		return err
	}
	k := key(a.Message, uint64(a.Place))
	if old, ok := t.attachments.get(k); ok && old != a {
		return conflictf("attachment %d of message %s is there with other contents", a.Place, a.Message)
	}
	t.attachments = t.attachments.with(k, a)
	t.attachmentsOf = t.attachmentsOf.with(key(a.Blob, a.Message, uint64(a.Place)), a)
	return nil
}
