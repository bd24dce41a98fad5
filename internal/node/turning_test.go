package node

import (
	"bytes"
	"crypto/ed25519"
	"sync"

	"parley/internal/bearer"
)

// A turningListener goes on with another key when a station's link key is replaced, as that of the program does.
type turningListener struct {
	w       *world
	address string

	mu    sync.Mutex
	inner bearer.Listener
	key   ed25519.PublicKey
	ended bool
}

func (w *world) listenTurning(address string, key ed25519.PublicKey) *turningListener {
	return &turningListener{w: w, address: address, inner: w.net.Listen(address, key, w.reliable), key: key}
}

func (l *turningListener) current() (bearer.Listener, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.inner, !l.ended
}

// Accept goes on at the next listener when the one before was closed for it.
func (l *turningListener) Accept() (bearer.Session, error) {
	for {
		inner, _ := l.current()
		s, err := inner.Accept()
		if now, on := l.current(); err == nil || now == inner || !on {
			return s, err
		}
	}
}

func (l *turningListener) Addr() string { return l.address }

func (l *turningListener) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
	return l.inner.Close()
}

// use goes on with another key; sessions that are up stay.
func (l *turningListener) use(key ed25519.PublicKey) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended || bytes.Equal(l.key, key) {
		return
	}
	old := l.inner
	old.Close()
	l.inner, l.key = l.w.net.Listen(l.address, key, l.w.reliable), key
}
