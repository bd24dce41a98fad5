//go:build linux

// Package peers runs other programs that carry messages between two sites, Prosody, Postfix, NNCP and mosquitto, so that they can be
// measured on the link on which Parley is: each on two sides, in the namespaces that it is given, with directories, keys and
// processes of its own. Their packages must be installed.
package peers

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"parley/bench/emulator"
)

// Names are the programs that New knows.
var Names = []string{"prosody", "postfix", "nncp", "mosquitto"}

// An Item is what one side's client hands to its server. ID is of letters and digits.
type Item struct {
	ID     string
	Body   []byte // a text, or random bytes for a bulk item
	Urgent bool   // where the program has precedence
}

func (i Item) bulk() bool { return len(i.Body) > 4096 }

// A Pair is a program on both sides: a client on the first hands over what a client on the second gets.
type Pair interface {
	// Receive starts the second side's server and client, and returns when they are ready.
	Receive(ctx context.Context) error
	// Call starts the first side's, and returns when items may be submitted.
	Call(ctx context.Context) error
	// Eager reports whether the first side connects when it starts, not when there is something to carry.
	Eager() bool
	// Submit hands an item to the first side's server.
	Submit(ctx context.Context, i Item) error
	// Arrived waits until the second side's client has the item, and says when it got it.
	Arrived(ctx context.Context, id string) (time.Time, error)
	// Stop ends every process.
	Stop()
}

// New returns a program that is not started yet, on two spaces, in a directory that other users may pass through. With keep it
// holds a connection open between messages, where it can.
func New(name, dir string, spaces [2]*emulator.Space, keep bool) (Pair, error) {
	g := &ground{dir: dir, keep: keep, seen: seen{times: map[string]time.Time{}}}
	ca, err := newAuthority()
	if err != nil {
		return nil, err
	}
	for i, host := range []string{"a.test", "b.test"} {
		g.sides[i] = &side{space: spaces[i], host: host, dir: filepath.Join(dir, host)}
		if err := g.sides[i].furnish(ca); err != nil {
			return nil, err
		}
	}
	switch name {
	case "prosody":
		return &prosody{ground: g}, nil
	case "postfix":
		return &postfix{ground: g}, nil
	case "nncp":
		return &nncp{ground: g}, nil
	case "mosquitto":
		return &mosquitto{ground: g}, nil
	}
	return nil, fmt.Errorf("the program %s is not known", name)
}

// Start starts both sides.
func Start(ctx context.Context, p Pair) error {
	if err := p.Receive(ctx); err != nil {
		return err
	}
	return p.Call(ctx)
}

// A ground is what all programs stand on.
type ground struct {
	seen
	dir     string
	keep    bool
	sides   [2]*side
	clients []func() // that end clients
}

// A side is one of two sites.
type side struct {
	space     *emulator.Space
	host, dir string
	programs  []*emulator.Program
}

func (s *side) path(name string) string { return filepath.Join(s.dir, name) }

// furnish makes the directory with certificates.
func (s *side) furnish(ca *authority) error {
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return err
	}
	return ca.issue(s.host, s.space.Address(), s.path("ca.pem"), s.path("cert.pem"), s.path("key.pem"))
}

// write writes a file of the side.
func (s *side) write(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(s.path(name)), 0o755); err != nil {
		return err
	}
	return os.WriteFile(s.path(name), []byte(text), 0o644)
}

// run starts a program that goes on; what it says is in the file out.
func (s *side) run(name string, args ...string) error { return s.runWith(nil, name, args...) }

func (s *side) runWith(env []string, name string, args ...string) error {
	out, err := os.OpenFile(s.path("out"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer out.Close()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr, cmd.Env = s.dir, out, out, append(os.Environ(), env...)
	p, err := s.space.Start(cmd)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	s.programs = append(s.programs, p)
	return nil
}

// ready is how long a server has until it listens.
const ready = time.Minute

// dial connects to a server of the side, and waits until it listens.
func (s *side) dial(ctx context.Context, address string) (c net.Conn, err error) {
	ctx, cancel := context.WithTimeout(ctx, ready)
	defer cancel()
	for {
		err = s.space.Inside(func() error {
			c, err = net.DialTimeout("tcp", address, time.Second)
			return err
		})
		if err == nil {
			return c, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("the server at %s of %s does not listen: %w", address, s.host, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// up waits until a server of the side listens.
func (s *side) up(ctx context.Context, address string) error {
	c, err := s.dial(ctx, address)
	if err == nil {
		c.Close()
	}
	return err
}

// Stop ends every process of both sides.
func (g *ground) Stop() {
	for _, end := range g.clients {
		end()
	}
	g.clients = nil
	for _, s := range g.sides {
		for _, p := range s.programs {
			p.Stop()
		}
		s.programs = nil
	}
}

// seen is what came at the second side.
type seen struct {
	mu    sync.Mutex
	times map[string]time.Time
}

func (s *seen) came(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.times[id]; !ok {
		s.times[id] = time.Now()
	}
}

// Arrived waits until an item is there.
func (s *seen) Arrived(ctx context.Context, id string) (time.Time, error) {
	for {
		s.mu.Lock()
		at, ok := s.times[id]
		s.mu.Unlock()
		if ok {
			return at, nil
		}
		select {
		case <-ctx.Done():
			return time.Time{}, ctx.Err()
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// each calls look every few milliseconds until the clients end.
func (g *ground) each(look func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
				look()
			}
		}
	}()
	g.clients = append(g.clients, func() { close(done); <-ended })
}
