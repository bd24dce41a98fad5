package main

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/internal/control"
	"parley/internal/scenario"
	"parley/internal/simnet"
)

// A scene is a story that whole nodes play: each party has the directory that parley init makes, a database, a log-writer
// and lines over a simulated network, and speaks and looks through the verbs. Nothing in it waits for the clock of this
// machine.
type scene struct {
	said  string // beside its answer, by the verb that ran last
	t     *testing.T
	dir   string
	line  scenario.Line
	looks string // the party that looks
	net   *simnet.Network
	log   *slog.Logger          // of the nodes; nil: none
	light bool                  // told over many days, or of many parties: nothing is kept on a disk, and lines are tested weekly
	nodes map[string]*sceneNode // by party; the second of a party that forks under secondFace

	paged    bool                     // it is looked at on the pages of the console as well, and acted in from there
	consoles map[string]*sceneConsole // by party
	window   *window                  // a real browser; nil: pages are asked for without
	looked   int                      // times that somebody looked at a page
	pressed  []string                 // acts that were done by button

	struckLate int // looks at a site that was struck after its notice had expired

	chapter *sceneChapter
	told    map[string]*sceneChapter // by the parties of each charter

	mu     sync.Mutex
	down   map[[2]string]bool   // lines that are cut, by the places at their ends
	routes map[[2]string]string // party and address: the place that it finds there instead
	turned chan struct{}        // closed when a line comes up
}

// firstHour is when the parties of a scene make their nodes, on the story's first day.
const firstHour = 6 * time.Hour

// sceneClock is the clock of nodes and verbs in a synctest bubble, which begins with the year 2000.
func sceneClock() time.Time {
	return time.Now().Add(scenario.DayZero.Time().Add(firstHour).Sub(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)))
}

// playInOneProcess has verbs take the time from the bubble and find nodes in this process, until the test ends.
func playInOneProcess(t *testing.T) {
	clock, dial := now, dialNode
	now, dialNode = sceneClock, dialPipe
	t.Cleanup(func() { now, dialNode = clock, dial })
}

func newScene(t *testing.T) *scene {
	return &scene{t: t, dir: t.TempDir(), net: simnet.New(1), nodes: map[string]*sceneNode{}, told: map[string]*sceneChapter{}, consoles: map[string]*sceneConsole{},
		down: map[[2]string]bool{}, routes: map[[2]string]string{}, turned: make(chan struct{})}
}

func (s *scene) fail(format string, args ...any) {
	s.t.Helper()
	s.t.Fatalf("line %d, %q: "+format, append([]any{s.line.Number, s.line.Text}, args...)...)
}

// try runs one command line as a user would, in this process.
func (s *scene) try(args ...string) (string, error) {
	var out, errs bytes.Buffer
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(&errs)
	err := root.ExecuteContext(s.t.Context())
	s.said = errs.String()
	return strings.TrimSpace(out.String()), err
}

// parley runs one that has to succeed.
func (s *scene) parley(args ...string) string {
	s.t.Helper()
	out, err := s.try(args...)
	if err != nil {
		s.fail("parley %s: %v", strings.Join(args, " "), err)
	}
	return out
}

// file writes a file and returns its path.
func (s *scene) file(name, text string) string {
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.fail("%v", err)
	}
	return path
}

// A pipeListener is the socket of a node that serves in this process.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

// pipes are the sockets by the directory of their node.
var pipes sync.Map

func listenPipe(dir string) *pipeListener {
	l := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	pipes.Store(dir, l)
	return l
}

func dialPipe(dir string) (*control.Client, error) {
	return control.DialBy(dir, func(ctx context.Context) (net.Conn, error) {
		l, ok := pipes.Load(dir)
		if !ok {
			return nil, os.ErrNotExist
		}
		here, there := net.Pipe()
		select {
		case l.(*pipeListener).conns <- there:
			return here, nil
		case <-l.(*pipeListener).closed:
			return nil, os.ErrNotExist
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	})
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "unix"} }
