package node

import (
	"sync"

	"parley"
)

// watchers wake those who wait for a message to change. Waking carries the ids; a slow watcher gets them late, never
// not at all.
type watchers struct {
	mu  sync.Mutex
	all map[*watcher]bool
}

type watcher struct {
	wake chan struct{}
	mu   sync.Mutex
	ids  []parley.Hash
}

// changed notes that a message, its receipts or its attachments changed.
func (w *watchers) changed(id parley.Hash) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for x := range w.all {
		x.mu.Lock()
		x.ids = append(x.ids, id)
		x.mu.Unlock()
		select {
		case x.wake <- struct{}{}:
		default:
		}
	}
}

func (w *watchers) add() (*watcher, func()) {
	x := &watcher{wake: make(chan struct{}, 1)}
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

// subscribe returns a channel that is woken by every change.
func (w *watchers) subscribe() (<-chan struct{}, func()) {
	x, cancel := w.add()
	return x.wake, cancel
}

func (x *watcher) take() []parley.Hash {
	x.mu.Lock()
	defer x.mu.Unlock()
	ids := x.ids
	x.ids = nil
	return ids
}
