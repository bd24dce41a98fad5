package node

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"time"

	"parley"
)

const (
	secondWaits = 3 * time.Second // how long the second party leaves the first dialling to the other
	firstRetry  = 500 * time.Millisecond
	lastRetry   = 30 * time.Second
	dialTimeout = 30 * time.Second
)

// redial keeps trying to reach a peer while there is no session, politely: the pause doubles up to 30 s, with jitter.
// The second party begins later: on a narrow line two handshakes at once take twice as long.
func (n *Node) redial(srv *server, p *peer) {
	pause := time.Duration(0)
	if !p.first() {
		pause = secondWaits
	}
	for {
		if !sleep(srv.ctx, n.jitter(pause)) {
			return
		}
		p.mu.Lock()
		up := p.session != nil
		p.mu.Unlock()
		if up {
			select {
			case <-p.ended:
			case <-srv.ctx.Done():
				return
			}
			pause = firstRetry
			continue
		}
		if !p.parted() && n.dialOnce(srv, p) {
			pause = firstRetry
			continue
		}
		pause = min(max(2*pause, firstRetry), lastRetry)
	}
}

// dialOnce tries each address of the peer's sheet in turn.
func (n *Node) dialOnce(srv *server, p *peer) bool {
	sh := p.sheet()
	if sh == nil {
		return false
	}
	for _, address := range sh.Addresses {
		ctx, cancel := context.WithTimeout(srv.ctx, dialTimeout)
		p.setDialling(address, cancel)
		conn, err := srv.dial(ctx, address, sh.Link)
		cancel()
		p.setDialling("", nil)
		if err == nil {
			n.attach(srv, p, conn)
			return true
		}
		if srv.ctx.Err() != nil {
			return false
		}
		p.mu.Lock()
		down := p.session == nil
		p.mu.Unlock()
		if down {
			p.setState(stateAfter(err))
		}
		n.cfg.Log.Debug("no session", "party", string(p.name()), "address", address, "error", err)
	}
	return false
}

// setDialling notes the address being dialled, and how to give it up when the peer's own session comes first.
func (p *peer) setDialling(address string, giveUp context.CancelFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dialling, p.giveUp = address, giveUp
}

// stateAfter tells a missing path from a missing node: where something answered, but no node of the peer, the path is
// there.
func stateAfter(err error) string {
	if parley.CodeOf(err) == parley.CodeNoPath || errors.Is(err, context.DeadlineExceeded) {
		return "no-path"
	}
	return "no-node"
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
