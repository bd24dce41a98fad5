package node

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/wire"
)

// A failingStore fails one of its updates: before anything of it is stored, or after all of it is.
type failingStore struct {
	store.Store
	left   atomic.Int64 // updates until the failure
	stored bool         // "failed, but stored"
	failed atomic.Bool
}

func (s *failingStore) Update(fn func(store.Tx) error) error {
	if s.left.Add(-1) != 0 {
		return s.Store.Update(fn)
	}
	s.failed.Store(true)
	if !s.stored {
		return errors.New("disk failure, not stored")
	}
	if err := s.Store.Update(fn); err != nil {
		return err
	}
	return fmt.Errorf("disk failure: %w", store.ErrUnknown)
}

// P1: what was accepted is never lost. Every write of either side fails once in each of two ways, the node is
// restarted, and a client submits again what was not accepted: the message stands once in both records.
func TestEveryWriteFailsTwice(t *testing.T) {
	for _, party := range []parley.PartyID{"north", "south"} {
		for _, stored := range []bool{false, true} {
			reached := true
			for k := int64(1); reached; k++ {
				t.Run(fmt.Sprintf("%s/stored=%v/write=%d", party, stored, k), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) { reached = playFailure(t, party, stored, k) })
				})
				if k == 1 && !reached {
					t.Fatalf("%s makes no write at all", party)
				}
			}
		}
	}
}

// playFailure reports whether the failure was reached.
func playFailure(t *testing.T, party parley.PartyID, stored bool, k int64) bool {
	w := newWorld(t, 9, true, "north", "south")
	defer w.stopAll()
	w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
	s := w.stations[party]
	f := &failingStore{Store: s.memory, stored: stored}
	f.left.Store(k)
	s.store = f
	w.start("north")
	w.start("south")
	long := make([]byte, 3000) // more than a frame, so that parts of it are stored too
	for i := range long {
		long[i] = 'a' + byte(i%26)
	}
	p := w.message("north", "south", parley.Flash, string(long))
	envelope := w.seal("north", p)
	first, err := w.stations["north"].node.Submit(t.Context(), envelope, Who{User: "test"})
	time.Sleep(5 * time.Minute)
	if party == "south" || err != nil {
		w.stop(party)
		s.store = s.memory
		w.start(party)
	}
	again, err2 := w.stations["north"].node.Submit(t.Context(), envelope, Who{User: "test"})
	if err2 != nil {
		t.Fatalf("submitted again: %v", err2)
	}
	if err == nil && (again.ID != first.ID || !again.Repeated) {
		t.Fatalf("accepted as %s, then as %+v", first.ID, again)
	}
	w.wait("north", again.ID, "recorded", time.Hour)
	w.checkPromises()
	w.checkArrived(map[parley.PartyID][]string{"north": {again.ID}})
	return f.failed.Load()
}

// A disk that fails once, at any write and in either way, needs no restart: what was accepted arrives, with its
// attachment and its receipt.
func TestEveryWriteFailsAndHeals(t *testing.T) {
	for _, party := range []parley.PartyID{"north", "south"} {
		for _, stored := range []bool{false, true} {
			reached := true
			for k := int64(1); reached; k++ {
				t.Run(fmt.Sprintf("%s/stored=%v/write=%d", party, stored, k), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) { reached = playHealing(t, party, stored, k) })
				})
				if k == 4 && !reached {
					t.Fatalf("%s makes only 3 writes", party)
				}
			}
		}
	}
}

// playHealing reports whether the failure was reached.
func playHealing(t *testing.T, party parley.PartyID, stored bool, k int64) bool {
	w := newWorld(t, 9, true, "north", "south")
	defer w.stopAll()
	w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
	s := w.stations[party]
	f := &failingStore{Store: s.memory, stored: stored}
	s.store = f
	north := w.start("north")
	w.start("south")
	time.Sleep(time.Minute)
	salt, b := [16]byte{1}, pattern("a map", 5000)
	blob := w.upload("north", salt, "map.bin", b)
	f.left.Store(k)
	p := w.message("north", "south", parley.Flash, "With a map.")
	p.Salt, p.Blobs = &salt, []wire.Blob{blob}
	envelope := w.seal("north", p)
	answer := submitTwice(t, north, envelope)
	w.wait("north", answer.ID, "recorded", 10*time.Minute)
	submitTwice(t, w.stations["south"].node, w.seal("south", w.acknowledgement("south", answer.ID)))
	w.wait("north", answer.ID, "acknowledged", 10*time.Minute)
	time.Sleep(10 * time.Minute)
	w.wantAttachment("south", blob.ID, b)
	w.wantDelivered("north")
	w.checkPromises()
	w.checkArrived(map[parley.PartyID][]string{"north": {answer.ID}})
	return f.failed.Load()
}

// submitTwice submits as a client does that tries again after a failure of the disk.
func submitTwice(t *testing.T, n *Node, envelope []byte) Submitted {
	t.Helper()
	answer, err := n.Submit(t.Context(), envelope, Who{User: "test"})
	if parley.CodeOf(err) == parley.CodeStorage {
		answer, err = n.Submit(t.Context(), envelope, Who{User: "test"})
	}
	if err != nil {
		t.Fatal(err)
	}
	return answer
}
