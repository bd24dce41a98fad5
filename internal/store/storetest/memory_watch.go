package storetest

import (
	"bytes"
	"math"

	"parley"
	"parley/internal/store"
)

func copyWatch(w store.Watch) store.Watch {
	w.Sheet, w.Gave, w.Took = bytes.Clone(w.Sheet), bytes.Clone(w.Gave), bytes.Clone(w.Took)
	return w
}

func (r *reader) Watch(id store.WatchID) (store.Watch, error) {
	seq, ok := r.watchSeqs.get(key([8]byte(id)))
	if !ok {
		return store.Watch{}, store.ErrNotFound
	}
	w, _ := r.watches.get(key(math.MaxUint64 - seq))
	return copyWatch(w), nil
}

func (r *reader) WatchNow(post parley.PostID) (store.Watch, error) {
	for w := range r.watches.from("", "") {
		if w.Post == post && w.Ended == 0 {
			return copyWatch(w), nil
		}
	}
	return store.Watch{}, store.ErrNotFound
}

func (r *reader) Watches(post parley.PostID, before uint64, limit int) (out []store.Watch, err error) {
	for w := range r.watches.from("", key(math.MaxUint64-before)) {
		if w.Seq >= before || post != "" && w.Post != post {
			continue
		}
		if out = append(out, copyWatch(w)); len(out) == limit {
			break
		}
	}
	return out, nil
}

func (t *tx) PutWatch(w store.Watch) (err error) {
	defer t.failOn(&err)
	if now, err := t.WatchNow(w.Post); err == nil && w.Ended == 0 && now.ID != w.ID {
		return store.ErrConflict
	}
	seq, there := t.watchSeqs.get(key([8]byte(w.ID)))
	if !there {
		seq = t.watchCount + 1
		t.watchCount = seq
		t.watchSeqs = t.watchSeqs.with(key([8]byte(w.ID)), seq)
	}
	w.Seq = seq
	t.watches = t.watches.with(key(math.MaxUint64-seq), copyWatch(w))
	return nil
}
