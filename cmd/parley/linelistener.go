package main

import (
	"bytes"
	"context"
	"errors"
	"sync"

	"parley"
	"parley/internal/bearer"
	"parley/internal/node"
)

// A lineListener waits for other nodes at one address, and goes on with another key when the link key is replaced.
type lineListener struct {
	limits bearer.Limits

	mu    sync.Mutex
	inner bearer.Listener
	key   parley.Signer
	ended bool
}

func listenLines(address string, key parley.Signer, limits bearer.Limits) (*lineListener, error) {
	l, err := bearer.ListenTLS(address, key, limits)
	if err != nil {
		return nil, err
	}
	return &lineListener{limits: limits, inner: l, key: key}, nil
}

// current returns the listener in use, and whether it is meant to go on.
func (l *lineListener) current() (bearer.Listener, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.inner, !l.ended
}

func (l *lineListener) Accept() (bearer.Session, error) {
	for {
		inner, _ := l.current()
		s, err := inner.Accept()
		if now, on := l.current(); err == nil || now == inner || !on {
			return s, err
		}
	}
}

func (l *lineListener) Addr() string {
	inner, _ := l.current()
	return inner.Addr()
}

func (l *lineListener) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
	return l.inner.Close()
}

// use goes on with another key at the same address; sessions that are up stay.
func (l *lineListener) use(key parley.Signer) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended || bytes.Equal(l.key.Public(), key.Public()) {
		return nil
	}
	address := l.inner.Addr()
	l.inner.Close()
	inner, err := bearer.ListenTLS(address, key, l.limits)
	if err != nil {
		l.ended = true
		return parley.Wrap(err, parley.CodeOf(err), "the new sheet is in force, but the node listens no more: %s; restart it", parley.SentenceOf(err))
	}
	l.inner, l.key = inner, key
	return nil
}

// renewing is the API of a node that serves: a new link key is used at once.
type renewing struct {
	*node.Node
	lines  *lineListener
	narrow narrowBearers
}

func (r renewing) ReplaceSheet(ctx context.Context, rep node.Replacement) (node.SheetView, error) {
	v, err := r.Node.ReplaceSheet(ctx, rep)
	if err != nil {
		return v, err
	}
	return v, errors.Join(r.lines.use(r.LinkKey()), r.narrow.use(r.LinkKey()))
}
