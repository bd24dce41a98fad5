package node

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"time"

	"parley"
	"parley/link"
)

const (
	secondWaits = 3 * time.Second // how long the second party leaves the first dialling to the other
	firstRetry  = 500 * time.Millisecond
	lastRetry   = 30 * time.Second
	urgentRetry = 2 * time.Second // at most, while a FLASH or an IMMEDIATE waits
	dialTimeout = 30 * time.Second
)

// redial keeps trying to reach a peer over one bearer while there is no session and one is wanted, politely: the pause doubles
// up to 30 s, with jitter; with something urgent that waits, to 2 s. The second party begins later: on a narrow line two
// handshakes at once take twice as long. A node that takes over dials at once: the other side may still be at the one before it.
func (n *Node) redial(srv *server, p *peer, w *way) {
	if !w.bearer.Demand && !p.first() && !n.cfg.TakesOver && !sleep(srv.ctx, n.jitter(secondWaits)) {
		return
	}
	for {
		if !w.pause(srv.ctx, n.jitter(p.nextPause(w))) {
			return
		}
		if idle := p.idle(w); idle > 0 {
			if !w.wait(srv.ctx, idle) {
				return
			}
		} else {
			n.dialOnce(srv, p, w)
		}
	}
}

// nextPause returns how long to wait before a session is begun.
func (p *peer) nextPause(w *way) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	most := lastRetry
	if p.wanted.urgent > 0 {
		most = urgentRetry
	}
	switch {
	case p.renews(w):
		return firstRetry
	case w.session != nil:
		return 0
	case p.wanted.urgent > 0 && w.lasted >= shortSession && !w.rest.After(time.Now()): // it was waited for long enough
		return firstRetry / 2
	case w.failures == 0:
		return max(0, time.Until(w.rest))
	}
	return min(firstRetry<<min(w.failures-1, 10), most)
}

// idle returns how long nothing is to be dialled, at most, unless something changes; 0: something is. It ends a session
// whose hours are over.
func (p *peer) idle(w *way) (wait time.Duration) {
	now := p.n.cfg.Now()
	open, until := w.bearer.open(now)
	parted, there := p.parted(), len(p.addresses(w.bearer)) > 0
	p.mu.Lock()
	defer p.mu.Unlock()
	if w.reach = there; !open {
		w.close(always)
	}
	switch {
	case parted || !there:
		return min(until, lastRetry)
	case open && p.mayRenew(w) && !p.renews(w):
		return min(until, time.Until(w.session.renewable()))
	case w.session != nil && !p.renews(w), !open, !p.wants(w, now):
		if rest := time.Until(p.surmise); rest > 0 {
			until = min(until, rest)
		}
		return until
	}
	return 0
}

// pause waits, less long where something urgent comes. It reports false when ctx ends first.
func (w *way) pause(ctx context.Context, d time.Duration) bool {
	if d == 0 {
		return ctx.Err() == nil
	}
	return waitFor(ctx, w.urgent, d)
}

// wait waits until something changes. It reports false when ctx ends first.
func (w *way) wait(ctx context.Context, most time.Duration) bool {
	return waitFor(ctx, w.changed, most)
}

func waitFor(ctx context.Context, c chan struct{}, most time.Duration) bool {
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-c:
	case <-timer.C:
	case <-ctx.Done():
		return false
	}
	return true
}

// addresses returns where the peer is reached over a bearer.
func (p *peer) addresses(b *Bearer) []string {
	sh := p.sheet()
	if sh == nil {
		return nil
	}
	if b.To == nil {
		return sh.Addresses
	}
	for _, ps := range p.places() {
		if a, ok := b.To[ps.s.id]; ok {
			return []string{a}
		}
	}
	return nil
}

// allAddresses returns the same of each bearer, by its name.
func (p *peer) allAddresses() map[string][]string {
	p.mu.Lock()
	ways := p.ways
	p.mu.Unlock()
	of := map[string][]string{}
	for _, w := range ways {
		of[w.bearer.Name] = p.addresses(w.bearer)
	}
	return of
}

// dialOnce tries each address of the peer in turn.
func (n *Node) dialOnce(srv *server, p *peer, w *way) {
	for _, address := range p.addresses(w.bearer) {
		ctx, cancel := context.WithTimeout(srv.ctx, dialTimeout)
		p.setDialling(w, address, cancel)
		conn, err := w.bearer.Dial(ctx, address, p.sheet().Link)
		cancel()
		p.setDialling(w, "", nil)
		if err == nil {
			n.attach(srv, w.bearer, p, conn)
			return
		}
		if srv.ctx.Err() != nil {
			return
		}
		p.mu.Lock()
		down := w.session == nil
		p.mu.Unlock()
		if down {
			p.setWay(w, stateAfter(err))
		}
		n.cfg.Log.Debug("no session", "party", string(p.name()), "bearer", w.bearer.Name, "address", address, "error", err)
	}
	p.mu.Lock()
	if w.session == nil {
		w.failures++
	}
	w.lasted = 0
	p.mu.Unlock()
	n.wakeWays(p)
}

// setDialling notes the address being dialled, and how to give it up when the peer's own session comes first.
func (p *peer) setDialling(w *way, address string, giveUp context.CancelFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w.dialling, w.giveUp = address, giveUp
}

// stateAfter tells a missing path from a missing node: where something answered, but no node of the peer, the path is
// there.
func stateAfter(err error) link.State {
	if parley.CodeOf(err) == parley.CodeNoPath || errors.Is(err, context.DeadlineExceeded) {
		return link.StateNoPath
	}
	return link.StateNoNode
}

// jitter spreads a pause over half of it to one and a half times.
func (n *Node) jitter(d time.Duration) time.Duration {
	if d == 0 {
		return 0
	}
	var b [4]byte
	if _, err := io.ReadFull(n.cfg.Rand, b[:]); err != nil {
		return d
	}
	return d/2 + time.Duration(uint64(binary.BigEndian.Uint32(b[:]))*uint64(d)>>32)
}

// sleep waits, and reports false when ctx ends first.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
