package simnet

import (
	"crypto/ed25519"
	"io"
	"net"
	"slices"
	"time"

	"parley"
	"parley/internal/bearer"
)

const (
	maxPacketFrame = 1200 // longest frame on an unreliable session, in bytes
	numberSize     = 8    // of the packet number before it
)

// session is one end. The network's mutex guards what changes; nobody sleeps while holding it.
type session struct {
	network  *Network
	link     *link
	out      *pipe
	peer     *session
	key      ed25519.PublicKey // the peer's
	dialled  bool
	address  string
	reliable bool

	inbox   inbox
	held    []arrival     // reliable: what was under way to this end when the link was cut
	last    time.Time     // reliable: when the last frame so far arrives
	breakAt time.Time     // reliable: when a cut breaks the session; zero: it does not
	changed chan struct{} // holds an element after a change that Receive must see
	sending chan struct{} // holds an element while a Send is under way
	closed  chan struct{}
}

// join makes the two ends of a session over l; direction is that of the dialler's frames.
func (n *Network) join(l *link, direction int, from, to place, fromKey, toKey ed25519.PublicKey) (a, b *session) {
	end := func(out *pipe, key ed25519.PublicKey, address string) *session {
		return &session{
			network: n, link: l, out: out, key: slices.Clone(key), address: address, reliable: to.reliable,
			changed: make(chan struct{}, 1), sending: make(chan struct{}, 1), closed: make(chan struct{}),
		}
	}
	a = end(l.pipes[direction], toKey, to.name)
	b = end(l.pipes[1-direction], fromKey, from.name)
	a.peer, b.peer, a.dialled = b, a, true
	l.sessions = append(l.sessions, a, b)
	return a, b
}

func (s *session) Peer() ed25519.PublicKey { return slices.Clone(s.key) }
func (s *session) Dialled() bool           { return s.dialled }
func (s *session) Address() string         { return s.address }
func (s *session) Reliable() bool          { return s.reliable }

// Kind is "sim", or "sim-packet" where the session is not reliable.
func (s *session) Kind() string {
	if s.reliable {
		return "sim"
	}
	return "sim-packet"
}

// MaxFrame is that of TLS on a reliable session, and 1200 bytes otherwise, the packet number not counted.
func (s *session) MaxFrame() int {
	if s.reliable {
		return bearer.MaxFrame
	}
	return maxPacketFrame
}

func (s *session) check(frame []byte) error {
	n := len(frame)
	if !s.reliable {
		n -= numberSize
	}
	switch {
	case n < 1:
		return parley.Errorf(parley.CodeBadEncoding, "a frame of no bytes")
	case n > s.MaxFrame():
		return parley.Errorf(parley.CodeTooLarge, "a frame of %d bytes, where %d is the most", n, s.MaxFrame())
	}
	return nil
}

// Close ends this end at once. On a reliable session the other end learns of it behind what is under way; on an
// unreliable one it does not.
func (s *session) Close() error {
	s.network.mu.Lock()
	defer s.network.mu.Unlock()
	if s.isClosed() {
		return nil
	}
	close(s.closed)
	s.inbox, s.held = nil, nil
	s.link.sessions = slices.DeleteFunc(s.link.sessions, func(x *session) bool { return x == s })
	if now := time.Now(); s.reliable && !s.broken(now) {
		s.carry(now, arrival{end: true})
	}
	return nil
}

func (s *session) isClosed() bool {
	select {
	case <-s.closed:
		return true
	default:
		return false
	}
}

func (s *session) broken(now time.Time) bool { return !s.breakAt.IsZero() && !now.Before(s.breakAt) }

func (s *session) brokenError() error {
	return parley.Errorf(parley.CodeNoPath, "the session with %s is broken", s.address)
}

// Receive returns the next frame whose time has come.
func (s *session) Receive() ([]byte, error) {
	for {
		frame, wait, err := s.take(time.Now())
		if err != nil {
			s.Close()
		}
		if err != nil || frame != nil {
			return frame, err
		}
		sleep(wait, s.changed, s.closed)
	}
}

// take returns what has arrived, or how long to wait; a negative wait is one without end.
func (s *session) take(now time.Time) (frame []byte, wait time.Duration, err error) {
	s.network.mu.Lock()
	defer s.network.mu.Unlock()
	switch first := s.inbox.first(); {
	case s.isClosed():
		return nil, 0, net.ErrClosed
	case first != nil && !first.at.After(now):
		a := s.inbox.pop()
		if a.end {
			return nil, 0, io.EOF
		}
		return a.frame, 0, nil
	case s.broken(now):
		return nil, 0, s.brokenError()
	case first != nil && (s.breakAt.IsZero() || first.at.Before(s.breakAt)):
		return nil, first.at.Sub(now), nil
	case !s.breakAt.IsZero():
		return nil, s.breakAt.Sub(now), nil
	}
	return nil, -1, nil
}

// sleep waits for a change, the end of what is waited on, or wait; a negative wait is one without end.
func sleep(wait time.Duration, changed, closed <-chan struct{}) {
	var due <-chan time.Time
	if wait >= 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-due:
	case <-changed:
	case <-closed:
	}
}

// wake makes Receive look again.
func (s *session) wake() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}
