package bearer

import (
	"net"
	"sync"
	"time"
)

// heldBack are connections that were refused before their handshake. Each is closed a while after, not at once: who tries
// again as soon as he is refused then waits for us, and not we for him. Nothing is read from them.
type heldBack struct {
	mu     sync.Mutex
	timers map[net.Conn]*time.Timer // nil: no more are held
}

const (
	refusedPause = time.Second // before a refused connection is closed
	maxHeldBack  = 256         // those beyond are closed at once
)

func newHeldBack() *heldBack { return &heldBack{timers: map[net.Conn]*time.Timer{}} }

// close closes a refused connection, later where there is a place.
func (h *heldBack) close(c net.Conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.timers == nil || len(h.timers) >= maxHeldBack {
		c.Close()
		return
	}
	h.timers[c] = time.AfterFunc(refusedPause, func() {
		h.mu.Lock()
		delete(h.timers, c)
		h.mu.Unlock()
		c.Close()
	})
}

// end closes all of them.
func (h *heldBack) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c, t := range h.timers {
		t.Stop()
		c.Close()
	}
	h.timers = nil
}
