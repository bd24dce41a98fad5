package simnet

import (
	"crypto/ed25519"
	"net"
	"slices"
	"time"

	"parley"
	"parley/internal/bearer"
)

// backlog is how many sessions may wait for Accept.
const backlog = 64

// place is where a listener is: one of each sort at each name.
type place struct {
	name     string
	reliable bool
}

// listener hands out sessions when the last of their handshake has arrived.
type listener struct {
	network *Network
	place   place
	key     ed25519.PublicKey
	err     error // why it never listened
	waiting []waiting
	changed chan struct{}
	closed  chan struct{}
}

type waiting struct {
	at      time.Time
	session *session
}

// Listen waits for sessions at name and proves to hold key. Reliable and unreliable sessions have a listener each; where
// there is one of the sort already, Accept fails with CodeBusy.
func (n *Network) Listen(name string, key ed25519.PublicKey, reliable bool) bearer.Listener {
	n.mu.Lock()
	defer n.mu.Unlock()
	at := place{name, reliable}
	l := &listener{network: n, place: at, key: slices.Clone(key), changed: make(chan struct{}, 1), closed: make(chan struct{})}
	if n.listeners[at] != nil {
		l.err = parley.Errorf(parley.CodeBusy, "the address %s is in use", name)
		return l
	}
	n.listeners[at] = l
	return l
}

func (l *listener) Addr() string { return l.place.name }

// Accept returns sessions in the order in which their handshakes ended.
func (l *listener) Accept() (bearer.Session, error) {
	if l.err != nil {
		return nil, l.err
	}
	for {
		s, wait, err := l.take(time.Now())
		if err != nil {
			return nil, err
		}
		if s != nil {
			return s, nil
		}
		sleep(wait, l.changed, l.closed)
	}
}

// take returns a session that is due, or how long to wait; a negative wait is one without end.
func (l *listener) take(now time.Time) (*session, time.Duration, error) {
	l.network.mu.Lock()
	defer l.network.mu.Unlock()
	if l.network.listeners[l.place] != l {
		return nil, 0, net.ErrClosed
	}
	if len(l.waiting) == 0 {
		return nil, -1, nil
	}
	first := l.waiting[0]
	if first.at.After(now) {
		return nil, first.at.Sub(now), nil
	}
	l.waiting = l.waiting[1:]
	return first.session, 0, nil
}

// offer puts a session where Accept finds it at the given time. The network's mutex is held.
func (l *listener) offer(at time.Time, s *session) {
	i := len(l.waiting)
	for i > 0 && l.waiting[i-1].at.After(at) {
		i--
	}
	l.waiting = slices.Insert(l.waiting, i, waiting{at, s})
	select {
	case l.changed <- struct{}{}:
	default:
	}
}

// Close ends Accept and the sessions that nobody has accepted.
func (l *listener) Close() error {
	l.network.mu.Lock()
	if l.network.listeners[l.place] != l {
		l.network.mu.Unlock()
		return nil
	}
	delete(l.network.listeners, l.place)
	close(l.closed)
	left := l.waiting
	l.waiting = nil
	l.network.mu.Unlock()
	for _, w := range left {
		w.session.Close()
	}
	return nil
}
