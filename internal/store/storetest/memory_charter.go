package storetest

import (
	"bytes"
	"fmt"
	"iter"
	"slices"

	"parley"
	"parley/internal/store"
)

// copied returns what all yields, each value copied.
func copied[V any](all iter.Seq[V], copyOf func(V) V) []V {
	var list []V
	for v := range all {
		list = append(list, copyOf(v))
	}
	return list
}

// asIs copies a value that holds no slices.
func asIs[V any](v V) V { return v }

func conflictf(format string, args ...any) error {
	return fmt.Errorf("%w: %s", store.ErrConflict, fmt.Sprintf(format, args...))
}

// A meta is a named value.
type meta struct {
	name  string
	value []byte
}

func (r *reader) Meta(name string) ([]byte, error) {
	v, ok := r.meta.get(name)
	if !ok {
		return nil, store.ErrNotFound
	}
	return bytes.Clone(v.value), nil
}

func (t *tx) PutMeta(name string, value []byte) error {
	t.meta = t.meta.with(name, meta{name, bytes.Clone(value)})
	return nil
}

func copyEdition(e store.Edition) store.Edition {
	e.Bytes, e.Signatures = bytes.Clone(e.Bytes), slices.Clone(e.Signatures)
	return e
}

func (r *reader) Charters() ([]parley.Hash, error) {
	return copied(r.adopted.from("", ""), asIs), nil
}

func (r *reader) Editions(charter parley.Hash) ([]store.Edition, error) {
	return copied(r.editions.from(key(charter), ""), copyEdition), nil
}

func (t *tx) AddEdition(e store.Edition) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(e.Number); err != nil {
		return err
	}
	if old, ok := t.editions.get(key(e.Charter, e.Number)); ok {
		if !bytes.Equal(old.Bytes, e.Bytes) {
			return conflictf("edition %d is there with other bytes", e.Number)
		}
		return nil
	}
	charters, _ := t.Charters()
	if !slices.Contains(charters, e.Charter) {
		t.adopted = t.adopted.with(key(uint64(len(charters))), e.Charter)
	}
	t.editions = t.editions.with(key(e.Charter, e.Number), copyEdition(e))
	return nil
}

func copySheet(s store.Sheet) store.Sheet {
	s.Bytes = bytes.Clone(s.Bytes)
	return s
}

func (r *reader) Sheets(root [32]byte) ([]store.Sheet, error) {
	return copied(r.sheets.from(key(root), ""), copySheet), nil
}

func (t *tx) AddSheet(s store.Sheet) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(s.Number); err != nil {
		return err
	}
	old, ok := t.sheets.get(key(s.Root, s.Number))
	if !ok {
		t.sheets = t.sheets.with(key(s.Root, s.Number), copySheet(s))
	} else if !bytes.Equal(old.Bytes, s.Bytes) {
		return conflictf("sheet %d is there with other bytes", s.Number)
	}
	return nil
}
