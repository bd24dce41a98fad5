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
// the older one.
func (n *Node) attach(srv *server, b *Bearer, p *peer, conn bearer.Session) {
	if p.parted() {
		conn.Close()
		n.Refused(conn.Address(), errParted)
		return
	}
	p.mu.Lock()
	if !p.mayOpen(conn) {
		p.mu.Unlock()
		conn.Close()
		n.Refused(conn.Address(), errManySessions)
		return
	}
	w := p.way(b)
	if w == nil { // its line has not begun yet
		p.mu.Unlock()
		conn.Close()
		return
	}
	if open, _ := b.open(n.cfg.Now()); !open {
		p.mu.Unlock()
		conn.Close()
		n.Refused(conn.Address(), errOutsideHours)
		return
	}
	if old := w.session; old != nil {
		fresh := time.Since(w.heard) < 10*time.Second
		oldByFirst := old.conn.Dialled() == p.first()
		newByFirst := conn.Dialled() == p.first()
		if fresh && oldByFirst && !newByFirst {
			p.mu.Unlock()
			conn.Close()
			return
		}
		old.conn.Close()
	}
	srv.mu.Lock()
	srv.next++
	s := &session{number: srv.next, way: w, conn: conn, out: newMailbox(), slots: make(chan struct{}, maxWaitingFrames), since: n.now()}
	srv.mu.Unlock()
	w.session, w.heard = s, time.Now()
	p.heard = w.heard
	p.alive++
	if w.giveUp != nil && !conn.Dialled() {
		w.giveUp()
	}
	state := p.stateUp()
	p.mu.Unlock()
	p.setWay(w, state)
	n.metrics.sessions.Inc()
	p.box.put(sessionUp{s})
	if !srv.run(func() { n.readSession(srv, p, s) }) {
		conn.Close()
	}
	srv.run(func() { s.write(srv.ctx) })
}
