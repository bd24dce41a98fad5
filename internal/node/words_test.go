package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
)

// A slowWordsStore takes a second for each piece of words, and notes when.
type slowWordsStore struct {
	store.Store
	began []time.Time
}

type slowWordsTx struct {
	store.Tx
	put bool
}

func (tx *slowWordsTx) PutWords(id parley.Hash, words []string) error {
	tx.put = true
	return tx.Tx.PutWords(id, words)
}

func (s *slowWordsStore) Update(fn func(store.Tx) error) error {
	return s.Store.Update(func(tx store.Tx) error {
		slow := &slowWordsTx{Tx: tx}
		began := time.Now()
		err := fn(slow)
		if slow.put {
			s.began = append(s.began, began)
			time.Sleep(time.Second)
		}
		return err
	})
}

// While the node serves, it rests after each piece for longer than the piece took, and goes on until all have their words.
func TestWordsLeaveTheStoreToOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: time.Millisecond})
		s := &slowWordsStore{Store: w.stations["north"].memory}
		w.stations["north"].store = s
		w.start("north")
		w.start("south")
		var ids []string
		for range 4*wordPiece + 3 {
			ids = append(ids, w.write("north", "south", "A word planted in each."))
		}
		w.wait("north", ids[len(ids)-1], "recorded", time.Hour)
		time.Sleep(2 * wordDelay)
		if len(s.began) < 5 {
			t.Fatalf("%d pieces", len(s.began))
		}
		for i, at := range s.began[1:] {
			if rest := at.Sub(s.began[i]) - time.Second; rest < wordRests*time.Second {
				t.Errorf("%v after piece %d the next began", rest, i)
			}
		}
		if s.began[4].After(s.began[0].Add(time.Minute)) {
			t.Errorf("the pieces began at %v", s.began)
		}
		err := s.View(func(r store.Reader) error {
			left, err := r.WordlessMessages(1)
			if len(left) > 0 {
				t.Errorf("a message has no words yet")
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
