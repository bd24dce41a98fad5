package simnet

import (
	"context"
	"crypto/ed25519"
	"time"

	"parley"
	"parley/internal/bearer"
)

const (
	dialTime = 20 * time.Second // the longest handshake
	legRetry = time.Second      // after a lost leg of it
)

// A handshake costs what it costs in the world: over TCP and hybrid TLS two round trips and 3,575 bytes (besides those
// of TCP itself), over packets one round trip and 96 bytes. The last leg is the dialler's and carries frames behind it.
var (
	streamLegs = []int{60, 60, 1400, 1700}
	streamLast = 475
	packetLegs = []int{48, 48}
)

// Dial makes a session from one place to another, within 20 s or until ctx is done. The dialler proves to hold key, and
// the other end must hold expect. Errors have the codes of bearer.DialTLS.
func (n *Network) Dial(ctx context.Context, from, to string, key, expect ed25519.PublicKey, reliable bool) (bearer.Session, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	legs, last := packetLegs, 0
	if reliable {
		legs, last = streamLegs, streamLast
	}
	for i, size := range legs {
		if i == 2 && !n.listens(to, reliable) {
			break // refused in the second leg
		}
		a, b := from, to
		if i%2 == 1 {
			a, b = to, from
		}
		if err := n.leg(ctx, a, b, size); err != nil {
			return nil, err
		}
	}
	s, err := n.connect(place{from, reliable}, place{to, reliable}, key, expect, last)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (n *Network) listens(name string, reliable bool) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.listeners[place{name, reliable}] != nil
}

// leg carries size bytes from a to b and returns when they have arrived. What is lost or cut goes again.
func (n *Network) leg(ctx context.Context, a, b string, size int) error {
	for {
		wait, lost, err := n.sendLeg(a, b, size)
		if err != nil {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return parley.Wrap(ctx.Err(), parley.CodeNoPath, "the handshake from %s to %s was not done in time", a, b)
		}
		if !lost && !n.isCut(a, b) {
			return nil
		}
	}
}

func (n *Network) sendLeg(a, b string, size int) (wait time.Duration, lost bool, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	l, direction := n.find(a, b)
	if l == nil {
		return 0, false, parley.Errorf(parley.CodeNoPath, "there is no path from %s to %s", a, b)
	}
	if l.cut {
		return legRetry, true, nil
	}
	now := time.Now()
	pipe := l.pipes[direction]
	sent := pipe.send(now, size, l.path.Rate)
	if pipe.draw(l.path).lost {
		return legRetry, true, nil
	}
	return sent.Add(l.path.Delay).Sub(now), false, nil
}

func (n *Network) isCut(a, b string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	l, _ := n.find(a, b)
	return l != nil && l.cut
}

// connect makes the session once the handshake has come back to the dialler.
func (n *Network) connect(from, to place, key, expect ed25519.PublicKey, last int) (*session, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	at := n.listeners[to]
	switch {
	case at == nil || len(at.waiting) >= backlog:
		return nil, parley.Errorf(parley.CodeNoNode, "no node runs at %s", to.name)
	case !at.key.Equal(expect):
		return nil, parley.Errorf(parley.CodeBadKey, "at %s: the other end holds the key %s, where %s is expected",
			to.name, parley.KeyIDOf(at.key), parley.KeyIDOf(expect))
	}
	l, direction := n.find(from.name, to.name)
	now := time.Now()
	sent := l.pipes[direction].send(now, last, l.path.Rate)
	near, far := n.join(l, direction, from, to, key, at.key)
	if l.cut {
		near.cut(now)
		far.cut(now)
	}
	far.last = sent.Add(l.path.Delay)
	at.offer(far.last, far)
	return near, nil
}
