package node

import (
	"sync"

	"parley"
)

// watchers wake those who wait for a message to change. A slow watcher learns late which messages changed, never not
// at all, and of each once.
type watchers struct {
	mu  sync.Mutex
	all map[*watcher]bool
}

type watcher struct {
	wake chan struct{}
	only *parley.Hash // the one message that is watched; nil: all
	mu   sync.Mutex
	ids  []parley.Hash
	held map[parley.Hash]bool // what stands in ids
}

// changed notes that a message, its receipts or its attachments changed.
func (w *watchers) changed(id parley.Hash) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for x := range w.all {
		if x.only == nil || *x.only == id {
			x.note(id)
		}
	}
}

func (x *watcher) note(id parley.Hash) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.held[id] {
		x.held[id] = true
		x.ids = append(x.ids, id)
	}
	select {
	case x.wake <- struct{}{}:
	default:
	}
}

// watch returns a watcher of one message, or with nil of all, and how to end it.
func (w *watchers) watch(only *parley.Hash) (*watcher, func()) {
	x := &watcher{wake: make(chan struct{}, 1), only: only, held: map[parley.Hash]bool{}}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.all == nil {
		w.all = map[*watcher]bool{}
	}
	w.all[x] = true
	return x, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.all, x)
	}
}

// take returns the messages that changed since it was last called, each once, in the order of their first change.
func (x *watcher) take() []parley.Hash {
	x.mu.Lock()
	defer x.mu.Unlock()
	ids := x.ids
	x.ids = nil
	clear(x.held)
	return ids
}
