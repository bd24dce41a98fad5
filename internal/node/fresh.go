package node

import (
	"sync"

	"parley"
)

// A freshBodies keeps messages of ours that were just stored and offered to a peer until its line sends them, so that
// they need not be read again. What is forgotten is read.
type freshBodies struct {
	mu   sync.Mutex
	all  map[parley.Hash][]byte
	size int // bytes
}

const maxFresh = 1 << 20 // bytes kept for one peer

func (f *freshBodies) put(id parley.Hash, envelope []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.all == nil || f.size+len(envelope) > maxFresh {
		f.all, f.size = map[parley.Hash][]byte{}, 0
	}
	f.all[id] = envelope
	f.size += len(envelope)
}

// take takes a message out, or returns nil.
func (f *freshBodies) take(id parley.Hash) []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	b := f.all[id]
	f.size -= len(b)
	delete(f.all, id)
	return b
}
