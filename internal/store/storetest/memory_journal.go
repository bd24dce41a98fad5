package storetest

import (
	"bytes"

	"parley/internal/store"
)

func (r *reader) Journal(after uint64, limit int) ([]store.Entry, error) {
	var list []store.Entry
	for e := range r.journal.from("", key(after)) {
		if e.Seq == after {
			continue
		}
		list = append(list, e)
		if len(list) == limit {
			break
		}
	}
	return list, nil
}

func (t *tx) AddEntry(e store.Entry) error {
	last, _ := t.journal.lastTo("", beyond)
	e.Seq = last.Seq + 1
	t.journal = t.journal.with(key(e.Seq), e)
	return nil
}

func copyJournalHead(h store.JournalHead) store.JournalHead {
	h.Frontier, h.Signature = bytes.Clone(h.Frontier), bytes.Clone(h.Signature)
	return h
}

func (r *reader) JournalHeads(from uint64, limit int) ([]store.JournalHead, error) {
	var list []store.JournalHead
	for h := range r.journalHeads.from("", key(from)) {
		list = append(list, copyJournalHead(h))
		if len(list) == limit {
			break
		}
	}
	return list, nil
}

func (r *reader) LastJournalHead() (store.JournalHead, error) {
	h, ok := r.journalHeads.lastTo("", beyond)
	if !ok {
		return h, store.ErrNotFound
	}
	return copyJournalHead(h), nil
}

func (t *tx) AddJournalHead(h store.JournalHead) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(h.Size); err != nil {
		return err
	}
	k := key(h.Size)
	if old, ok := t.journalHeads.get(k); ok {
		if old.Root != h.Root || !bytes.Equal(old.Frontier, h.Frontier) {
			return conflictf("another head of the journal of size %d is there", h.Size)
		}
		return nil
	}
	t.journalHeads = t.journalHeads.with(k, copyJournalHead(h))
	return nil
}

func copyEvidence(e store.Evidence) store.Evidence {
	e.Bytes = bytes.Clone(e.Bytes)
	return e
}

func (r *reader) AllEvidence() ([]store.Evidence, error) {
	return copied(r.evidence.from("", ""), copyEvidence), nil
}

func (t *tx) AddEvidence(e store.Evidence) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(e.Log.Volume); err != nil {
		return err
	}
	if k := key(e.Hash); !t.evidence.has(k) {
		t.evidence = t.evidence.with(k, copyEvidence(e))
	}
	return nil
}
