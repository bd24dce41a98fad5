// Package pgtest runs a PostgreSQL server for tests: a cluster of its own in a directory of its own, over a socket there, with no
// port. It needs the programs of Debian's package postgresql.
package pgtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// A Server is one running server.
type Server struct {
	dir  string
	port int // of 127.0.0.1, at which it listens too; 0: none
	made atomic.Int64
	as   *syscall.Credential // nil: as ourselves
}

// Start makes a cluster and starts its server. Settings are lines of its configuration besides its own, which has no fsync: it is
// not for tests that cut the power.
func Start(settings ...string) (*Server, error) { return startAt(0, settings) }

func startAt(port int, settings []string) (*Server, error) {
	dir, err := os.MkdirTemp("", "pg") // the path of a socket is short
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, port: port}
	if err := s.start(settings); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	return s, nil
}

func (s *Server) start(settings []string) error {
	if err := s.someone(); err != nil {
		return err
	}
	if err := s.run("initdb", "--pgdata", s.data(), "--username", "parley", "--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale", "C.UTF-8"); err != nil {
		return err
	}
	return s.configure(append([]string{"fsync = off", "max_connections = 200", "shared_buffers = 64MB", "logging_collector = off"}, settings...))
}

// configure adds to the configuration where the server is reached, and what else it is told, and starts it.
func (s *Server) configure(settings []string) error {
	f, err := os.OpenFile(filepath.Join(s.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.WriteString("\n" + strings.Join(append(s.reached(), settings...), "\n") + "\n"); err != nil {
		return err
	}
	return s.Again()
}

// Again starts a server that was stopped.
func (s *Server) Again() error {
	return s.run("pg_ctl", "start", "--wait", "--timeout=60", "--pgdata", s.data(), "--log", filepath.Join(s.dir, "log"))
}

// Stop stops the server in one of its modes: smart, fast or immediate.
func (s *Server) Stop(mode string) error {
	return s.run("pg_ctl", "stop", "--wait", "--mode", mode, "--pgdata", s.data())
}

// Close stops the server and removes its cluster.
func (s *Server) Close() error {
	err := s.Stop("immediate")
	os.RemoveAll(s.dir)
	return err
}

// Schema makes an empty schema in the server's one database and returns what names it.
func (s *Server) Schema() (string, error) {
	name := fmt.Sprintf("t%d", s.made.Add(1))
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.Name())
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, "CREATE SCHEMA "+name)
	return s.Name() + " search_path=" + name, err
}

// Name names the server's one database.
func (s *Server) Name() string {
	return fmt.Sprintf("host=%s port=%d user=parley dbname=postgres", s.dir, s.numbered())
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// someone sees to it that the programs run as somebody who is not root, whom they refuse.
func (s *Server) someone() error {
	if os.Geteuid() != 0 {
		return nil
	}
	s.as = &syscall.Credential{Uid: 65534, Gid: 65534} // nobody
	return os.Chown(s.dir, int(s.as.Uid), int(s.as.Gid))
}

// run runs one of PostgreSQL's programs.
func (s *Server) run(name string, args ...string) error {
	path, err := program(name)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, path, args...)
	c.Dir, c.SysProcAttr = s.dir, &syscall.SysProcAttr{Credential: s.as}
	said, err := os.CreateTemp(s.dir, "said") // a pipe would be kept open by the server
	if err != nil {
		return err
	}
	defer said.Close()
	c.Stdout, c.Stderr = said, said
	if err := c.Run(); err != nil {
		text, _ := os.ReadFile(said.Name())
		return fmt.Errorf("%s: %w: %s", name, err, text)
	}
	return nil
}

// program finds one of PostgreSQL's programs: Debian keeps those of the newest version beside each other.
func program(name string) (string, error) {
	if all, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name); len(all) > 0 {
		slices.Sort(all)
		return all[len(all)-1], nil
	}
	return exec.LookPath(name)
}
