package node

import (
	"errors"
	"sync"

	"parley"
	"parley/internal/store"
)

// A watchedStore notices when the store goes mute: a commit had an unknown outcome, and from then on the store answers
// nothing until it is opened again. It also remembers the ends of the records, and has proceedings touched by what is
// written.
type watchedStore struct {
	store.Store
	once    sync.Once
	mute    chan struct{} // closed when it is
	ends    *ends
	touched func()        // called after a transaction that touched a proceeding
	noted   func(touched) // called with the messages that a transaction changed
	quiet   quiet
}

func watchStore(s store.Store) *watchedStore {
	return &watchedStore{Store: s, mute: make(chan struct{}), ends: newEnds()}
}

// Update runs fn as the store does; see store.Store.
func (s *watchedStore) Update(fn func(store.Tx) error) error {
	var x touchingTx
	err := s.ends.update(s.Store, func(tx store.Tx) error {
		x = touchingTx{Tx: tx}
		return fn(&x)
	})
	if err == nil && x.touched {
		s.touched()
	}
	if err == nil {
		s.quiet.note(x.noted.quiet)
	}
	if err == nil && len(x.noted.messages)+len(x.noted.placed) > 0 {
		s.noted(x.noted)
	}
	if errors.Is(err, store.ErrUnknown) && s.View(func(store.Reader) error { return nil }) != nil {
		s.once.Do(func() { close(s.mute) })
	}
	return err
}

// endingStore is a driver that says by itself when it refuses all work until it is opened again.
type endingStore interface {
	Mute() <-chan struct{}
	Why() error
}

// storeEnded is closed when the store says so; nil where it never does.
func (n *Node) storeEnded() <-chan struct{} {
	if s, ok := n.cfg.Store.(*watchedStore).Store.(endingStore); ok {
		return s.Mute()
	}
	return nil
}

// storeMute says why the store answers nothing.
func (n *Node) storeMute() error {
	if s, ok := n.cfg.Store.(*watchedStore).Store.(endingStore); ok && s.Why() != nil {
		return s.Why()
	}
	return parley.Errorf(parley.CodeStorage, "the disk failed while the database was written, and whether the last change "+
		"was stored is known only after a new start: look at the disk, then start the node again")
}
