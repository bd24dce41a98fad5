package node

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// A muteStore answers nothing after a commit of unknown outcome, as a database does that must be opened again.
type muteStore struct {
	store.Store
	mute atomic.Bool
}

var errMute = parley.Errorf(parley.CodeStorage, "the store answers nothing")

func (s *muteStore) Update(fn func(store.Tx) error) error {
	if s.mute.Load() {
		return errMute
	}
	err := s.Store.Update(fn)
	if errors.Is(err, store.ErrUnknown) {
		s.mute.Store(true)
	}
	return err
}

func (s *muteStore) View(fn func(store.Reader) error) error {
	if s.mute.Load() {
		return errMute
	}
	return s.Store.View(fn)
}

// A node whose store answers nothing any more ends, for whoever supervises it to start it again; then all that was
// accepted is there. Where the store goes on, or is only full, the node does.
func TestServeEndsWithItsStore(t *testing.T) {
	for _, c := range []struct {
		fault      storetest.Fault
		mute, ends bool
	}{
		{storetest.NotStored, true, false},
		{storetest.UnknownStored, false, false},
		{storetest.UnknownNotStored, true, true},
		{storetest.UnknownStored, true, true},
	} {
		t.Run(fmt.Sprintf("%s, mute=%v", c.fault, c.mute), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { playMute(t, c.fault, c.mute, c.ends) })
		})
	}
}

func playMute(t *testing.T, fault storetest.Fault, mute, ends bool) {
	w := newWorld(t, 3, true, "north", "south")
	defer w.stopAll()
	w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
	s := w.stations["north"]
	var failNext atomic.Bool
	s.store = storetest.Faulty(s.memory, func(int) storetest.Fault {
		if failNext.Swap(false) {
			return fault
		}
		return storetest.None
	})
	if mute {
		s.store = &muteStore{Store: s.store}
	}
	north := w.start("north")
	w.start("south")
	accepted := w.send("north", "south", parley.Flash, "Aircraft in difficulty.")
	time.Sleep(time.Minute + 123*time.Millisecond) // when nothing else is due that writes to the store
	synctest.Wait()
	envelope := w.seal("north", w.message("north", "south", parley.Flash, "It has turned back."))
	failNext.Store(true)
	if _, err := north.Submit(context.Background(), envelope, Who{User: "test"}); parley.CodeOf(err) != parley.CodeStorage {
		t.Fatalf("submitted: %v", err)
	}
	synctest.Wait()
	select {
	case <-s.done:
		if !ends || parley.CodeOf(s.served) != parley.CodeStorage {
			t.Errorf("serving ended with %v", s.served)
		}
	default:
		if ends {
			t.Error("the node serves on")
		}
	}
	if ends {
		s.store = s.memory
		w.stop("north")
		w.start("north")
	}
	again := submitTwice(t, s.node, envelope).ID
	for _, id := range []string{accepted, again} {
		w.wait("north", id, "recorded", time.Minute)
	}
	w.checkPromises()
	w.checkArrived(map[parley.PartyID][]string{"north": {accepted, again}})
}
