package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"parley/internal/store"
)

var watchSubjects = []subject{{"watches", testWatches}}

// PutWatch: "inserts, or replaces by ID and keeps its Seq; ErrConflict for a second one that goes on at a post". Watches: "of a
// post, or, without one, of all: Seq below before, descending Seq".
func testWatches(t *testing.T, s store.Store) {
	watch := func(i byte) store.Watch {
		return store.Watch{ID: store.WatchID{9 - i, i}, Post: worldPosts[i%2], User: "Ж'\"", Officer: "ann", Taken: 5, Sheet: []byte{i, 1}, Charter: worldCharters[0],
			Offered: 6, Gave: []byte{i, 2}, Ended: 7, Relief: store.WatchID{8}, Took: []byte{i, 3}}
	}
	first := watch(0)
	first.Seq, first.Ended = 77, 0
	second := watch(2)
	second.Ended = 0
	update(t, s, func(tx store.Tx) error { return tx.PutWatch(first) })
	if err := s.Update(func(tx store.Tx) error { return tx.PutWatch(second) }); !errors.Is(err, store.ErrConflict) {
		t.Errorf("a second watch that goes on: %v", err)
	}
	view(t, s, func(r store.Reader) error {
		w, err := r.WatchNow(worldPosts[0])
		if first.Seq = 1; err != nil || !reflect.DeepEqual(w, first) {
			t.Errorf("now: %+v, %v", w, err)
		}
		_, err = r.WatchNow(worldPosts[1])
		missing(t, err)
		return nil
	})
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.PutWatch(watch(0)), tx.PutWatch(watch(1)), tx.PutWatch(second))
	})
	view(t, s, func(r store.Reader) error {
		w, err := r.Watch(first.ID)
		want := watch(0)
		if want.Seq = 1; err != nil || !reflect.DeepEqual(w, want) {
			t.Errorf("%+v, %v", w, err)
		}
		_, err = r.Watch(store.WatchID{1, 1, 1})
		missing(t, err)
		all, err := r.Watches("", 1<<63, 0)
		some, err2 := r.Watches("", 3, 1)
		post, err3 := r.Watches(worldPosts[0], 1<<63, 0)
		if err := errors.Join(err, err2, err3); err != nil || fmt.Sprint(watchSeqs(all), watchSeqs(some), watchSeqs(post)) != "[3 2 1] [2] [3 1]" {
			t.Errorf("%v %v %v, %v", watchSeqs(all), watchSeqs(some), watchSeqs(post), err)
		}
		return nil
	})
}

func watchSeqs(all []store.Watch) (out []uint64) {
	for _, w := range all {
		out = append(out, w.Seq)
	}
	return out
}
