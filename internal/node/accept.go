package node

import (
	"crypto/ed25519"
	"time"

	"parley/internal/bearer"
)

// accept takes sessions. One whose key is in no sheet held may send one sheet that explains it.
func (n *Node) accept(srv *server, l bearer.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			if srv.ctx.Err() == nil {
				n.cfg.Log.Error("the listener ended", "error", err)
			}
			return
		}
		if p := n.peerByLink(conn.Peer()); p != nil {
			n.attach(srv, p, conn)
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

// attach gives a session to a line. Of two sessions the one dialled by the first party stays,
// unless it has been silent for a while; of two dialled by the same party the newer one, since who dials again has lost
// the older one.
func (n *Node) attach(srv *server, p *peer, conn bearer.Session) {
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
	if old := p.session; old != nil {
		fresh := time.Since(p.heard) < 10*time.Second
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
	s := &session{number: srv.next, conn: conn, out: newMailbox(), slots: make(chan struct{}, maxWaitingFrames), since: n.now()}
	srv.mu.Unlock()
	p.session, p.heard = s, time.Now()
	p.alive++
	if p.giveUp != nil && !conn.Dialled() {
		p.giveUp()
	}
	state := p.stateUp()
	p.mu.Unlock()
	p.setState(state)
	n.metrics.sessions.Inc()
	p.box.put(sessionUp{s})
	if !srv.run(func() { n.readSession(srv, p, s) }) {
		conn.Close()
	}
	srv.run(func() { s.write(srv.ctx) })
}
