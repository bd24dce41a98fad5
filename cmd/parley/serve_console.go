package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"time"

	"parley"
	"parley/internal/accounts"
	"parley/internal/api"
	"parley/internal/chart"
	"parley/internal/config"
	"parley/internal/console"
	"parley/internal/control"
	"parley/internal/node"
	"parley/wire"
)

// What the console keeps in the node's directory.
const (
	consoleCertificate = "console.crt"
	consoleKey         = "console.key"
	consoleDrafts      = "drafts"
)

// A consoleService is the web console of a node, on its listener.
type consoleService struct {
	*console.Console
	api         http.Handler
	listener    net.Listener
	base        string
	fingerprint string
}

// announce says where the console is; of none, nothing.
func (s *consoleService) announce(out io.Writer) {
	if s == nil {
		return
	}
	fmt.Fprintf(out, "console on %s\n", s.base)
	if s.fingerprint != "" {
		fmt.Fprintf(out, "certificate SHA-256 %s\n", s.fingerprint)
	}
}

// openConsole makes the console that the configuration asks for; nil where it asks for none.
func openConsole(dir string, cfg *config.Config, n node.API, log *slog.Logger) (*consoleService, error) {
	if cfg.Console.Listen == "" {
		return nil, nil
	}
	l, err := net.Listen("tcp", cfg.Console.Listen)
	if err != nil {
		return nil, cannotListen(cfg.Console.Listen, err)
	}
	s := &consoleService{listener: l, base: "http://" + hostPort(cfg, l)}
	if cfg.Console.Mode() != config.TLSNone {
		cert, err := certificateOf(dir, cfg)
		if err != nil {
			l.Close()
			return nil, err
		}
		s.fingerprint, s.base = console.CertificateFingerprint(cert.Certificate[0]), "https://"+hostPort(cfg, l)
		s.listener = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13, NextProtos: []string{"h2", "http/1.1"}})
	}
	c := console.Config{Party: cfg.Party, Base: s.base, Fingerprint: s.fingerprint, Drafts: console.NewDraftDirectory(filepath.Join(dir, consoleDrafts)),
		Now: now, Rand: rand.Reader, Log: log, Accounts: func() ([]accounts.Imported, error) { return readImported(dir) }}
	if cfg.Console.OperatorKeys {
		c.Signer = operatorSigner{dir}
	}
	if c.Overlay, err = overlayOf(cfg); err != nil {
		s.listener.Close()
		return nil, err
	}
	s.api = api.New(n, api.Tokens{Path: filepath.Join(dir, apiTokens)}, now)
	if s.Console, err = console.New(n, c); err != nil {
		s.listener.Close()
		return nil, err
	}
	return s, nil
}

// overlayOf reads what the party lays over its maps; nil where it lays nothing.
func overlayOf(cfg *config.Config) (*chart.Overlay, error) {
	path := cfg.ConsoleOverlay()
	if path == "" {
		return nil, nil
	}
	b, err := readFile(path, chart.MaxOverlay)
	if err != nil {
		return nil, err
	}
	o, err := chart.ReadOverlay(b)
	if err != nil {
		return nil, inFile(path, err)
	}
	return o, nil
}

// hostPort is how browsers name the console: the port is that which was given, also where any was asked for.
func hostPort(cfg *config.Config, l net.Listener) string {
	port := 0
	if a, ok := l.Addr().(*net.TCPAddr); ok {
		port = a.Port
	}
	return net.JoinHostPort(cfg.Console.Name(), strconv.Itoa(port))
}

func certificateOf(dir string, cfg *config.Config) (tls.Certificate, error) {
	if cfg.Console.Mode() == config.TLSFiles {
		cert, err := tls.LoadX509KeyPair(cfg.ConsoleCertificate(), cfg.ConsoleKey())
		if err != nil {
			return cert, parley.Wrap(err, parley.CodeBadKey, "the certificate of the console, or its key, cannot be used: %s", reason(err))
		}
		return cert, nil
	}
	return console.OwnCertificate(filepath.Join(dir, consoleCertificate), filepath.Join(dir, consoleKey), cfg.Console.Name(), now(), rand.Reader)
}

// operatorSigner signs with the operator keys of the node's directory, as the verbs do.
type operatorSigner struct{ dir string }

// Seal signs a payload with the key of its post.
func (s operatorSigner) Seal(_ context.Context, who node.Who, edition parley.Hash, p *wire.Payload) ([]byte, error) {
	key, err := operatorKey(s.dir, parley.PostID(who.Post))
	if err != nil {
		return nil, err
	}
	e, err := wire.Seal(p, edition, key)
	if err != nil {
		return nil, err
	}
	return e.Encode(), nil
}

// serve answers browsers, and integrations under /api/, until ctx ends.
func (s *consoleService) serve(ctx context.Context) error {
	mux := http.NewServeMux()
	mux.Handle("/api/", s.api)
	mux.Handle("/", s.Handler())
	h := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 60 * time.Second, WriteTimeout: 2 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10, BaseContext: func(net.Listener) context.Context { return ctx },
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)}
	stop := context.AfterFunc(ctx, func() { h.Close() })
	defer stop()
	if err := h.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// withDoor is the API of a node that serves a console.
type withDoor struct {
	node.API
	console *consoleService
}

// Login returns a link that signs who in.
func (d withDoor) Login(_ context.Context, who node.Who) (control.Invitation, error) {
	link, until, err := d.console.Invite(who)
	return control.Invitation{Link: link, Until: until.String(), Fingerprint: d.console.fingerprint}, err
}
