package node

import (
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
)

// A waitingStore stores nothing while it waits for a standby.
type waitingStore struct {
	store.Store
	waits atomic.Pointer[chan struct{}]
}

func (s *waitingStore) Update(fn func(store.Tx) error) error {
	if w := s.waits.Load(); w != nil {
		<-*w
	}
	return s.Store.Update(fn)
}

// A message whose commit waits for a standby that is lost is answered with "not yet safe" and its id; it goes out once the standby is
// back, and is the same message for who submits it again.
func TestNotYetSafe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 7, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		s := w.stations["north"]
		db := &waitingStore{Store: s.memory}
		s.store = db
		north := w.start("north")
		w.start("south")
		time.Sleep(10 * time.Second)
		back := make(chan struct{})
		db.waits.Store(&back)
		envelope := w.seal("north", w.message("north", "south", parley.Flash, "Aircraft in difficulty."))
		id := parley.Sum(envelope).String()
		begun := time.Now()
		v, err := north.Submit(t.Context(), envelope, Who{User: "test"})
		if parley.CodeOf(err) != parley.CodeNotYet || !strings.HasPrefix(parley.SentenceOf(err), "not yet safe: ") || !strings.HasSuffix(parley.SentenceOf(err), id) || v.ID != id || time.Since(begun) != safeWithin {
			t.Errorf("after %v: %+v, %v", time.Since(begun), v, err)
		}
		db.waits.Store(nil)
		close(back)
		synctest.Wait()
		w.wait("north", id, "recorded", time.Minute)
		if v, err := north.Submit(t.Context(), envelope, Who{User: "test"}); err != nil || v.ID != id || !v.Repeated {
			t.Errorf("again: %+v, %v", v, err)
		}
		w.checkPromises()
		w.checkArrived(map[parley.PartyID][]string{"north": {id}})
	})
}
