package pgtest

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Standby makes a server that follows s.
func (s *Server) Standby() (*Server, error) {
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		return nil, err
	}
	b := &Server{dir: dir}
	if s.port != 0 {
		if b.port, err = free(); err != nil {
			return nil, err
		}
	}
	if err := b.someone(); err != nil {
		return nil, err
	}
	if err := b.Follow(s); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	return b, nil
}

// Follow makes s, which is stopped, a standby of another server, in the place of what it held.
func (s *Server) Follow(of *Server) error {
	if err := os.RemoveAll(s.data()); err != nil {
		return err
	}
	if err := s.run("pg_basebackup", "--pgdata", s.data(), "--host", of.dir, "--port", fmt.Sprint(of.numbered()), "--username", "parley", "--write-recovery-conf", "--wal-method", "stream", "--checkpoint", "fast", "--no-sync"); err != nil {
		return err
	}
	return s.configure(nil)
}

// Promote has a standby take the place of the server that it followed. It returns once it takes writes.
func (s *Server) Promote() error {
	return s.run("pg_ctl", "promote", "--wait", "--timeout=60", "--pgdata", s.data())
}

// Require sets which standbys must confirm, as synchronous_standby_names has it, and returns once that many of them do.
func (s *Server) Require(names string, confirming int) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.Name())
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, statement := range []string{"ALTER SYSTEM SET synchronous_standby_names = '" + strings.ReplaceAll(names, "'", "''") + "'", "SELECT pg_reload_conf()"} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return err
		}
	}
	for n := -1; n != confirming; {
		if err := conn.QueryRow(ctx, "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND sync_state IN ('sync', 'quorum')").Scan(&n); err != nil {
			return err
		}
		<-time.After(10 * time.Millisecond)
	}
	return nil
}

// URL names the one database of several servers, of which the one that takes writes is used.
func URL(servers ...*Server) string {
	var dirs []string
	for _, s := range servers {
		dirs = append(dirs, s.dir)
	}
	return "postgres:///postgres?user=parley&target_session_attrs=read-write&host=" + strings.Join(dirs, ",")
}
