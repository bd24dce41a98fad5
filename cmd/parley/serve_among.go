package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"parley"
	"parley/internal/config"
	"parley/internal/control"
	"parley/internal/node"
	"parley/internal/store/postgres"
)

const (
	tryEvery   = 200 * time.Millisecond // how often a node looks whether it may lead
	pauseAfter = 3 * time.Second        // after it led, or could not
)

// A member is this node as one of several of its party that share a database. One of them leads: it has the record and the lines. The
// others have their users' questions answered by it, and wait for its place.
type member struct {
	dir     string
	cfg     *config.Config
	log     *slog.Logger
	options postgres.Options
	turn    turn
	api     *control.Client
	socket  net.Listener
	console *consoleService
	http    net.Listener
	ready   func(memberStanding) // called at the first part that it gets
	marked  time.Time            // when it last noted how far the record has come

	mu    sync.Mutex
	now   memberStanding
	node  *node.Node // while it leads
	db    *postgres.Store
	known postgres.Leader
}

// serveAmong runs the node as one of several until ctx ends. The caller holds the directory's lock.
func serveAmong(ctx context.Context, dir string, cfg *config.Config, log *slog.Logger, out io.Writer) error {
	m := &member{dir: dir, cfg: cfg, log: log.With("node", cfg.Cluster.Name)}
	var first sync.Once
	m.ready = func(s memberStanding) {
		first.Do(func() {
			fmt.Fprintf(out, "serving %s: %s\n", cfg.Party, s.Sentence)
			m.console.announce(out)
		})
	}
	defer m.close()
	if err := m.listen(); err != nil {
		return err
	}
	return m.run(ctx)
}

// listen opens what the node has in every part.
func (m *member) listen() (err error) {
	door := make([]byte, 32)
	rand.Read(door)
	c := m.cfg.Cluster
	m.options = postgres.Options{Member: postgres.Member{Name: c.Name, Address: c.Reached(), Door: door}, Standby: c.Standby, Mark: databaseMark(m.cfg)}
	m.turn.point(nobody("it is only starting"))
	m.api = control.Between(m.dir, m.turn.dial)
	if _, err := nodeConfig(m.dir, m.cfg, m.log); err != nil {
		return err
	}
	probe, err := net.Listen("tcp", c.Listen) // that of the lines may be one that comes with the lead
	if err != nil {
		return cannotListen(c.Listen, err)
	}
	probe.Close()
	if m.socket, err = control.Listen(m.dir); err != nil {
		return err
	}
	if m.console, err = openConsole(m.dir, m.cfg, m.api, m.log); err != nil || m.cfg.HTTP == "" {
		return err
	}
	if m.http, err = net.Listen("tcp", m.cfg.HTTP); err != nil {
		return cannotListen(m.cfg.HTTP, err)
	}
	return nil
}

func (m *member) close() {
	if m.console != nil {
		m.console.listener.Close()
	}
	for _, l := range []net.Listener{m.socket, m.http} {
		if l != nil {
			l.Close()
		}
	}
	m.api.Close()
}

// run ends when ctx does, or when one of the services fails.
func (m *member) run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	start := func(run func() error) {
		all.Go(func() { cancel(run()) })
	}
	var api node.API = m.api
	if m.console != nil {
		api = withDoor{api, m.console}
		start(func() error { return m.keepDesk(ctx) })
		start(func() error { return m.console.serve(ctx) })
	}
	start(func() error { return control.Serve(ctx, m.socket, api) })
	if m.http != nil {
		start(func() error { return serveHTTP(ctx, m.http, m) })
	}
	m.take(ctx)
	cancel(nil)
	all.Wait()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// keepDesk keeps what the console's screens look at, whoever answers.
func (m *member) keepDesk(ctx context.Context) error {
	for ctx.Err() == nil {
		m.console.Run(ctx)
		rest(ctx, tryEvery)
	}
	return nil
}

func rest(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// take tries to lead until ctx ends, and follows meanwhile.
func (m *member) take(ctx context.Context) {
	f := postgres.Follow(m.cfg.Database, m.options)
	defer f.Close()
	for ctx.Err() == nil {
		db, l, err := f.Try(ctx)
		switch {
		case db != nil:
			if err := m.lead(ctx, db); ctx.Err() == nil && err != nil {
				m.wait("it led, and does no longer: " + parley.SentenceOf(err))
				rest(ctx, pauseAfter)
			}
			continue
		case err != nil && ctx.Err() == nil:
			m.wait(parley.SentenceOf(err))
		case err == nil:
			m.follow(l)
			if err := m.keepMarks(f); err != nil {
				m.log.Warn("how far the record has come could not be noted", "error", err)
			}
		}
		rest(ctx, tryEvery)
	}
}

// follow has questions answered by the node that leads.
func (m *member) follow(l postgres.Leader) {
	m.mu.Lock()
	same := m.now.Role == roleFollower && m.known.Generation == l.Generation && m.known.Address == l.Address
	m.known = l
	m.mu.Unlock()
	switch {
	case same:
	case l.Name == "":
		m.wait("another program of this party has the database open")
	default:
		m.turn.point(doorOf(l))
		m.set(follows(m.cfg.Cluster.Name, l.Name, l.Generation), nil)
	}
}

// wait says that nobody leads whom this node reaches, and why.
func (m *member) wait(why string) {
	if s, _ := m.standing(); s == waits(m.cfg.Cluster.Name, why) {
		return
	}
	m.turn.point(nobody(why))
	m.set(waits(m.cfg.Cluster.Name, why), nil)
}

// set notes and logs which part this node has.
func (m *member) set(s memberStanding, n *node.Node) {
	m.mu.Lock()
	m.now, m.node = s, n
	m.mu.Unlock()
	if s.Role == roleWaiting {
		m.log.Warn(s.Sentence)
		return
	}
	m.log.Info(s.Sentence)
	m.ready(s)
}

func (m *member) standing() (memberStanding, *node.Node) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.node != nil { // a new connection is a new generation
		return leads(m.cfg.Cluster.Name, m.db.Generation()), m.node
	}
	return m.now, nil
}

// alerts is what stands: at a node that does not lead, what it sees without the record.
func (m *member) alerts(ctx context.Context) []node.AlertView {
	if _, n := m.standing(); n != nil {
		return n.Alerts()
	}
	out := []node.AlertView{}
	for _, a := range newOutlook(m.dir, m.cfg, nil).look(ctx) {
		a.Since = parley.MillisOf(now())
		out = append(out, a.View())
	}
	return out
}

// lead runs the record and the lines until ctx ends or another node takes over.
func (m *member) lead(ctx context.Context, db *postgres.Store) error {
	defer db.Close()
	c, err := nodeConfig(m.dir, m.cfg, m.log)
	if err != nil {
		return err
	}
	c.Store, c.TakesOver, c.Alarming.Look = db, true, newOutlook(m.dir, m.cfg, db).look
	n, err := node.Open(c)
	if err != nil {
		return storage(err, "the record cannot be opened")
	}
	defer n.Close()
	s := &services{node: n, log: m.log}
	defer s.close()
	if err := s.listenLines(m.cfg); err != nil {
		return err
	}
	door, err := openDoor(m.cfg.Cluster.Listen, m.options.Member.Door)
	if err != nil {
		return err
	}
	hall := newHallway()
	s.doors = []net.Listener{door, hall}
	return s.run(ctx, func() {
		m.turn.point(hall.dial)
		m.mu.Lock()
		m.db = db
		m.mu.Unlock()
		m.set(leads(m.cfg.Cluster.Name, db.Generation()), n)
	})
}
