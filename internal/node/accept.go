package node

import (
	"crypto/ed25519"
	"time"

	"parley"
	"parley/internal/bearer"
)

var errOutsideHours = parley.Errorf(parley.CodeLimit, "the bearer is outside of its hours of contact")

// accept takes sessions. One whose key is in no sheet held may send one sheet that explains it.
func (n *Node) accept(srv *server, b *Bearer) {
	for {
		conn, err := b.Listener.Accept()
		if err != nil {
			if srv.ctx.Err() == nil {
				n.cfg.Log.Error("the listener ended", "bearer", b.Name, "error", err)
			}
			return
		}
		if p := n.peerByLink(conn.Peer()); p != nil {
			n.attach(srv, b, p, conn)
			continue
		}
		if !srv.run(func() { n.meetStranger(srv, conn) }) {
			conn.Close()
		}
	}
}

// peerByLink finds the peer whose newest sheet has the link key.
func (n *Node) peerByLink(key ed25519.PublicKey) *peer {
	for _, p := range n.allPeers() {
		if sh := p.sheet(); sh != nil && ed25519.PublicKey(sh.Link).Equal(key) {
			return p
		}
	}
	return nil
}

// attach gives a session to a line. Of two sessions over one bearer the one dialled by the first party stays,
// unless it has been silent for a while; of two dialled by the same party the newer one, since who dials again has lost
// the older one. Where the bearer is not reliable the other one lives on until the other end closes it: what came in its
// first packet counts.
func (n *Node) attach(srv *server, b *Bearer, p *peer, conn bearer.Session) {
	if p.parted() {
		conn.Close()
		n.Refused(conn.Address(), errParted)
		return
	}
	p.mu.Lock()
	w := p.way(b)
	if err := p.refuses(w, conn); err != nil || w == nil { // nil: its line has not begun yet
		p.mu.Unlock()
		conn.Close()
		if err != nil {
			n.Refused(conn.Address(), err)
		}
		return
	}
	stays := w.stays(conn, p.first())
	if stays && conn.Reliable() {
		p.mu.Unlock()
		conn.Close()
		return
	}
	srv.mu.Lock()
	srv.next++
	s := &session{number: srv.next, way: w, conn: conn, out: newMailbox(), slots: make(chan struct{}, maxWaitingFrames), since: n.now(), begun: time.Now(), answered: answered(conn)}
	srv.mu.Unlock()
	w.take(s, stays)
	p.alive++
	state := w.state
	if s.answered {
		p.heard, w.failures = time.Now(), 0
		state = p.stateUp()
	}
	if w.giveUp != nil && !conn.Dialled() {
		w.giveUp()
	}
	p.mu.Unlock()
	p.setWay(w, state)
	n.metrics.sessions.Inc()
	p.box.put(sessionUp{s})
	if !srv.run(func() { n.readSession(srv, p, s) }) {
		conn.Close()
	}
	srv.run(func() { s.write(srv.ctx) })
}

// refuses says why a session may not begin. The mutex is held.
func (p *peer) refuses(w *way, conn bearer.Session) error {
	if !p.mayOpen(conn) {
		return errManySessions
	}
	if w == nil {
		return nil
	}
	if open, _ := w.bearer.open(p.n.cfg.Now()); !open {
		return errOutsideHours
	}
	return nil
}

// stays reports whether the session in use stays in use beside a new one. The mutex is held.
func (w *way) stays(conn bearer.Session, first bool) bool {
	old := w.session
	return old != nil && time.Since(w.heard) < 10*time.Second && old.conn.Dialled() == first && conn.Dialled() != first
}

// take takes a session into use, or beside the one that stays. The mutex is held.
func (w *way) take(s *session, stays bool) {
	place := &w.session
	if stays {
		place = &w.spare
	} else {
		w.heard = time.Now()
	}
	if *place != nil {
		s.renewing(*place)
		(*place).conn.Close()
	}
	*place = s
}

// answered reports whether the other end of a session has proved to be there: a beginning of the narrow bearer waits for that.
func answered(conn bearer.Session) bool {
	x, ok := conn.(interface{ Answered() bool })
	return !ok || x.Answered()
}
