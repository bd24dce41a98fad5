package storetest

import (
	"bytes"
	"cmp"
	"slices"

	"parley"
	"parley/internal/store"
)

// A proceedingRow is a proceeding with what changes it.
type proceedingRow struct {
	store.Proceeding
	keys  [][]byte
	waits []store.RecordWait
}

func (p proceedingRow) row() store.Proceeding {
	p.Vouched, p.View = bytes.Clone(p.Vouched), bytes.Clone(p.View)
	return p.Proceeding
}

func (r *reader) Proceeding(id parley.Hash) (store.Proceeding, error) {
	p, ok := r.proceedings.get(key(id))
	if !ok {
		return store.Proceeding{}, store.ErrNotFound
	}
	return p.row(), nil
}

// selected returns the proceedings that a condition selects, in an order; equal ones by id.
func (r *reader) selected(which func(proceedingRow) bool, order func(a, b store.Proceeding) int) (list []store.Proceeding, err error) {
	for p := range r.proceedings.from("", "") {
		if which(p) {
			list = append(list, p.row())
		}
	}
	slices.SortStableFunc(list, order)
	return list, nil
}

func bySeq(a, b store.Proceeding) int    { return cmp.Compare(a.Seq, b.Seq) }
func byDue(a, b store.Proceeding) int    { return cmp.Compare(a.Due, b.Due) }
func asStored(_, _ store.Proceeding) int { return 0 }

func (r *reader) Proceedings(charter parley.Hash) ([]store.Proceeding, error) {
	return r.selected(func(p proceedingRow) bool { return p.Charter == charter }, bySeq)
}

func (r *reader) DueProceedings(until parley.Millis, limit int) ([]store.Proceeding, error) {
	var list []store.Proceeding
	for k := range r.proceedingsDue.from("", "") {
		p, _ := r.proceedings.get(key(k.id))
		if p.Due > until || limit > 0 && len(list) == limit {
			break
		}
		list = append(list, p.row())
	}
	return list, nil
}

func (r *reader) LackingProceedings() ([]store.Proceeding, error) {
	return r.selected(func(p proceedingRow) bool { return p.Lacks }, asStored)
}

func (r *reader) VouchingProceedings(charter parley.Hash) ([]store.Proceeding, error) {
	return r.selected(func(p proceedingRow) bool { return p.Charter == charter && len(p.Vouched) > 0 }, bySeq)
}

func (r *reader) ProceedingKeys(id parley.Hash) (out [][]byte, err error) {
	p, _ := r.proceedings.get(key(id))
	for _, k := range p.keys {
		out = append(out, bytes.Clone(k))
	}
	return out, nil
}

func (r *reader) ProceedingWaits(id parley.Hash) ([]store.RecordWait, error) {
	p, _ := r.proceedings.get(key(id))
	return slices.Clone(p.waits), nil
}

func (r *reader) KeyedProceedings(keys [][]byte) (ids []parley.Hash, err error) {
	for _, k := range keys {
		for id := range r.proceedingKeys.from(keyed(k), "") {
			ids = append(ids, id)
		}
	}
	return ascending(ids), nil
}

func (r *reader) AwaitingProceedings(log store.LogID, date parley.Millis) (ids []parley.Hash, err error) {
	for w := range r.proceedingWaits.from(key(log.Charter, log.Party), "") {
		if w.at > date {
			break
		}
		ids = append(ids, w.id)
	}
	for w := range r.proceedingsDue.from("", key(uint64(1))) {
		if w.at > date {
			break
		}
		if p, _ := r.proceedings.get(key(w.id)); p.Charter == log.Charter {
			ids = append(ids, w.id)
		}
	}
	return ascending(ids), nil
}

// keyed returns a prefix that is that of no other key.
func keyed(k []byte) string { return string(append([]byte{byte(len(k))}, k...)) }

// ascending returns each id once, in order.
func ascending(ids []parley.Hash) []parley.Hash {
	slices.SortFunc(ids, func(a, b parley.Hash) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(ids)
}

// A dated is a proceeding that an instant changes.
type dated struct {
	at parley.Millis
	id parley.Hash
}

func (t *tx) PutProceeding(p store.Proceeding, keys [][]byte, waits []store.RecordWait) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(p.Seq, uint64(p.Due), p.Touches); err != nil {
		return err
	}
	row := proceedingRow{Proceeding: p}
	row.Vouched, row.View = bytes.Clone(p.Vouched), bytes.Clone(p.View)
	if old, held := t.proceedings.get(key(p.ID)); held {
		row.Touches = old.Touches
		t.unlist(old)
	}
	for _, k := range keys {
		row.keys = append(row.keys, bytes.Clone(k))
	}
	slices.SortFunc(row.keys, bytes.Compare)
	row.keys = slices.CompactFunc(row.keys, bytes.Equal)
	row.waits = slices.Clone(waits)
	slices.SortFunc(row.waits, func(a, b store.RecordWait) int {
		return cmp.Or(cmp.Compare(a.Party, b.Party), cmp.Compare(a.Until, b.Until))
	})
	row.waits = slices.Compact(row.waits)
	t.enlist(row)
	return nil
}

func (t *tx) TouchProceeding(id parley.Hash) error {
	if p, held := t.proceedings.get(key(id)); held {
		t.unlist(p)
		p.Due, p.Touches = 0, p.Touches+1
		t.enlist(p)
	}
	return nil
}

func (t *tx) enlist(p proceedingRow) {
	t.proceedings = t.proceedings.with(key(p.ID), p)
	if p.Due < store.NeverDue {
		t.proceedingsDue = t.proceedingsDue.with(key(uint64(p.Due), p.ID), dated{p.Due, p.ID})
	}
	for _, k := range p.keys {
		t.proceedingKeys = t.proceedingKeys.with(keyed(k)+key(p.ID), p.ID)
	}
	for _, w := range p.waits {
		t.proceedingWaits = t.proceedingWaits.with(key(p.Charter, w.Party, uint64(w.Until), p.ID), dated{w.Until, p.ID})
	}
}

func (t *tx) unlist(p proceedingRow) {
	t.proceedings = t.proceedings.without(key(p.ID))
	t.proceedingsDue = t.proceedingsDue.without(key(uint64(p.Due), p.ID))
	for _, k := range p.keys {
		t.proceedingKeys = t.proceedingKeys.without(keyed(k) + key(p.ID))
	}
	for _, w := range p.waits {
		t.proceedingWaits = t.proceedingWaits.without(key(p.Charter, w.Party, uint64(w.Until), p.ID))
	}
}
