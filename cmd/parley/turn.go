package main

import (
	"context"
	"net"
	"sync"
)

// A dialer opens a connection on which the local API is asked.
type dialer func(context.Context) (net.Conn, error)

// A turn is where the questions of this node's users go: to the node in this process, to the one that leads, or nowhere for a while.
type turn struct {
	mu   sync.Mutex
	to   dialer
	step int // how often it was pointed elsewhere
	open map[*turnConn]bool
}

// A turnConn is a connection that ends when the turn points elsewhere.
type turnConn struct {
	net.Conn
	of *turn
}

// point has later questions go elsewhere, and ends those that are under way.
func (t *turn) point(to dialer) {
	t.mu.Lock()
	t.to = to
	t.step++
	open := t.open
	t.open = map[*turnConn]bool{}
	t.mu.Unlock()
	for c := range open {
		c.Conn.Close()
	}
}

func (t *turn) dial(ctx context.Context) (net.Conn, error) {
	t.mu.Lock()
	to, step := t.to, t.step
	t.mu.Unlock()
	conn, err := to(ctx)
	if err != nil {
		return nil, err
	}
	c := &turnConn{conn, t}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.step != step {
		conn.Close() // whoever asks hears of it when he writes
		return conn, nil
	}
	t.open[c] = true
	return c, nil
}

// Close closes the connection.
func (c *turnConn) Close() error {
	c.of.mu.Lock()
	delete(c.of.open, c)
	c.of.mu.Unlock()
	return c.Conn.Close()
}

// A hallway is a listener whose connections come from this process.
type hallway struct {
	calls chan net.Conn
	ended chan struct{}
	once  sync.Once
}

func newHallway() *hallway { return &hallway{calls: make(chan net.Conn), ended: make(chan struct{})} }

func (h *hallway) dial(ctx context.Context) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case h.calls <- there:
		return here, nil
	case <-h.ended:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept waits for a connection; see net.Listener.
func (h *hallway) Accept() (net.Conn, error) {
	select {
	case c := <-h.calls:
		return c, nil
	case <-h.ended:
		return nil, net.ErrClosed
	}
}

// Close ends the listener.
func (h *hallway) Close() error {
	h.once.Do(func() { close(h.ended) })
	return nil
}

// Addr says that the listener is within this process.
func (h *hallway) Addr() net.Addr { return &net.UnixAddr{Name: "hallway", Net: "unix"} }
