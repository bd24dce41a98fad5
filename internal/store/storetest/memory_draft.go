package storetest

import (
	"bytes"
	"math"

	"parley"
	"parley/internal/store"
)

func copyDraft(d store.Draft) store.Draft {
	d.Payload, d.Signed = bytes.Clone(d.Payload), bytes.Clone(d.Signed)
	return d
}

func (r *reader) Draft(id store.DraftID) (store.Draft, error) {
	seq, ok := r.draftSeqs.get(key([8]byte(id)))
	if !ok {
		return store.Draft{}, store.ErrNotFound
	}
	d, _ := r.drafts.get(key(math.MaxUint64 - seq))
	return copyDraft(d), nil
}

func (r *reader) OpenDrafts() (out []store.Draft, err error) {
	for d := range r.openDrafts.from("", "") {
		out = append(out, copyDraft(d))
	}
	return out, nil
}

func (r *reader) Drafts(before uint64, limit int) (out []store.Draft, err error) {
	for d := range r.drafts.from("", key(math.MaxUint64-before)) {
		if d.Seq >= before {
			continue
		}
		if out = append(out, copyDraft(d)); len(out) == limit {
			break
		}
	}
	return out, nil
}

func (t *tx) PutDraft(d store.Draft) (err error) {
	defer t.failOn(&err)
	seq, there := t.draftSeqs.get(key([8]byte(d.ID)))
	if !there {
		seq = t.draftCount + 1
		t.draftCount = seq
		t.draftSeqs = t.draftSeqs.with(key([8]byte(d.ID)), seq)
	}
	d.Seq = seq
	d = copyDraft(d)
	t.drafts = t.drafts.with(key(math.MaxUint64-seq), d)
	if t.openDrafts = t.openDrafts.without(key(seq)); d.State == store.DraftOpen {
		t.openDrafts = t.openDrafts.with(key(seq), d)
	}
	return nil
}

func (r *reader) PayloadVoid(payload parley.Hash) (parley.Millis, error) {
	x, ok := r.voidPayloads.get(key(payload))
	if !ok {
		return 0, store.ErrNotFound
	}
	return x.since, nil
}

// A voidPayload must never leave.
type voidPayload struct {
	hash  parley.Hash
	since parley.Millis
}

func (r *reader) VoidPayloads(after parley.Hash, limit int) (out []parley.Hash, err error) {
	for x := range r.voidPayloads.from("", key(after)) {
		if x.hash == after {
			continue
		}
		if out = append(out, x.hash); len(out) == limit {
			break
		}
	}
	return out, nil
}

func (t *tx) VoidPayload(payload parley.Hash, at parley.Millis) (err error) {
	defer t.failOn(&err)
	if !t.voidPayloads.has(key(payload)) {
		t.voidPayloads = t.voidPayloads.with(key(payload), voidPayload{payload, at})
	}
	return nil
}
