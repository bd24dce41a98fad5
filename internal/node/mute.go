package node

import (
	"errors"
	"sync"

	"parley"
	"parley/internal/store"
)

// A watchedStore notices when the store goes mute: a commit had an unknown outcome, and from then on the store answers
// nothing until it is opened again. It also remembers the ends of the records.
type watchedStore struct {
	store.Store
	once sync.Once
	mute chan struct{} // closed when it is
	ends *ends
}

func watchStore(s store.Store) *watchedStore {
	return &watchedStore{Store: s, mute: make(chan struct{}), ends: newEnds()}
}

// Update runs fn as the store does; see store.Store.
func (s *watchedStore) Update(fn func(store.Tx) error) error {
	err := s.ends.update(s.Store, fn)
	if errors.Is(err, store.ErrUnknown) && s.View(func(store.Reader) error { return nil }) != nil {
		s.once.Do(func() { close(s.mute) })
	}
	return err
}

func storeMute() error {
	return parley.Errorf(parley.CodeStorage, "the disk failed while the database was written, and whether the last change "+
		"was stored is known only after a new start: look at the disk, then start the node again")
}
