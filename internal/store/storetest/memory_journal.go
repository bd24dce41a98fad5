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
