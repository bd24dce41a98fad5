package node

import (
	"context"
	"crypto/ed25519"
	"sync"
	"time"

	"parley"
	"parley/internal/bearer"
	"parley/wire"
)

// A server is the part of a node that runs only while it serves: goroutines, timers and the way out.
type server struct {
	ctx    context.Context
	dial   Dialer
	wg     sync.WaitGroup
	mu     sync.Mutex
	lines  map[*peer]bool
	next   int // number of the next session
	timers map[*time.Timer]bool
}

// after runs fn once the time has passed, unless serving ends before.
func (s *server) after(d time.Duration, fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		return
	}
	var t *time.Timer
	t = time.AfterFunc(d, func() {
		s.mu.Lock()
		delete(s.timers, t)
		s.mu.Unlock()
		if s.ctx.Err() == nil {
			fn()
		}
	})
	s.timers[t] = true
}

func (s *server) stopTimers() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for t := range s.timers {
		t.Stop()
	}
}

func (s *server) run(fn func()) {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		fn()
	}()
}

func (n *Node) server() *server {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.serving
}

func (n *Node) online() bool { return n.server() != nil }

func (n *Node) notRunning() error {
	return parley.Errorf(parley.CodeNotRunning, "no node serves %s; start it with: parley serve --dir %q", n.cfg.Dir, n.cfg.Dir)
}

// Serve runs the lines until ctx ends: it accepts sessions from l and dials peers. It returns when every goroutine has
// ended. l is closed.
func (n *Node) Serve(ctx context.Context, l bearer.Listener, dial Dialer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	srv := &server{ctx: ctx, dial: dial, lines: map[*peer]bool{}, timers: map[*time.Timer]bool{}}
	n.mu.Lock()
	n.serving = srv
	n.mu.Unlock()
	n.startLines()
	srv.run(func() { n.accept(srv, l) })
	<-ctx.Done()
	n.mu.Lock()
	n.serving = nil
	n.mu.Unlock()
	l.Close()
	srv.stopTimers()
	srv.wg.Wait()
	return nil
}

// startLines starts the line of every peer that has none yet.
func (n *Node) startLines() {
	srv := n.server()
	if srv == nil {
		return
	}
	for _, p := range n.allPeers() {
		srv.mu.Lock()
		running := srv.lines[p]
		srv.lines[p] = true
		srv.mu.Unlock()
		if running {
			p.box.put(localChanged{})
			continue
		}
		srv.run(func() { newLine(n, p).run(srv.ctx) })
		srv.run(func() { n.redial(srv, p) })
	}
}

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
		srv.run(func() { n.meetStranger(srv, conn) })
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

const strangerTime = 10 * time.Second

// meetStranger reads at most one HELLO and one sheet in 10 s, and goes on only if that sheet explains the key.
func (n *Node) meetStranger(srv *server, conn bearer.Session) {
	timer := time.AfterFunc(strangerTime, func() { conn.Close() })
	defer timer.Stop()
	for range 2 {
		b, err := conn.Receive()
		if err != nil {
			break
		}
		f, err := wire.DecodeFrame(b, wire.MaxFrame)
		if err != nil {
			break
		}
		sf, ok := f.(*wire.SheetFrame)
		if ok && n.learnSheet(sf.Sheet) {
			if p := n.peerByLink(conn.Peer()); p != nil {
				n.attach(srv, p, conn)
				return
			}
		}
	}
	n.metrics.strangers.Inc()
	conn.Close()
}

// attach gives a session to a line. Of two sessions the one dialled by the party named first in the charter stays,
// unless the older one has been silent for a while.
func (n *Node) attach(srv *server, p *peer, conn bearer.Session) {
	p.mu.Lock()
	if old := p.session; old != nil {
		fresh := time.Since(p.heard) < 10*time.Second
		oldByFirst := old.conn.Dialled() == p.first()
		newByFirst := conn.Dialled() == p.first()
		if fresh && (oldByFirst || !newByFirst) {
			p.mu.Unlock()
			conn.Close()
			return
		}
		old.conn.Close()
	}
	srv.mu.Lock()
	srv.next++
	s := &session{number: srv.next, conn: conn, out: newMailbox(), since: n.now()}
	srv.mu.Unlock()
	p.session, p.heard = s, time.Now()
	p.mu.Unlock()
	p.setState("up")
	n.metrics.sessions.Inc()
	p.box.put(sessionUp{s})
	srv.run(func() { n.readSession(srv, p, s) })
	srv.run(func() { s.write(srv.ctx) })
}

// readSession hands frames to the line until the session ends.
func (n *Node) readSession(srv *server, p *peer, s *session) {
	stop := context.AfterFunc(srv.ctx, func() { s.conn.Close() })
	defer stop()
	for {
		b, err := s.conn.Receive()
		if err != nil {
			break
		}
		p.mu.Lock()
		p.heard = time.Now()
		p.mu.Unlock()
		n.metrics.bytesIn.Add(float64(len(b)))
		p.box.put(frameIn{s, b})
	}
	s.conn.Close()
	p.mu.Lock()
	last := p.session == s
	if last {
		p.session = nil
	}
	p.mu.Unlock()
	if last {
		p.setState("no-node")
	}
	p.box.put(sessionDown{s})
	s.out.put(nil)
}

// write sends what the line puts out, several frames at once where they wait together.
func (s *session) write(ctx context.Context) {
	for {
		select {
		case <-s.out.wake:
		case <-ctx.Done():
			return
		}
		var frames [][]byte
		for _, item := range s.out.take() {
			if item == nil {
				return
			}
			frames = append(frames, item.([][]byte)...)
		}
		if len(frames) == 0 {
			continue
		}
		if err := s.conn.Send(frames); err != nil {
			s.conn.Close() // the reader notices
		}
	}
}
