package main

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"parley/internal/bearer"
	"parley/internal/config"
	"parley/internal/control"
	"parley/internal/node"
	"parley/internal/store"
	"parley/internal/store/sqlite"
	"parley/internal/store/storetest"
)

// A sceneNode is the node of one party, and where it stands in the simulated network.
type sceneNode struct {
	s          *scene
	party      string
	dir, place string
	node       *node.Node
	cancel     context.CancelFunc
	done       chan struct{}
	mask       mask
}

// sceneProbe is how long a line of a scene may be silent before it is probed: a day, so that a year of silence is played
// in seconds. A cut line is noticed by the network.
const sceneProbe = 24 * time.Hour

// found makes the node of a party and starts it.
func (s *scene) found(party string) *sceneNode {
	x := &sceneNode{s: s, party: party, dir: filepath.Join(s.dir, party), place: address(party)}
	s.parley("init", x.dir, "--party", party, "--name", strings.ToUpper(party[:1])+party[1:], "--listen", x.place)
	s.file(party+".yaml", s.parley("party", "--dir", x.dir)+"\n")
	x.mask.noted = party == "alliance"
	s.nodes[party] = x
	x.start()
	return x
}

// start serves as parley serve does, but for the network and the socket.
func (x *sceneNode) start() {
	cfg, err := config.Load(x.dir)
	if err != nil {
		x.s.fail("%v", err)
	}
	log := slog.New(slog.DiscardHandler)
	if x.s.log != nil {
		log = x.s.log
	}
	c, err := nodeConfig(x.dir, cfg, log)
	if err != nil {
		x.s.fail("%v", err)
	}
	x.openStore(&c)
	c.KeepAlive = sceneProbe
	if x.node, err = node.Open(c); err != nil {
		x.s.fail("%v", err)
	}
	ctx, cancel := context.WithCancel(x.s.t.Context())
	x.cancel, x.done = cancel, make(chan struct{})
	lines := maskedListener{x.s.net.Listen(x.place, ed25519.PublicKey(x.node.LinkKey().Public()), true), x}
	socket, ended := listenPipe(x.dir), make(chan error, 2)
	go func() { ended <- x.node.Serve(ctx, lines, x.dialIn(ctx)) }()
	(&services{node: x.node}).untilOnline(ctx)
	go func() { ended <- control.Serve(ctx, socket, x.node) }()
	go func() {
		defer close(x.done)
		for range 2 {
			if err := <-ended; err != nil {
				x.s.t.Errorf("%s: %v", x.party, err)
			}
			cancel()
		}
		pipes.Delete(x.dir)
		x.node.Close()
		c.Store.Close()
	}()
}

// openStore opens the database in the directory of the node and the high-water files beside it. What a disk takes to sync
// is no part of a story: of a light one, both are in memory.
func (x *sceneNode) openStore(c *node.Config) {
	if x.s.light {
		c.Store, c.HighWater = storetest.NewMemory(), &marksInMemory{m: map[store.LogID]node.Mark{}}
		return
	}
	db, err := sqlite.Open(filepath.Join(x.dir, databaseName))
	if err != nil {
		x.s.fail("%v", err)
	}
	c.Store = db
}

// marksInMemory are high-water files of a node that is never restarted.
type marksInMemory struct {
	mu sync.Mutex
	m  map[store.LogID]node.Mark
}

func (h *marksInMemory) Read(log store.LogID) (node.Mark, bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	m, ok := h.m[log]
	return m, ok, nil
}

func (h *marksInMemory) Raise(log store.LogID, m node.Mark) error { return h.Set(log, m) }

func (h *marksInMemory) Set(log store.LogID, m node.Mark) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.m[log] = m
	return nil
}

func (x *sceneNode) stop() {
	if x.done == nil {
		return
	}
	x.cancel()
	<-x.done
	x.done = nil
}

// dialIn dials over the simulated network. Where the line is cut it waits for it: so a year without a line costs nothing.
func (x *sceneNode) dialIn(serving context.Context) node.Dialer {
	return func(_ context.Context, address string, peer ed25519.PublicKey) (bearer.Session, error) {
		place, err := x.s.awaitLine(serving, x, address)
		if err != nil {
			return nil, err
		}
		conn, err := x.s.net.Dial(serving, x.place, place, ed25519.PublicKey(x.node.LinkKey().Public()), peer, true)
		if err != nil {
			return nil, err
		}
		return x.masked(conn), nil
	}
}

// fork copies the node of a party: from now on it keeps two records with the same keys, and shows the parties one or the
// other by turns.
func (s *scene) fork(party string) {
	x := s.nodes[party]
	x.stop()
	y := &sceneNode{s: s, party: party, dir: x.dir + "~", place: address(secondFace(party))}
	for from, to := range map[string]string{x.dir: y.dir, x.dir + ".high-water": y.dir + ".high-water"} {
		if err := os.CopyFS(to, os.DirFS(from)); err != nil {
			s.fail("%v", err)
		}
	}
	file := filepath.Join(y.dir, config.FileName)
	text, err := os.ReadFile(file)
	if err != nil {
		s.fail("%v", err)
	}
	keys, _ := filepath.Glob(filepath.Join(y.dir, keysName, "*"))
	for _, k := range keys {
		os.Chmod(k, 0o600)
	}
	text = []byte(strings.ReplaceAll(string(text), x.dir+".high-water", y.dir+".high-water"))
	if err := os.WriteFile(file, text, 0o600); err != nil {
		s.fail("%v", err)
	}
	s.nodes[secondFace(party)] = y
	s.showSecondFace(party)
	x.start()
	y.start()
}
