package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/bearer"
	"parley/internal/config"
	"parley/internal/control"
	"parley/internal/node"
)

func serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve --dir DIR",
		Short: "Run the node: its lines, its record, its local socket",
		Long: "Run the node until it is interrupted: its lines to the other parties, its record, and the socket on which the other\n" +
			"verbs reach it. It says \"serving <party> on <address>\" when it is ready; what happens after goes to standard\n" +
			"error as a log without texts and without secrets. Without a charter it waits for one: parley charter adopt.",
		Example: "  parley serve --dir north",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, cfg, err := configOf(cmd)
			if err != nil {
				return err
			}
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return serve(ctx, dir, cfg, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	directoryFlag(cmd)
	return cmd
}

// serve runs the node of dir until ctx ends. Everything that can fail at start fails before the line that says it is
// ready.
func serve(ctx context.Context, dir string, cfg *config.Config, out, errs io.Writer) error {
	if err := withoutCore(); err != nil {
		return parley.Wrap(err, parley.CodeInternal, "the system would write a crashed node's memory to a file")
	}
	lock, err := waitForLock(dir)
	if err != nil {
		return err
	}
	if lock == nil {
		return parley.Errorf(parley.CodeBusy, "another process serves %s", dir)
	}
	defer lock.Release()
	log := slog.New(slog.NewTextHandler(errs, nil))
	if cfg.Cluster.Name != "" {
		return serveAmong(ctx, dir, cfg, log, out)
	}
	n, closeNode, err := openNode(dir, cfg, log)
	if err != nil {
		return err
	}
	defer closeNode()
	s := &services{node: n, log: log}
	defer s.close()
	if err := s.listen(dir, cfg); err != nil {
		return err
	}
	return s.run(ctx, func() {
		fmt.Fprintf(out, "serving %s on %s\n", cfg.Party, s.lines.Addr())
		s.console.announce(out)
	})
}

// services are the places at which a node is reached.
type services struct {
	node   *node.Node
	log    *slog.Logger
	lines  *lineListener // other nodes
	narrow narrowBearers // the same over bearers that are not TLS
	others []node.Bearer // what the configuration says of bearers
	socket net.Listener  // verbs
	http   net.Listener  // record and metrics; nil: nowhere

	console *consoleService // nil: none

	doors []net.Listener // where the other nodes of the party ask, and this one itself; see lead
}

// listenLines waits for other nodes over every bearer.
func (s *services) listenLines(cfg *config.Config) (err error) {
	if s.lines, err = listenLines(cfg.Listen, s.node.LinkKey(), dialLimits(cfg, s.node.Refused)); err != nil {
		return cannotListen(cfg.Listen, err)
	}
	s.others, s.narrow, err = openBearers(cfg, s.node, s.log)
	return err
}

func (s *services) listen(dir string, cfg *config.Config) (err error) {
	if err := s.listenLines(cfg); err != nil {
		return err
	}
	if s.socket, err = control.Listen(dir); err != nil {
		return err
	}
	if s.console, err = openConsole(dir, cfg, s.node, s.log); err != nil {
		return err
	}
	if cfg.HTTP == "" {
		return nil
	}
	if s.http, err = net.Listen("tcp", cfg.HTTP); err != nil {
		return cannotListen(cfg.HTTP, err)
	}
	return nil
}

// dialLimits are what those may take who open connections to this node.
func dialLimits(cfg *config.Config, refused func(string, error)) bearer.Limits {
	l := cfg.Limits
	return bearer.Limits{Handshakes: l.Handshakes, PerHost: l.HandshakesPerHost, Rate: l.HandshakeRate, HostRate: l.HandshakeRatePerHost, Refused: refused}
}

func (s *services) close() {
	if s.lines != nil {
		s.lines.Close()
	}
	s.narrow.close()
	if s.console != nil {
		s.console.listener.Close()
	}
	for _, l := range append(s.doors, s.socket, s.http) {
		if l != nil {
			l.Close()
		}
	}
}

// run ends when ctx does, or when one of the services fails.
func (s *services) run(ctx context.Context, ready func()) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	running := 0
	ended := make(chan error)
	start := func(run func() error) {
		running++
		go func() { ended <- run() }()
	}
	start(func() error { return s.node.Serve(ctx, s.lines, s.dial, s.others...) })
	s.untilOnline(ctx)
	var api node.API = renewing{s.node, s.lines, s.narrow}
	if s.console != nil {
		api = withDoor{api, s.console}
		start(func() error { return s.console.Run(ctx) })
		start(func() error { return s.console.serve(ctx) })
	}
	if s.socket != nil {
		start(func() error { return control.Serve(ctx, s.socket, api) })
	}
	for _, l := range s.doors {
		start(func() error { return control.ServeBetween(ctx, l, api) })
	}
	if s.http != nil {
		start(func() error { return serveHTTP(ctx, s.http, alone(s.node)) })
	}
	ready()
	var first error
	for ; running > 0; running-- {
		if err := <-ended; first == nil && err != nil {
			first = err
		}
		cancel()
	}
	return first
}

// untilOnline returns when the node takes messages.
func (s *services) untilOnline(ctx context.Context) {
	for ctx.Err() == nil && !s.node.Online() {
		<-time.After(time.Millisecond)
	}
}

func (s *services) dial(ctx context.Context, address string, peer ed25519.PublicKey) (bearer.Session, error) {
	return bearer.DialTLS(ctx, address, s.node.LinkKey(), peer)
}

// cannotListen gives the two common reasons in plain words.
func cannotListen(address string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return parley.Wrap(err, parley.CodeBusy, "another process listens on %s", address)
	case errors.Is(err, os.ErrPermission):
		return parley.Wrap(err, parley.CodeStorage, "this user may not listen on %s", address)
	}
	return storage(err, "cannot listen on %s", address)
}
