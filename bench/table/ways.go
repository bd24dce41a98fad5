package table

import (
	"net"
	"sync"

	"parley/internal/bearer"
	"parley/internal/node"
)

// ways returns the further bearers.
func (p *Party) ways() ([]node.Bearer, error) {
	if p.Ways == nil {
		return nil, nil
	}
	return p.Ways(p)
}

// nobody is a listener to which nobody comes.
type nobody struct {
	address string
	closed  chan struct{}
	once    sync.Once
}

func newNobody(address string) *nobody { return &nobody{address: address, closed: make(chan struct{})} }

func (l *nobody) Addr() string { return l.address }

func (l *nobody) Accept() (bearer.Session, error) {
	<-l.closed
	return nil, net.ErrClosed
}

func (l *nobody) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}
