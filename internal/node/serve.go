package node

import (
	"context"
	"sync"
	"time"

	"parley"
	"parley/internal/bearer"
)

// A server is the part of a node that runs only while it serves: goroutines, timers and the way out.
type server struct {
	ctx      context.Context
	bearers  []*Bearer
	wg       sync.WaitGroup
	mu       sync.Mutex
	lines    map[*peer]bool
	greeting map[*peer]bool       // peers that are given soon what is newest
	clocks   map[parley.Hash]bool // charters whose line tests run
	next     int                  // number of the next session
	relaying bool                 // a round of heads of third parties is on its way
	rounds   int                  // of these that went
	relayed  time.Time            // when the last one went
	timers   map[*time.Timer]bool
	ended    bool

	strangers chan struct{} // one for each stranger that is heard
}

// begin reports whether serving goes on; if so, it waits for a wg.Done before it ends.
func (s *server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended || s.ctx.Err() != nil {
		return false
	}
	s.wg.Add(1)
	return true
}

// end waits until everything that began has ended. Nothing begins any more.
func (s *server) end() {
	s.mu.Lock()
	s.ended = true
	for t := range s.timers {
		t.Stop()
	}
	s.mu.Unlock()
	s.wg.Wait()
}

// after runs fn once the time has passed, unless serving ends before.
func (s *server) after(d time.Duration, fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return
	}
	var t *time.Timer
	t = time.AfterFunc(d, func() {
		s.mu.Lock()
		delete(s.timers, t)
		s.mu.Unlock()
		if s.begin() {
			defer s.wg.Done()
			fn()
		}
	})
	s.timers[t] = true
}

// run runs fn in a goroutine of its own. It reports whether serving goes on and so fn runs.
func (s *server) run(fn func()) bool {
	if !s.begin() {
		return false
	}
	go func() {
		defer s.wg.Done()
		fn()
	}()
	return true
}

func (n *Node) server() *server {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.serving
}

func (n *Node) online() bool { return n.server() != nil }

// Online reports whether the node takes messages.
func (n *Node) Online() bool { return n.online() }

func (n *Node) notRunning() error {
	return NotRunning(n.cfg.Dir)
}

// Serve runs the lines until ctx ends: it accepts sessions from l and dials peers, and does the same over further bearers. It
// returns when every goroutine has ended. All listeners are closed. It ends by itself, with CodeStorage, when a commit has an unknown outcome and the store answers
// nothing after it: whoever supervises the node opens the store again by starting the node again.
func (n *Node) Serve(ctx context.Context, l bearer.Listener, dial Dialer, further ...Bearer) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	takeBallast()
	srv := &server{ctx: ctx, bearers: bearers(l, dial, further), lines: map[*peer]bool{}, clocks: map[parley.Hash]bool{}, timers: map[*time.Timer]bool{}, strangers: make(chan struct{}, maxStrangers)}
	n.dropAbandoned()
	n.mu.Lock()
	n.serving = srv
	n.mu.Unlock()
	for _, t := range n.tables() {
		n.recorder.catchUp(t)
	}
	n.loadTests()
	n.loadVerdicts()
	n.startLines()
	n.startRetention(srv)
	n.keepWords(srv)
	n.keepSigning(srv)
	n.awaitDepartures()
	srv.run(n.recordWaiting)
	n.startRecoveries(srv)
	n.startProceedings()
	srv.run(n.startPlots)
	srv.run(func() { n.countStored(srv) })
	for _, b := range srv.bearers {
		srv.run(func() { n.accept(srv, b) })
	}
	n.keepRinging(srv)
	srv.run(func() { n.watchAlarms(srv) })
	srv.run(func() { n.watchLines(srv) })
	srv.run(func() { n.watchOutside(srv) })
	srv.run(func() { n.lookForBodies(srv) })
	select {
	case <-ctx.Done():
	case <-n.mute:
		err = n.storeMute()
	case <-n.storeEnded():
		err = n.storeMute()
	}
	cancel()
	n.mu.Lock()
	n.serving = nil
	n.mu.Unlock()
	for _, b := range srv.bearers {
		b.Listener.Close()
	}
	srv.end()
	return err
}

// startLines starts the line of every peer that has none yet.
func (n *Node) startLines() {
	srv := n.server()
	if srv == nil {
		return
	}
	n.startClocks(srv)
	for _, p := range n.allPeers() {
		srv.mu.Lock()
		running := srv.lines[p]
		srv.lines[p] = true
		srv.mu.Unlock()
		n.lookAt(p)
		if running {
			p.box.put(localChanged{})
			continue
		}
		p.begin(srv.bearers)
		srv.run(func() { newLine(n, p).run(srv.ctx) })
		for _, w := range p.ways {
			srv.run(func() { n.redial(srv, p, w) })
		}
	}
}
